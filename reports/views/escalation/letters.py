from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import office
from core.errors import DomainError
from core.lists.listing import Listing
from core.lists.response import respond
from core.papers import dispatch
from core.papers.official import PaperState
from core.storage import downloads
from reports.escalation import letter_pdf, letters
from reports.escalation.letter_lists import BOOK, TO_SIGN, all_letters
from reports.models import Letter


@requires(Capability.READ_REPORTS)
def to_sign(request):
    """Letters that the ladder has prepared, to be numbered and signed; then they are printed from the post book."""
    return respond(request, TO_SIGN, "reports/letters.html", lambda _listing: {"days": office.value("letter_days")})


@require_POST
@requires(Capability.ISSUE_LETTERS)
def set_aside(request, pk: int):
    try:
        letters.set_aside(
            get_object_or_404(all_letters(), pk=pk), reason=request.POST.get("reason", ""), actor=request.user
        )
        messages.success(request, _("The letter is not sent."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("letters")


@requires(Capability.READ_REPORTS)
def book(request):
    """The post book: what was issued, to whom, and whether it arrived."""
    return respond(request, BOOK, "reports/letter_book.html")


@requires(Capability.READ_REPORTS)
def batch_pdf(request):
    """The letters of the list as one PDF, the lowest number first."""
    found = list(Listing(BOOK, request).found.order_by("year", "sequence")[: BOOK.most])
    if not found:
        raise Http404
    return _print(request, found, "surat-teguran.pdf")


@requires(Capability.READ_REPORTS)
def one_pdf(request, pk: int):
    """A letter as it was issued, or what was signed in its place; one that waits is shown as it would be today."""
    letter = get_object_or_404(all_letters().exclude(state=PaperState.CANCELLED), pk=pk)
    # A void one is printed with its mark; the scan stands beside it on the letter's page.
    if letter.scan and not letter.is_void:
        return redirect("letter_scan_file", pk=pk)
    if letter.state == PaperState.PREPARED:
        letter = letters.preview(letter)
    return _print(request, [letter], f"surat-{pk}.pdf")


def _print(request, found: list[Letter], name: str):
    after = {"letters": len(found), "numbers": [letter.number for letter in found]}
    trace = downloads.Trace("letters.printed", "letter", found[0].pk, found[0].number, after)
    return dispatch.send(request, lambda: letter_pdf.pdf(found), name, trace=trace, inline=True)
