"""The files of a paper that has come in: each kept once, its pages numbered through all of them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.papers.pages import MOST_PAGES, IncomingPaper
from core.storage import files
from core.text.formats import moment
from reports.choices import ArrivalState
from reports.models import Arrival, ArrivalFile, ArrivalPage


@dataclass
class Received:
    """What has become of the files that came: their arrival, the new pages, and in words what was there already."""

    arrival: Arrival
    is_new: bool = False
    pages: list[ArrivalPage] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


def keep(arrival: Arrival, papers: Iterable[IncomingPaper], actor) -> Received:
    """Store files and pages that are not there yet; the arrival itself with its first page.

    Raises DomainError for too many pages, files.NotStoredError when the store is full.
    """
    found = Received(arrival)
    there = {
        row.sha256: row
        for row in ArrivalFile.objects.filter(arrival__obligation=arrival.obligation).exclude(
            arrival__state__in=(ArrivalState.SET_ASIDE, ArrivalState.OVERTAKEN)
        )
    }
    fresh: list[IncomingPaper] = []
    for paper in papers:
        if old := there.get(paper.sha256):
            text = _("“{name}” was sent before, on {moment}: it is not taken twice.")
            found.known.append(text.format(name=paper.name, moment=moment(old.at)))
        elif paper.sha256 not in {other.sha256 for other in fresh}:
            fresh.append(paper)
    last = (arrival.pages.aggregate(last=Max("number"))["last"] or 0) if arrival.pk else 0
    n = (arrival.pages.count() if arrival.pk else 0) + sum(len(paper.pages) for paper in fresh)
    if n > MOST_PAGES:
        text = _("These are {n} pages; up to {most} are taken for one report. Send the pages of the report alone.")
        raise DomainError(text.format(n=n, most=MOST_PAGES))
    if fresh and arrival.pk is None:
        arrival.save(force_insert=True)
    for paper in fresh:
        found.pages += _store(arrival, paper, last + 1 + len(found.pages), actor)
    return found


def _store(arrival: Arrival, paper: IncomingPaper, number: int, actor) -> list[ArrivalPage]:
    """The file and its pages, numbered from `number`."""
    kept = ArrivalFile(
        arrival=arrival,
        name=paper.name,
        sha256=paper.sha256,
        size=paper.size,
        sent_by_name=actor.display_name[:150],
        by_office=actor.is_of_office,
    )
    if paper.original:
        files.store(kept.file, f"{uuid.uuid4()}.pdf", BytesIO(paper.original))
    kept.save(force_insert=True)
    pages = []
    for place, page in enumerate(paper.pages, start=number):
        row = ArrivalPage(arrival=arrival, of=kept, number=place, width=page.width, height=page.height)
        files.store(row.picture, f"{uuid.uuid4()}.jpg", BytesIO(page.content))
        row.save(force_insert=True)
        pages.append(row)
    return pages
