"""What the post books of all kinds of letters share: filters, columns and what is done to ticked letters."""

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.choices import ContactResult
from cooperatives.correspondence import delivery
from core.errors import DomainError
from core.lists.declaration import Action, ListColumn, Said
from core.lists.filters import Filter, cases, on_day
from core.papers import trail
from core.papers.official import STAGES, PaperState
from core.text.formats import long_date
from core.text.parsing import iso_day, whole

# What a column of numbers holds, less the largest batch.
LAST_NUMBER = 2_000_000_000
ASKS_FIRST = gettext_lazy("First number from the agenda (empty: the next one)")
DELIVERED = Q(contact__result=ContactResult.DELIVERED) | Q(delivered_on__isnull=False)
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


def shown_day(value: str) -> str:
    try:
        return long_date(iso_day(value))
    except ValueError:
        return value


ISSUED_ON = Filter(
    key="on", label=gettext_lazy("Date"), condition=on_day("issued_on"), empty="", kind="date", naming=shown_day
)
TRAIL_CELLS = (
    ListColumn(gettext_lazy("State"), lambda row: str(row.look[2]), width=22),
    ListColumn(gettext_lazy("Initials by"), lambda row: row.initialled_by_name, width=26),
    ListColumn(gettext_lazy("Signer"), lambda row: row.signer_name, width=26),
    ListColumn(gettext_lazy("Signed on"), lambda row: row.signed_on, "date", 12),
    ListColumn(gettext_lazy("Arrived"), lambda row: row.contact.get_result_display() if row.contact else "", width=22),
    ListColumn(gettext_lazy("Delivered on"), lambda row: row.delivered_on if row.is_delivered else None, "date", 12),
    ListColumn(gettext_lazy("Received by"), lambda row: row.receiver if row.is_delivered else "", width=26),
    ListColumn(gettext_lazy("Why it is void"), lambda row: row.closed_reason, width=36),
)


def first_number(text: str) -> int:
    """The number that the agenda has reserved, 0 where nothing was typed. Raises DomainError for what is none."""
    first = whole(text) if text else 0
    if first is None or not 0 <= first <= LAST_NUMBER or (text and not first):
        raise DomainError(
            _("“{text}” is no number of the agenda: write digits only, for instance 118.").format(text=text)
        )
    return first


def _sign(request: HttpRequest, rows, said: Said) -> str:
    n = trail.sign(rows, on=said.day, actor=request.user)
    if not n:
        raise DomainError(_("None of these letters waits for a signature: they are signed already, or void."))
    return ngettext("{n} letter is noted as signed.", "{n} letters are noted as signed.", n).format(n=n)


def _arrived(request: HttpRequest, rows, said: Said) -> str:
    n = delivery.note_results(rows, result=said.choice, on=said.day, receiver=said.text, actor=request.user)
    if not n:
        raise DomainError(_("Nothing is noted of letters that are void."))
    return ngettext("The result of {n} letter is noted.", "The results of {n} letters are noted.", n).format(n=n)


def sign(capability: Capability) -> Action:
    """Note ticked letters as signed, for whoever has a capability."""
    label, asks_day = gettext_lazy("Note as signed"), gettext_lazy("Signed on")
    return Action("sign", label, "pen-line", _sign, allowed(capability), asks_day=asks_day)


def arrived(capability: Capability) -> Action:
    """Note how ticked letters went, for whoever has a capability."""
    return Action(
        "arrived",
        gettext_lazy("Note how they went"),
        "pencil",
        _arrived,
        allowed(capability),
        choices=delivery.RESULTS,
        asks_day=gettext_lazy("On"),
        asks=gettext_lazy("Who received it (may stay empty)"),
        needs_text=False,
        longest=150,
    )
