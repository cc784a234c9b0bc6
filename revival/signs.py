"""Signs that speak for or against a try to bring a cooperative back, with the office's weights (DOMAIN.md 1.2, 7.2).

A sign is there or not; what is not known is no sign. The worth of a cooperative is the sum of the weights of its signs,
and never shown without them. Floors above declare what they know (solokop/revival_links.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Authority, Channel, ContactResult, ContactState, Status
from cooperatives.contacts import contact_log
from cooperatives.models import BoardMember, Contact, Cooperative
from cooperatives.record_lists import storage
from cooperatives.status_rules import last_due_meeting
from core import areas, office
from core.office import Setting
from revival import sizes
from revival.choices import Willing
from revival.models import Answer
from revival.models import Case as RevivalCase
from revival.sizes import MEETING_YEARS, MEMBERS, NEIGHBOURS, REACHED_MONTHS

DAYS_OF_MONTH = 365 / 12


@dataclass(frozen=True, slots=True)
class Records:
    """A sign that shows in other tables: a cooperative has it that one of the rows is of."""

    rows: QuerySet
    cooperative: str = "cooperative"


@dataclass(frozen=True, slots=True)
class Sign:
    """`condition` gives, for a day, what is true of a row of the register that has the sign."""

    key: str
    label: Any
    weight: int
    condition: Callable[[date], Q | Records]
    # Of the floor that knows of it; "" for what the register knows.
    area: str = ""

    @property
    def setting(self) -> str:
        return f"revival_sign_{self.key}"

    def holds(self, day: date) -> Combinable:
        """Whether a row has the sign, as a column of a few rows: each asks for its own."""
        found = self.condition(day)
        if isinstance(found, Records):
            return Exists(found.rows.filter(**{found.cooperative: OuterRef("pk")}))
        return ExpressionWrapper(found, BooleanField())

    def chosen(self, day: date) -> Q:
        """The same, to choose among all: which cooperatives the other tables name is asked once, not for each."""
        found = self.condition(day)
        if isinstance(found, Records):
            return Q(pk__in=found.rows.order_by().values(found.cooperative))
        return found


def _recent_meeting(day: date) -> Q:
    return Q(last_rat_year__gte=last_due_meeting(day) - MEETING_YEARS.value)


def _contact(**conditions: Any) -> Records:
    return Records(Contact.objects.filter(state=ContactState.SENT, **conditions))


def _answered(willing: str) -> Records:
    """Each answer is kept: a board that has said yes and no has both signs, and somebody asks again."""
    return Records(Answer.objects.filter(question__withdrawn_at=None, willing=willing), "question__cooperative")


def _reached(day: date) -> Records:
    lately = timedelta(days=round(REACHED_MONTHS.value * DAYS_OF_MONTH))
    return _contact(result__in=contact_log.REACHED, made_at__date__gte=day - lately)


def _unreached(day: date) -> Records:
    return Records(contact_log.failed())


def _board_in_term(day: date) -> Records:
    return Records(BoardMember.objects.filter(left_on=None, term_end__gte=day))


def _tried_before(day: date) -> Records:
    return Records(RevivalCase.objects.filter(closed_on__isnull=False))


def _warned_before(day: date) -> Records:
    """By a letter of the portal, or one of before that a list has brought in (`import_warnings`)."""
    rows = Contact.objects.filter(state=ContactState.SENT, channel=Channel.LETTER)
    return Records(rows.filter(Q(about__startswith="letter-") | Q(about__startswith=storage.EARLIER)))


def _has_neighbours(day: date) -> Q:
    crowded = passive().order_by().values("village").annotate(n=Count("pk")).filter(n__gt=NEIGHBOURS.value)
    return Q(village__in=crowded.filter(village__isnull=False).values("village"))


def passive():
    """The passive cooperatives of the city without an open case: those that may be coached."""
    rows = Cooperative.objects.current().filter(status=Status.PASSIVE, in_revival=False)
    return rows.filter(Q(authority=Authority.CITY) | Q(authority=""))


SIGNS: list[Sign] = [
    Sign("asked", _("asked for help itself"), 5, lambda day: _contact(result=ContactResult.HELP_WANTED)),
    Sign("willing", _("has answered that it wants to go on"), 5, lambda day: _answered(Willing.YES)),
    Sign("unwilling", _("has answered that it does not want to go on"), -3, lambda day: _answered(Willing.NO)),
    Sign("reached", format_lazy(_("was reached in the last {n} months"), n=REACHED_MONTHS), 3, _reached),
    Sign(
        "meeting",
        format_lazy(_("held an annual meeting (RAT) in the last {n} years"), n=MEETING_YEARS),
        3,
        _recent_meeting,
    ),
    Sign("phone", _("has a telephone number"), 2, lambda day: ~Q(phone="")),
    Sign("members", format_lazy(_("has {n} members or more"), n=MEMBERS), 1, lambda day: Q(members__gte=MEMBERS.value)),
    Sign("assets", _("has assets"), 1, lambda day: Q(assets__gt=0)),
    Sign("board", _("the term of its board runs"), 1, _board_in_term),
    Sign("neighbours", _("others in the same kelurahan, for one day of visits"), 1, _has_neighbours),
    Sign("unreached", _("the last contact did not get through"), -2, _unreached),
    Sign("no_meeting", _("no annual meeting (RAT) is known"), -1, lambda day: Q(last_rat_year=None)),
    Sign("warned", _("was warned by letter before"), -1, _warned_before),
    Sign("tried", _("a case has ended before"), -1, _tried_before),
]


def declare(*signs: Sign) -> None:
    """Add signs, each with its setting; called once, when an app is ready."""
    for sign in signs:
        if sign not in SIGNS:
            SIGNS.append(sign)
        office.declare(
            Setting(
                sign.setting,
                int,
                sign.weight,
                format_lazy(_("Weight of the sign “{sign}”"), sign=sign.label),
                _("Who is coached first: above 0 it speaks for a try, below 0 against, 0 leaves it out."),
                -10,
                10,
            )
        )


def in_use() -> list[Sign]:
    """The signs of areas that are on and that count for something."""
    counted = weights()
    return [sign for sign in areas.in_use(SIGNS) if counted[sign.key]]


def weights() -> dict[str, int]:
    """The weight in force of each sign."""
    values = office.values()
    return {sign.key: values[sign.setting] for sign in SIGNS}


def rule() -> dict[str, int]:
    """What decided the order: the weight of each sign, and the sizes by the names of their settings."""
    return weights() | sizes.in_force()


def worth(day: date) -> Combinable:
    """The sum of the weights of a row's signs, as a column."""
    counted = weights()
    total: Any = Value(0)
    for sign in in_use():
        total += Case(When(sign.chosen(day), then=Value(counted[sign.key])), default=0, output_field=IntegerField())
    return ExpressionWrapper(total, IntegerField())


@dataclass(frozen=True, slots=True)
class WeightedSign:
    """A sign of one cooperative, with its weight."""

    sign: Sign
    weight: int

    @property
    def speaks_for(self) -> bool:
        return self.weight > 0


def of(cooperatives: Sequence[int], day: date) -> dict[int, list[WeightedSign]]:
    """The signs of each of some cooperatives, the weightiest first, in one statement."""
    used, counted = in_use(), weights()
    rows = Cooperative.objects.filter(pk__in=cooperatives).order_by()
    found = rows.values("pk", **{f"has_{sign.key}": sign.holds(day) for sign in used})
    return {
        row["pk"]: sorted(
            (WeightedSign(sign, counted[sign.key]) for sign in used if row[f"has_{sign.key}"]),
            key=lambda one: -abs(one.weight),
        )
        for row in found
    }
