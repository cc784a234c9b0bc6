"""One warning letter: how far it is, what can be done to it, and the file that stands in its place."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, may, requires
from accounts.upload_limits import uploads_limited
from core import clock, downloads, once
from core.errors import DomainError
from core.papers import acts, checking, signatures, trail
from core.papers.acts import Act, Asked
from core.papers.official import PaperState
from reports import letter_trail, letters
from reports.letter_lists import all_letters
from reports.models import Letter


def _initial(asked: Asked) -> str:
    given = letter_trail.initial(asked.rows, looked_at=[asked.text("seen")], actor=asked.actor)
    if given:
        return _("The initials are given.")
    acts.moved(asked.rows.filter(state=PaperState.PREPARED).count())
    return _("This paper has its initials already.")


def _void(asked: Asked) -> str:
    again = asked.text("again") == "1"
    new = letter_trail.void(asked.rows.get(), reason=asked.text("reason", 500), again=again, actor=asked.actor)
    if new:
        return _("The letter is void; its number stays. Another one waits among the letters to sign.")
    return _("The letter is void; its number stays.")


def _restore(asked: Asked) -> str:
    letter_trail.restore(asked.rows.get(), actor=asked.actor)
    return _("The letter is in force again.")


def _note_result(asked: Asked) -> str:
    noted = letter_trail.note_results(
        asked.rows,
        result=asked.text("result"),
        on=asked.day("delivered_on"),
        receiver=asked.text("receiver", 150),
        actor=asked.actor,
    )
    acts.moved(noted)
    return _("Noted.")


ACTS: dict[str, Act] = acts.COMMON | {"initial": _initial, "void": _void, "restore": _restore}
DELIVERY: dict[str, Act] = {"note_result": _note_result}


@require_safe
@requires(Capability.READ_REPORTS)
def letter(request, pk: int):
    """A letter and its way through the office."""
    return _page(request, get_object_or_404(all_letters(), pk=pk))


def _page(request, letter: Letter, typed: Any = None):
    words = letters.digests_of([letter])[letter.pk] if letter.is_draft else ""
    context = {
        "paper": letter,
        "stage": letter.look,
        "signatures": signatures.told(letter.signatures) if letter.scan else [],
        "address": checking.address_of(letter),
        "results": [(result.value, result.label) for result in letters.DELIVERY],
        "replacement": Letter.objects.filter(replaces=letter).first(),
        "earlier_scans": trail.earlier_scans(letter),
        "seen": letters.seen(letter, words),
        "has_old_initials": letter.stage == "initialled" and not letter.has_initials_for(words),
        "today": clock.today(),
        "typed": typed or {},
        "may_move": may(request.user, Capability.ISSUE_LETTERS),
        "may_deliver": may(request.user, Capability.SEND_MESSAGES),
    }
    return render(request, "reports/letter.html", context, status=400 if typed else 200)


@require_POST
@requires(Capability.ISSUE_LETTERS)
@uploads_limited
def act(request, pk: int):
    """Initials, signature, scan, void."""
    return _act(request, pk, ACTS)


@require_POST
@requires(Capability.SEND_MESSAGES)
def result(request, pk: int):
    """Who received it, or why nobody did."""
    return _act(request, pk, DELIVERY)


def _act(request, pk: int, offered: Mapping[str, Act]):
    """What a form of the page asks for; what was typed stays there when it cannot be done."""
    found = get_object_or_404(all_letters(), pk=pk)
    try:
        messages.success(request, acts.run(offered, all_letters().filter(pk=pk), request))
    except once.AlreadySentError as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.error(request, str(error))
        found.refresh_from_db()
        return _page(request, found, typed=request.POST)
    return redirect("letter", pk=pk)


@require_safe
@requires(Capability.READ_REPORTS)
def earlier_scan(request, pk: int, key: str):
    """A file that stood in the place of the print before."""
    found = get_object_or_404(all_letters(), pk=pk)
    file = get_object_or_404(trail.earlier_scans(found), key__endswith=f":{key}")
    trace = downloads.Trace("letters.scan_opened", "letter", found.pk, found.number, {"sha256": file.sha256})
    return downloads.send(request, file.file, file.file_name, trace=trace, content_type=downloads.OCTETS)


@require_safe
@requires(Capability.READ_REPORTS)
def scan(request, pk: int):
    """The scan or the signed PDF that was uploaded in the place of the print."""
    found = get_object_or_404(all_letters(), pk=pk)
    if not found.scan:
        raise Http404
    after = {"number": found.number, "sha256": found.scan_sha256}
    trace = downloads.Trace("letters.scan_opened", "letter", found.pk, found.number, after)
    return downloads.send(request, found.scan, found.scan_name, trace=trace, content_type=downloads.OCTETS)
