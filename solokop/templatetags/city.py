"""Changes as the city page writes them."""

from typing import Any

from django import template

from core.charts import Measure
from core.text.formats import thousands
from solokop.city import lists
from solokop.city.words import STATE_LABELS

register = template.Library()


@register.filter
def change(value: int | None) -> str:
    """`+12`, `−3`, `0`; a dash where it is not known."""
    if value is None:
        return "–"
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{thousands(abs(value))}"


@register.filter
def change_percent(value: float | None) -> str:
    """`+1,4 %`; nothing where it is not known."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):.1f} %".replace(".", ",")


@register.simple_tag
def amount(measure: Measure, value: int | None, *, signed: bool = False) -> str:
    """A figure in its measure, with its sign where it is a change."""
    if value is None:
        return "–"
    text = measure.text(abs(value) if signed else value)
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{text}" if signed else text


@register.simple_tag
def status_then(row: Any) -> str:
    return lists.status_text(row)


@register.simple_tag
def state_then(row: Any) -> str:
    return str(STATE_LABELS[row.state_then])
