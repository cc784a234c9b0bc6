"""One warning letter: how far it is, what can be done to it, and the file that stands in its place."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, may, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives.correspondence import pages
from core.papers import acts
from core.papers.acts import Act, PaperRequest
from core.papers.official import PaperState
from reports.escalation import letter_trail, letters
from reports.escalation.letter_lists import all_letters
from reports.models import Letter


def _initial(asked: PaperRequest) -> str:
    given = letter_trail.initial(asked.rows, looked_at=[asked.text("seen")], actor=asked.actor)
    if given:
        return _("The initials are given.")
    acts.moved(asked.rows.filter(state=PaperState.PREPARED).count())
    return _("This paper has its initials already.")


def _void(asked: PaperRequest) -> str:
    again = asked.text("again") == "1"
    new = letter_trail.void(asked.rows.get(), reason=asked.text("reason", 500), again=again, actor=asked.actor)
    if new:
        return _("The letter is void; its number stays. Another one waits among the letters to sign.")
    return _("The letter is void; its number stays.")


def _restore(asked: PaperRequest) -> str:
    letter_trail.restore(asked.rows.get(), actor=asked.actor)
    return _("The letter is in force again.")


ACTS: dict[str, Act] = acts.COMMON | {"initial": _initial, "void": _void, "restore": _restore}
DELIVERY: dict[str, Act] = {"note_result": pages.note_result}


@require_safe
@requires(Capability.READ_REPORTS)
def letter(request, pk: int):
    """A letter and its way through the office."""
    return _page(request, get_object_or_404(all_letters(), pk=pk))


def _page(request, letter: Letter, typed: Any = None):
    words = letters.digests_of([letter])[letter.pk] if letter.is_draft else ""
    context = pages.context(letter, typed) | {
        "replacement": Letter.objects.filter(replaces=letter).first(),
        "seen": letters.seen(letter, words),
        "has_old_initials": letter.stage == "initialled" and not letter.has_initials_for(words),
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
    rows = all_letters().filter(pk=pk)
    return pages.act(request, offered, rows, partial(_page, request), lambda: redirect("letter", pk=pk))


@require_safe
@requires(Capability.READ_REPORTS)
def earlier_scan(request, pk: int, key: str):
    """A file that stood in the place of the print before."""
    return pages.earlier_scan(request, get_object_or_404(all_letters(), pk=pk), key)


@require_safe
@requires(Capability.READ_REPORTS)
def scan(request, pk: int):
    """The scan or the signed PDF that was uploaded in the place of the print."""
    return pages.scan(request, get_object_or_404(all_letters(), pk=pk))
