from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from cooperatives.messaging.screen import shown
from core import clock, downloads, office
from core.errors import DomainError
from core.reading import whole
from core.workbook_write import Column
from reports import letter_pdf, letters
from reports.choices import LetterState
from reports.models import Letter

PER_PAGE = 50
# A batch of paper: more is printed in several.
MOST = 500


def _letters():
    return Letter.objects.select_related("cooperative__village", "cooperative__district", "contact")


def _waiting():
    """The highest warnings first, then those that have waited longest."""
    return _letters().filter(state=LetterState.PREPARED).order_by("-level", "made_on", "cooperative__name_key", "pk")


@requires(Capability.READ_REPORTS)
def to_sign(request):
    """Letters that the ladder has prepared, to be numbered and signed; chosen ones or all."""
    waiting = _waiting()
    if request.GET.get("format") == "xlsx":
        return _export(request, waiting, _("Letters to sign"), "surat-menunggu")
    context = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("page")),
        "days": office.value("letter_days"),
    }
    return render(request, "reports/letters.html", context)


@require_POST
@requires(Capability.ISSUE_LETTERS)
def issue(request):
    """Number the chosen letters, or all that wait, and go to the list where they are printed."""
    chosen = [pk for text in request.POST.getlist("letter") if (pk := whole(text)) is not None]
    if request.POST.get("all"):
        chosen = list(_waiting().values_list("pk", flat=True)[:MOST])
    with shown(request):
        issued = letters.issue(chosen[:MOST], actor=request.user)
    if not issued:
        problem = _("None of these letters is needed any more.") if chosen else _("Choose at least one letter first.")
        messages.error(request, problem)
        return redirect("letters")
    text = ngettext("{n} letter has its number.", "{n} letters have their numbers.", len(issued))
    messages.success(
        request, text.format(n=len(issued)) + " " + _("Print them here, sign them, and note how they went.")
    )
    return redirect(f"{reverse('letter_book')}?on={clock.today()}")


@require_POST
@requires(Capability.ISSUE_LETTERS)
def set_aside(request, pk: int):
    try:
        letters.set_aside(
            get_object_or_404(_letters(), pk=pk), reason=request.POST.get("reason", ""), actor=request.user
        )
        messages.success(request, _("The letter is not sent."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("letters")


def _issued(params):
    """The issued letters of the book: `on` a day, `year`, `level`, `q` of the address."""
    found = _letters().filter(state=LetterState.ISSUED).order_by("-year", "-sequence")
    if day := params.get("on"):
        try:
            found = found.filter(issued_on=date.fromisoformat(day))
        except ValueError:
            found = found.none()
    if level := params.get("level"):
        found = found.filter(level=whole(level) or 0)
    if q := " ".join(params.get("q", "").split())[:100]:
        found = found.filter(cooperative__name__icontains=q)
    return found


@requires(Capability.READ_REPORTS)
def book(request):
    """The post book: what was issued, to whom, and whether it arrived."""
    found = _issued(request.GET)
    if request.GET.get("format") == "xlsx":
        words = ", ".join(filter(None, (request.GET.get(name, "") for name in ("on", "level", "q"))))
        return _export(request, found, _("Post book"), "buku-surat", words)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "chosen": {name: request.GET.get(name, "") for name in ("on", "level", "q")},
        "results": [(result.value, result.label) for result in letters.DELIVERY],
    }
    return render(request, "reports/letter_book.html", context)


@requires(Capability.READ_REPORTS)
def batch_pdf(request):
    """The letters of the list as one PDF, the lowest number first."""
    found = list(_issued(request.GET).order_by("year", "sequence")[:MOST])
    if not found:
        raise Http404
    return _print(request, found, "surat-teguran.pdf")


@requires(Capability.READ_REPORTS)
def one_pdf(request, pk: int):
    """A letter as it was issued; one that waits is shown as it would be today."""
    letter = get_object_or_404(_letters().exclude(state=LetterState.CANCELLED), pk=pk)
    if letter.state == LetterState.PREPARED:
        letter = letters.preview(letter)
    return _print(request, [letter], f"surat-{pk}.pdf")


def _print(request, found: list[Letter], name: str):
    after = {"letters": len(found), "numbers": [letter.number for letter in found]}
    trace = downloads.Trace("letters.printed", "letter", found[0].pk, found[0].number, after)
    return downloads.send(request, letter_pdf.pdf(found), name, trace=trace, content_type=downloads.PDF, inline=True)


def _export(request, found, title: str, name: str, selection: str = ""):
    columns = [
        Column(_("Number"), width=26), Column(_("Date"), "date", 12), Column(_("Letter"), width=30),
        Column(_("Addressee"), width=42), Column(_("Address"), width=42), Column(_("District (kecamatan)"), width=16),
        Column(_("Missing quarters"), width=36), Column(_("Signed by"), width=26), Column(_("Arrived"), width=22),
    ]  # fmt: skip
    rows = (
        [
            letter.number, letter.issued_on, str(letter.get_level_display()), letter.cooperative.name,
            letter.cooperative.address, letter.cooperative.district.name if letter.cooperative.district else "",
            ", ".join(quarter.short_label for quarter, _due in letters.missing_of(letter)), letter.signer_name,
            letter.contact.get_result_display() if letter.contact else "",
        ]
        for letter in found.iterator(chunk_size=500)
    )  # fmt: skip
    return downloads.send_table(request, title=title, columns=columns, rows=rows, name=name, selection=selection)
