from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core import clock
from core.templatetags.solokop import icon
from reports.choices import LOOK, FilingState, State
from reports.escalation import worklist
from reports.statement.lines import STATEMENT, split_key

register = template.Library()
register.filter(worklist.next_in_words)
LABELS = {**dict(State.choices), **dict(FilingState.choices)}


@register.filter
def filing_badge(state: str) -> str:
    """A filing state or a report's state as a badge: colour, symbol and words."""
    tone, symbol = LOOK.get(state, ("quiet", "circle"))
    return format_html(
        '<span class="badge-status tone-{}">{} {}</span>', tone, icon(symbol, 17), str(LABELS.get(state, state))
    )


@register.filter
def due_in_words(obligation) -> str:
    """How much time is left, or how late it is, as somebody would say it."""
    days = (obligation.due_on - clock.today()).days
    if obligation.received_at:
        late = obligation.days_late
        return _("received {n} days late").format(n=late) if late else _("received in time")
    if days > 1:
        return _("{n} days left").format(n=days)
    if days == 1:
        return _("due tomorrow")
    if days == 0:
        return _("due today")
    if obligation.is_overdue_on(clock.today()):
        return _("{n} days late").format(n=-days)
    return _("within the days of grace")


@register.filter
def waiting_days(moment) -> int:
    return (timezone.now() - moment).days if moment else 0


@register.filter
def part_of(key: str) -> str:
    """The code of the part in which a figure stands."""
    return STATEMENT.line(key).part.code


@register.filter
def line_code(key: str) -> str:
    """The line of a figure: its row in a form or a table carries it."""
    return split_key(key)[0]


@register.filter
def line_label(key: str) -> str:
    return STATEMENT.label(key)


@register.filter
def in_rupiah(part) -> bool:
    """Whether every line of a part is money: its columns say so once."""
    return all(line.unit != "count" for line in STATEMENT.lines.values() if line.part is part)


@register.filter
def rp_apart(amount: str) -> str:
    """An amount whose “Rp” a wide table leaves to the heading of its column."""
    sign, found, digits = amount.partition("Rp")
    return format_html('{}<span class="rp">Rp</span>{}', sign, digits) if found else amount
