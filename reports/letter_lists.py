"""The lists of warning letters: those to be signed, and the post book."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives import contacts
from cooperatives.lists import district_filter
from cooperatives.messaging.screen import shown
from core.errors import DomainError
from core.lists.declaration import Action, Cell, ListOf, Said
from core.lists.filters import Filter, on_day, one_of
from reports import letters
from reports.choices import LetterLevel, LetterState
from reports.models import Letter

LEVELS = {str(level.value): level.label for level in LetterLevel if level}
CELLS = (
    Cell(gettext_lazy("Number"), lambda row: row.number, width=26),
    Cell(gettext_lazy("Date"), lambda row: row.issued_on, "date", 12),
    Cell(gettext_lazy("Letter"), lambda row: str(row.get_level_display()), width=30),
    Cell(gettext_lazy("Addressee"), lambda row: row.cooperative.name, width=42),
    Cell(gettext_lazy("Address"), lambda row: row.cooperative.address, width=42),
    Cell(
        gettext_lazy("District (kecamatan)"),
        lambda row: row.cooperative.district.name if row.cooperative.district else "",
    ),
    Cell(
        gettext_lazy("Missing quarters"),
        lambda row: ", ".join(quarter.short_label for quarter, _due in letters.missing_of(row)),
        width=36,
    ),
    Cell(gettext_lazy("Signed by"), lambda row: row.signer_name, width=26),
    Cell(gettext_lazy("Arrived"), lambda row: row.contact.get_result_display() if row.contact else "", width=22),
)
LEVEL = Filter(key="level", label=gettext_lazy("Letter"), condition=one_of("level", LEVELS), choices=LEVELS, empty="")


def all_letters(request: HttpRequest | None = None):
    return Letter.objects.select_related("cooperative__village", "cooperative__district", "contact")


def _issue(request: HttpRequest, rows, said: Said) -> str:
    """Number the chosen letters. They are printed from the post book."""
    with shown(request):
        issued = letters.issue([row.pk for row in rows], actor=request.user)
    if not issued:
        raise DomainError(_("None of these letters is needed any more."))
    text = ngettext("{n} letter has its number.", "{n} letters have their numbers.", len(issued))
    return text.format(n=len(issued)) + " " + _("Print them here, sign them, and note how they went.")


def _arrived(request: HttpRequest, rows, said: Said) -> str:
    found = list(rows)
    for letter in found:
        contacts.set_result(letter.contact, result=said.choice, actor=request.user)
    n = len(found)
    return ngettext("The result of {n} letter is noted.", "The results of {n} letters are noted.", n).format(n=n)


TO_SIGN = ListOf(
    name="letters",
    title=gettext_lazy("Letters to sign"),
    rows=lambda request: all_letters().filter(state=LetterState.PREPARED),
    cells=CELLS,
    orders={
        "level": ("-level", "made_on", "cooperative__name_key"),
        "made": ("made_on", "cooperative__name_key"),
        "name": ("cooperative__name_key",),
    },
    search=("cooperative__name",),
    search_label=gettext_lazy("Name"),
    filters=(LEVEL, district_filter("cooperative__district")),
    actions=(
        Action(
            "issue",
            gettext_lazy("Issue the chosen ones"),
            "stamp",
            _issue,
            allowed(Capability.ISSUE_LETTERS),
            warning=gettext_lazy(
                "Each gets its number of the post book, its date and its final words; this cannot be taken back."
            ),
        ),
    ),
    called=lambda row: row.cooperative.name,
    file_name="surat-menunggu",
)

BOOK = ListOf(
    name="letter_book",
    title=gettext_lazy("Post book"),
    rows=lambda request: all_letters().filter(state=LetterState.ISSUED),
    cells=CELLS,
    orders={
        "number": ("-year", "-sequence"),
        "date": ("-issued_on", "-sequence"),
        "name": ("cooperative__name_key",),
    },
    search=("cooperative__name", "number"),
    search_label=gettext_lazy("Name or number"),
    filters=(
        Filter(key="on", label=gettext_lazy("Date"), condition=on_day("issued_on"), empty="", kind="date"),
        LEVEL,
        district_filter("cooperative__district"),
    ),
    actions=(
        Action(
            "arrived",
            gettext_lazy("Note how they went"),
            "pencil",
            _arrived,
            allowed(Capability.SEND_MESSAGES),
            choices=[(result.value, result.label) for result in letters.DELIVERY],
        ),
    ),
    called=lambda row: row.number,
    file_name="buku-surat",
)
