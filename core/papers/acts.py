"""What can be done to one paper on its page, by the name that a form gives; each says in words what happened."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from core.database import idempotency
from core.errors import DomainError
from core.papers import scans, trail
from core.papers.official import PaperState
from core.text.parsing import iso_day


class PaperRequest(NamedTuple):
    """One paper as a queryset, and the request with what was filled in."""

    rows: QuerySet
    request: HttpRequest
    # The uploaded file, looked at before anything was held.
    scan: scans.Scan | None = None

    @property
    def actor(self):
        return self.request.user

    def text(self, name: str, longest: int = 0) -> str:
        """Raises DomainError for a text that is longer than its field."""
        text = self.request.POST.get(name, "").strip()
        if longest and len(text) > longest:
            sentence = _("{n} characters are too many; {most} are the most. Make the text shorter.")
            raise DomainError(sentence.format(n=len(text), most=longest))
        return text

    def day(self, name: str) -> date:
        """Raises DomainError for what is no date."""
        try:
            return iso_day(self.text(name))
        except ValueError:
            sentence = _("{text} is no date. Choose one, or write it like 2026-12-31.")
            raise DomainError(sentence.format(text=f"“{self.text(name)[:20]}”")) from None


Act = Callable[[PaperRequest], str]


def run(acts: Mapping[str, Act], rows: QuerySet, request: HttpRequest) -> str:
    """Do what a form asks for, once. Raises DomainError for what cannot be, Http404 for an unknown act."""
    asked = PaperRequest(rows, request)
    act = acts.get(asked.text("act"))
    if not act:
        raise Http404
    if act is keep_scan and not idempotency.was_spent(request.POST):
        # Before the transaction: a look takes seconds, for which a database that has one writer would stand still.
        asked = asked._replace(scan=_looked_at(request))
    with transaction.atomic():
        idempotency.spend(request.POST)
        return act(asked)


def take_initials_back(asked: PaperRequest) -> str:
    moved(trail.take_initials_back(asked.rows, actor=asked.actor))
    return _("The initials are taken back.")


def sign(asked: PaperRequest) -> str:
    moved(trail.sign(asked.rows, on=asked.day("signed_on"), actor=asked.actor))
    return _("Noted as signed.")


def unsign(asked: PaperRequest) -> str:
    moved(trail.unsign(asked.rows, actor=asked.actor))
    return _("It is not signed any more.")


def _looked_at(request: HttpRequest) -> scans.Scan:
    file = request.FILES.get("scan")
    if not file:
        raise DomainError(_("Choose a file first: the scan of the signed paper, or the signed PDF."))
    return scans.read(file)


def keep_scan(asked: PaperRequest) -> str:
    if asked.scan:
        trail.keep_scan(asked.rows, asked.scan, actor=asked.actor)
    if asked.rows.filter(state=PaperState.VOID).exists():
        return _("The file is kept on this page. The paper is void: whoever opens it gets the print with its mark.")
    kept = _("The file is kept. Whoever opens this paper gets it instead of the print of the portal.")
    if asked.rows.filter(state=PaperState.ISSUED, signed_on=None).exists():
        return f"{kept} " + _("Note the day on which it was signed as well.")
    return kept


def drop_scan(asked: PaperRequest) -> str:
    trail.drop_scan(asked.rows, actor=asked.actor)
    if asked.rows.filter(state=PaperState.VOID).exists():
        return _("The file is set by. Whoever opens this paper gets the print with its mark, as before.")
    return _("Whoever opens this paper gets the print of the portal again.")


def moved(n: int) -> None:
    """Raises DomainError where an act has found nothing to move: somebody else was there meanwhile."""
    if not n:
        raise DomainError(_("This paper is not what it was when you opened it. Look at it again."))


COMMON: dict[str, Act] = {
    "take_initials_back": take_initials_back,
    "sign": sign,
    "unsign": unsign,
    "keep_scan": keep_scan,
    "drop_scan": drop_scan,
}
