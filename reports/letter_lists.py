"""The lists of warning letters: those to be signed, and the post book."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.choices import ContactResult
from cooperatives.lists import district_filter
from cooperatives.messaging import outcome
from core import clock
from core.errors import DomainError
from core.formats import long_date
from core.lists.declaration import Action, Cell, ListOf, Said
from core.lists.filters import Filter, cases, choice_of, on_day
from core.papers import trail
from core.papers.official import NUMBERED, STAGES, PaperState
from core.reading import iso_day, whole
from reports import letter_trail, letters
from reports.choices import LetterLevel
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
    Cell(gettext_lazy("State"), lambda row: str(row.look[2]), width=22),
    Cell(gettext_lazy("Initials by"), lambda row: row.initialled_by_name, width=26),
    Cell(gettext_lazy("Signer"), lambda row: row.signer_name, width=26),
    Cell(gettext_lazy("Signed on"), lambda row: row.signed_on, "date", 12),
    Cell(gettext_lazy("Arrived"), lambda row: row.contact.get_result_display() if row.contact else "", width=22),
    Cell(gettext_lazy("Delivered on"), lambda row: row.delivered_on if row.is_delivered else None, "date", 12),
    Cell(gettext_lazy("Received by"), lambda row: row.receiver if row.is_delivered else "", width=26),
    Cell(gettext_lazy("Why it is void"), lambda row: row.closed_reason, width=36),
)
LEVEL = choice_of("level", gettext_lazy("Letter"), LEVELS)


WITH_INITIALS = Filter(
    key="initials",
    label=gettext_lazy("Initials"),
    condition=cases({"given": Q(initialled_at__isnull=False), "missing": Q(initialled_at=None)}),
    choices={"given": gettext_lazy("given"), "missing": gettext_lazy("missing")},
    empty="",
)
DELIVERED = Q(contact__result=ContactResult.DELIVERED)
STAGE = Filter(
    key="stage",
    label=gettext_lazy("State"),
    condition=cases(
        {
            "issued": Q(state=PaperState.ISSUED, signed_on=None) & ~DELIVERED,
            "signed": Q(state=PaperState.ISSUED, signed_on__isnull=False) & ~DELIVERED,
            "delivered": Q(state=PaperState.ISSUED) & DELIVERED,
            "void": Q(state=PaperState.VOID),
        }
    ),
    choices={stage: STAGES[stage][2] for stage in ("issued", "signed", "delivered", "void")},
    empty="",
)


def _day(value: str) -> str:
    try:
        return long_date(iso_day(value))
    except ValueError:
        return value


# What a column of numbers holds, less the largest batch.
LAST_NUMBER = 2_000_000_000


def all_letters(request: HttpRequest | None = None):
    return Letter.objects.select_related("cooperative__village", "cooperative__district", "contact")


def _issue(request: HttpRequest, rows, said: Said) -> str:
    """Number the chosen letters. They are printed from the post book."""
    first = whole(said.text) if said.text else 0
    if first is None or not 0 <= first <= LAST_NUMBER or (said.text and not first):
        raise DomainError(
            _("“{text}” is no number of the agenda: write digits only, for instance 118.").format(text=said.text)
        )
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


def _sign(request: HttpRequest, rows, said: Said) -> str:
    n = trail.sign(rows, on=said.day, actor=request.user)
    if not n:
        raise DomainError(_("None of these letters waits for a signature: they are signed already, or void."))
    return ngettext("{n} letter is noted as signed.", "{n} letters are noted as signed.", n).format(n=n)


def _arrived(request: HttpRequest, rows, said: Said) -> str:
    n = letter_trail.note_results(rows, result=said.choice, on=said.day, receiver=said.text, actor=request.user)
    if not n:
        raise DomainError(_("Nothing is noted of letters that are void."))
    return ngettext("The result of {n} letter is noted.", "The results of {n} letters are noted.", n).format(n=n)


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
            asks=gettext_lazy("First number from the agenda (empty: the next one)"),
            needs_text=False,
            longest=10,
            leads_to=lambda: f"{reverse('letter_book')}?on={clock.today()}",
            warning=gettext_lazy(
                "Each gets its number, its date and its final words. Managers read it in the portal at once where its "
                "step says so. A number can be made void, never given again."
            ),
        ),
    ),
    called=lambda row: row.cooperative.name,
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
        Filter(key="on", label=gettext_lazy("Date"), condition=on_day("issued_on"), empty="", kind="date", naming=_day),
        STAGE,
        LEVEL,
        district_filter("cooperative__district"),
    ),
    actions=(
        Action(
            "sign",
            gettext_lazy("Note as signed"),
            "pen-line",
            _sign,
            allowed(Capability.ISSUE_LETTERS),
            asks_day=gettext_lazy("Signed on"),
        ),
        Action(
            "arrived",
            gettext_lazy("Note how they went"),
            "pencil",
            _arrived,
            allowed(Capability.SEND_MESSAGES),
            choices=[(result.value, result.label) for result in letters.DELIVERY],
            asks_day=gettext_lazy("On"),
            asks=gettext_lazy("Who received it (may stay empty)"),
            needs_text=False,
            longest=150,
        ),
    ),
    called=lambda row: row.number,
    file_name="buku-surat",
)
