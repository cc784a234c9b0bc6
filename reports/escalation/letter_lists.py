"""The lists of warning letters: those to be signed, and the post book."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.correspondence import listing
from cooperatives.lists import district_filter
from cooperatives.messaging import outcome
from core import clock
from core.errors import DomainError
from core.lists.declaration import Action, ListColumn, ListOf, Said
from core.lists.filters import Filter, cases, choice_of
from core.papers.official import NUMBERED, PaperState
from reports.choices import LetterLevel
from reports.escalation import letter_trail, letters
from reports.models import Letter

LEVELS = {str(level.value): level.label for level in LetterLevel if level}
CELLS = (
    ListColumn(gettext_lazy("Number"), lambda row: row.number, width=26),
    ListColumn(gettext_lazy("Date"), lambda row: row.issued_on, "date", 12),
    ListColumn(gettext_lazy("Letter"), lambda row: str(row.get_level_display()), width=30),
    ListColumn(gettext_lazy("Addressee"), lambda row: row.cooperative.legal_name, width=42),
    ListColumn(gettext_lazy("Address"), lambda row: row.cooperative.address, width=42),
    ListColumn(
        gettext_lazy("District (kecamatan)"),
        lambda row: row.cooperative.district.name if row.cooperative.district else "",
    ),
    ListColumn(
        gettext_lazy("Missing quarters"),
        lambda row: ", ".join(quarter.short_label for quarter, _due in letters.missing_of(row)),
        width=36,
    ),
    *listing.TRAIL_CELLS,
)
LEVEL = choice_of("level", gettext_lazy("Letter"), LEVELS)


WITH_INITIALS = Filter(
    key="initials",
    label=gettext_lazy("Initials"),
    condition=cases({"given": Q(initialled_at__isnull=False), "missing": Q(initialled_at=None)}),
    choices={"given": gettext_lazy("given"), "missing": gettext_lazy("missing")},
    empty="",
)


def all_letters(request: HttpRequest | None = None):
    return Letter.objects.select_related("cooperative__village", "cooperative__district", "contact")


def _issue(request: HttpRequest, rows, said: Said) -> str:
    """Number the chosen letters. They are printed from the post book."""
    first = listing.first_number(said.text)
    with outcome.noted() as told:
        issued = letters.issue([row.pk for row in rows], actor=request.user, first=first)
    if not issued:
        # No error: those that have lost their reason are called back by this, and that stays.
        messages.error(request, _("None of these letters is needed any more."))
        return ""
    text = ngettext("{n} letter has its number.", "{n} letters have their numbers.", len(issued))
    next_step = _("Print them here, sign them, and note how they went.")
    return " ".join(filter(None, [text.format(n=len(issued)), next_step, told.in_words()]))


def _initial(request: HttpRequest, rows, said: Said) -> str:
    n = letter_trail.initial(rows, looked_at=said.looked_at, actor=request.user)
    if not n:
        raise DomainError(_("These letters have their initials already."))
    return ngettext("{n} letter has your initials.", "{n} letters have your initials.", n).format(n=n)


TO_SIGN = ListOf(
    name="letters",
    title=gettext_lazy("Letters to sign"),
    rows=lambda request: all_letters().filter(state=PaperState.PREPARED),
    cells=CELLS,
    orders={
        "level": ("-level", "made_on", "cooperative__name_key"),
        "made": ("made_on", "cooperative__name_key"),
        "name": ("cooperative__name_key",),
    },
    search=("cooperative__name",),
    search_label=gettext_lazy("Name"),
    filters=(LEVEL, WITH_INITIALS, district_filter("cooperative__district")),
    actions=(
        Action(
            "initial",
            gettext_lazy("Give my initials"),
            "check",
            _initial,
            allowed(Capability.ISSUE_LETTERS),
        ),
        Action(
            "issue",
            gettext_lazy("Issue the chosen ones"),
            "stamp",
            _issue,
            allowed(Capability.ISSUE_LETTERS),
            asks=listing.ASKS_FIRST,
            needs_text=False,
            longest=10,
            leads_to=lambda: f"{reverse('letter_book')}?on={clock.today()}",
            warning=gettext_lazy(
                "Each gets its number, its date and its final words. Managers read it in the portal at once where its "
                "step says so. A number can be made void, never given again."
            ),
        ),
    ),
    called=lambda row: row.cooperative.legal_name,
    seen=letters.seen,
    file_name="surat-menunggu",
)

BOOK = ListOf(
    name="letter_book",
    title=gettext_lazy("Post book"),
    rows=lambda request: all_letters().filter(state__in=NUMBERED),
    cells=CELLS,
    orders={
        "number": ("-year", "-sequence"),
        "date": ("-issued_on", "-sequence"),
        "name": ("cooperative__name_key",),
    },
    search=("cooperative__name", "number"),
    search_label=gettext_lazy("Name or number"),
    filters=(
        listing.ISSUED_ON,
        listing.STAGE,
        LEVEL,
        district_filter("cooperative__district"),
    ),
    actions=(listing.sign(Capability.ISSUE_LETTERS), listing.arrived(Capability.SEND_MESSAGES)),
    called=lambda row: row.number,
    file_name="buku-surat",
)
