"""The post book of the letters that ask."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.permissions import Capability
from cooperatives.correspondence import listing
from cooperatives.models import Cooperative
from core import areas
from core.lists.declaration import Action, ListColumn, ListOf, anybody
from core.lists.filters import Filter, cases
from core.papers import dispatch
from core.storage import downloads
from revival.area import AREA
from revival.models import QuestionLetter, WarningLetter
from revival.question import letter_pdf

KINDS = {
    "board": gettext_lazy("to a board"),
    "again": gettext_lazy("to a board, once more"),
    "lurah": gettext_lazy("to a lurah"),
}


def all_letters(request: HttpRequest):
    """The letters of the cooperatives that somebody may see, and those to the lurahs."""
    seen = Q(question__cooperative__in=Cooperative.objects.visible_to(request.user)) | Q(question=None)
    return QuestionLetter.objects.filter(seen).select_related("question__cooperative", "village__district", "contact")


def kind_of(letter: QuestionLetter) -> str:
    return str(KINDS["lurah" if letter.question is None else "again" if letter.is_reminder else "board"])


def _print(request: HttpRequest, rows: QuerySet) -> HttpResponseBase:
    return print_letters(request, list(rows.order_by("year", "sequence")), "masih-ingin-berjalan.pdf")


def print_letters(request: HttpRequest, found: list[QuestionLetter], name: str) -> HttpResponseBase:
    """Some letters as one PDF."""
    after = {"letters": len(found), "numbers": [letter.number for letter in found]}
    trace = downloads.Trace("letters.printed", QuestionLetter.KIND, found[0].pk, found[0].number, after)
    return dispatch.send(request, lambda: letter_pdf.pdf(found), name, trace=trace, inline=True)


BOOK = ListOf(
    name="revival_letters",
    title=gettext_lazy("Letters that ask"),
    rows=all_letters,
    cells=(
        ListColumn(gettext_lazy("Number"), lambda row: row.number, width=26),
        ListColumn(gettext_lazy("Date"), lambda row: row.issued_on, "date", 12),
        ListColumn(gettext_lazy("Letter"), kind_of, width=24),
        ListColumn(gettext_lazy("Addressee"), lambda row: row.addressee, width=42),
        ListColumn(gettext_lazy("Address"), lambda row: ", ".join(row.around["to"][2:]), width=42),
        *listing.TRAIL_CELLS,
    ),
    orders={
        "number": ("-year", "-sequence"),
        "date": ("-issued_on", "-sequence"),
        "name": ("question__cooperative__name_key", "village__name"),
    },
    search=("number", "question__cooperative__name", "village__name"),
    search_label=gettext_lazy("Name or number"),
    filters=(
        listing.ISSUED_ON,
        listing.STAGE,
        Filter(
            key="kind",
            label=gettext_lazy("Letter"),
            condition=cases(
                {
                    "board": Q(question__isnull=False, is_reminder=False),
                    "again": Q(is_reminder=True),
                    "lurah": Q(question=None),
                }
            ),
            choices=KINDS,
            empty="",
        ),
    ),
    actions=(
        Action("print", gettext_lazy("Print the chosen ones"), "printer", None, anybody, page=_print),
        listing.sign(Capability.RUN_REVIVAL),
        listing.arrived(Capability.RUN_REVIVAL),
    ),
    called=lambda row: row.number,
    file_name="surat-pembinaan",
    most=1000,
)


def result_pages(contacts: Collection[int]) -> dict[int, str]:
    """Of entries of the contact log, those of these letters, with the page on which one notes how the letter went."""
    has_page = areas.is_on(AREA.key)
    return {
        contact: reverse(page, args=[pk]) if has_page else ""
        for model, page in ((QuestionLetter, "revival_letter"), (WarningLetter, "revival_warning"))
        for contact, pk in model.objects.filter(contact__in=contacts).values_list("contact", "pk")
    }
