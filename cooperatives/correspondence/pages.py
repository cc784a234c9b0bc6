"""What the pages of all kinds of letters share: what a page shows, what its forms do, and the files beside it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cooperatives.correspondence import delivery
from core import clock
from core.database import idempotency
from core.errors import DomainError
from core.papers import acts, signatures, trail, verification
from core.papers.acts import Act, PaperRequest
from core.papers.letter import OfficialLetter
from core.storage import downloads


def context(letter: OfficialLetter, typed: Any = None) -> dict[str, Any]:
    """What the templates of `templates/papers/` need of a letter."""
    return {
        "paper": letter,
        "stage": letter.look,
        "signatures": signatures.told(letter.signatures) if letter.scan else [],
        "address": verification.address_of(letter),
        "results": delivery.RESULTS,
        "earlier_scans": trail.earlier_scans(letter),
        "today": clock.today(),
        "typed": typed or {},
    }


def note_result(asked: PaperRequest) -> str:
    """Note how the letter went."""
    noted = delivery.note_results(
        asked.rows,
        result=asked.text("result"),
        on=asked.day("delivered_on"),
        receiver=asked.text("receiver", 150),
        actor=asked.actor,
    )
    acts.moved(noted)
    return _("Noted.")


def act(
    request: HttpRequest,
    offered: Mapping[str, Act],
    rows: QuerySet,
    page: Callable[[OfficialLetter, Any], HttpResponse],
    back: Callable[[], HttpResponse],
) -> HttpResponse:
    """Do what a form of the page of one letter asks for; what was typed stays there when it cannot be done."""
    found = get_object_or_404(rows)
    try:
        messages.success(request, acts.run(offered, rows, request))
    except idempotency.AlreadySentError as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.error(request, str(error))
        found.refresh_from_db()
        return page(found, request.POST)
    return back()


def scan(request: HttpRequest, letter: OfficialLetter) -> Any:
    """The scan or the signed PDF that was uploaded in the place of the print."""
    if not letter.scan:
        raise Http404
    trace = _opened(letter, letter.scan_sha256, {"number": letter.number})
    return downloads.send(request, letter.scan, letter.scan_name, trace=trace, content_type=downloads.OCTETS)


def earlier_scan(request: HttpRequest, letter: OfficialLetter, key: str) -> Any:
    """A file that stood in the place of the print before."""
    file = get_object_or_404(trail.earlier_scans(letter), key__endswith=f":{key}")
    trace = _opened(letter, file.sha256, {})
    return downloads.send(request, file.file, file.file_name, trace=trace, content_type=downloads.OCTETS)


def _opened(letter: OfficialLetter, sha256: str, more: dict[str, str]) -> downloads.Trace:
    return downloads.Trace("letters.scan_opened", letter.KIND, letter.pk, letter.number, more | {"sha256": sha256})
