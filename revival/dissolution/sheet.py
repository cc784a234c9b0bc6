"""The sheet of a proposal: what has happened and what comes when, by the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.text.formats import long_date
from revival.choices import Ground
from revival.dissolution import law
from revival.dissolution.law import Limit
from revival.models import Dissolution


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A day of the sheet: what, the article, the day, more about it, and its tone and symbol."""

    what: str
    article: str
    on: date
    more: str
    look: tuple[str, str]


def lines(found: Dissolution, today: date) -> list[SheetLine]:
    """The days that were noted and those that the law computes from them and that still run, in their order."""
    steps = law.noted(found)
    article = "46" if found.ground == Ground.OWN_MEETING else "47"
    first = SheetLine(_("Proposed to the ministry"), article, found.proposed_on, found.number, ("good", "circle-check"))
    done = [
        SheetLine(
            str(step.get_kind_display()),
            law.ARTICLES[law.K(step.kind)],
            step.on,
            "; ".join(filter(None, [step.number, _upheld(step.is_upheld), step.words])),
            ("good", "circle-check"),
        )
        for step in steps.values()
    ]
    # What is met, or has ended, runs no more.
    running = [limit for limit in law.limits(steps) if not limit.is_met and found.ended_on is None]
    computed = [_computed(limit, today) for limit in running]
    return sorted([first, *done, *computed], key=lambda line: line.on)


def _upheld(is_upheld: bool | None) -> str:
    if is_upheld is None:
        return ""
    return _("the ministry follows it") if is_upheld else _("the ministry does not follow it")


def _computed(limit: Limit, today: date) -> SheetLine:
    label, article = str(limit.span.label), limit.span.article
    if not limit.is_past(today):
        left = _("{n} days left").format(n=(limit.on - today).days)
        return SheetLine(label, article, limit.on, left, ("watch", "hourglass"))
    if limit.span.is_duty:
        return SheetLine(label, article, limit.on, _("over, and nothing is noted"), ("bad", "clock-alert"))
    return SheetLine(label, article, limit.on, _("over"), ("quiet", "clock"))


def rows(found: Dissolution, today: date) -> Sequence[tuple[str, str]]:
    """Label and value of each line, as it is printed."""
    named: list[tuple[str, str]] = []
    for line in lines(found, today):
        value = "; ".join(filter(None, [long_date(line.on), line.more]))
        named.append((_("{what} (art. {article})").format(what=line.what, article=line.article), value))
    team: list[Any] = [", ".join(filter(None, person)) for person in found.team]
    return [*named, (_("Winding-up team"), "; ".join(team) or "–")]
