"""The letters that ask: the post book, each with its page, its print, and the answers that a lurah has sent back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, may, requires
from accounts.sign_in.upload_limits import uploads_limited
from cooperatives.correspondence import pages
from core.lists.listing import Listing
from core.lists.response import respond
from core.papers import acts
from core.papers.acts import Act, PaperRequest
from revival.models import QuestionLetter
from revival.question import letter_trail
from revival.question.letter_lists import BOOK, all_letters, kind_of, print_letters


def _void(asked: PaperRequest) -> str:
    letter_trail.void(asked.rows.get(), reason=asked.text("reason", 500), actor=asked.actor)
    return _("The letter is void; its number stays.")


def _restore(asked: PaperRequest) -> str:
    letter_trail.restore(asked.rows.get(), actor=asked.actor)
    return _("The letter is in force again.")


ACTS: Mapping[str, Act] = acts.COMMON | {"void": _void, "restore": _restore, "note_result": pages.note_result}


def letter_or_404(request, pk: int) -> QuestionLetter:
    return get_object_or_404(all_letters(request), pk=pk)


@requires(Capability.READ_REVIVAL)
def book(request):
    """The post book of coaching: what was written to whom, and whether it arrived."""
    return respond(request, BOOK, "revival/letters.html")


@require_safe
@requires(Capability.READ_REVIVAL)
def batch_pdf(request):
    """The letters of the list as one PDF, the lowest number first."""
    rows = Listing(BOOK, request).found.order_by("year", "sequence")
    found = list(rows[: BOOK.most + 1])
    if not found:
        raise Http404
    if len(found) > BOOK.most:
        text = _("{n} letters are too many for one PDF: choose a day, a state or a kind of letter first.")
        messages.error(request, text.format(n=rows.count()))
        return redirect(f"{reverse('revival_letters')}?{request.GET.urlencode()}")
    return print_letters(request, found, "masih-ingin-berjalan.pdf")


@require_safe
@requires(Capability.READ_REVIVAL)
def one_pdf(request, pk: int):
    """A letter as it was issued, or what was signed in its place."""
    found = letter_or_404(request, pk)
    if found.scan and not found.is_void:
        return redirect("revival_letter_scan", pk=pk)
    return print_letters(request, [found], f"surat-pembinaan-{pk}.pdf")


@require_safe
@requires(Capability.READ_REVIVAL)
def letter(request, pk: int):
    """A letter and its way through the office."""
    return _page(request, letter_or_404(request, pk))


def _page(request, found: QuestionLetter, typed: Any = None):
    may_move = may(request.user, Capability.RUN_REVIVAL)
    context = pages.context(found, typed) | {
        "kind": kind_of(found),
        "passed": found.passed.select_related("cooperative").prefetch_related("answers") if found.village else [],
        "may_move": may_move,
        "may_deliver": may_move,
    }
    return render(request, "revival/letter.html", context, status=400 if typed else 200)


@require_POST
@requires(Capability.RUN_REVIVAL)
@uploads_limited
def act(request, pk: int):
    """Signature, scan, delivery, void."""
    rows = all_letters(request).filter(pk=pk)
    return pages.act(request, ACTS, rows, partial(_page, request), lambda: redirect("revival_letter", pk=pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def scan(request, pk: int):
    """The scan or the signed PDF that was uploaded in the place of the print."""
    return pages.scan(request, letter_or_404(request, pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def earlier_scan(request, pk: int, key: str):
    """A file that stood in the place of the print before."""
    return pages.earlier_scan(request, letter_or_404(request, pk), key)
