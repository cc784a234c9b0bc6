"""Opening cases, one or a thousand in one transaction and a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives import in_revival
from cooperatives.choices import Authority, Status
from cooperatives.models import Cooperative
from core import clock, events
from core.database import many_keys
from core.database.insert_select import constants, insertion
from core.database.statements import SqlStatement, columns
from core.errors import DomainError
from revival import notifications, signs
from revival.choices import Stage
from revival.models import Case, CoachingProgramme, Opening, TeamMember


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What is done first in each case, and until when."""

    what: str = ""
    due: date | None = None


def to_be_coached() -> QuerySet[Cooperative]:
    """Those for which a case may be opened: under the city's authority, and not on the last way."""
    of_city = Q(authority=Authority.CITY) | Q(authority="")
    return Cooperative.objects.current().filter(of_city).exclude(status__in=[Status.WINDING_UP, Status.DISSOLVED])


@dataclass(frozen=True, slots=True)
class OpenedCases:
    """What an opening has done: how many cases it made, and how many cooperatives it left out."""

    opening: Opening
    created: int
    left_out: int


@transaction.atomic
def open_cases(
    cooperatives: Iterable[int],
    *,
    reason: str,
    actor,
    adviser: User | None = None,
    programme: CoachingProgramme | None = None,
    step: FirstStep | None = None,
) -> OpenedCases:
    """Open a case for each of these cooperatives that has none. Without an adviser it is whoever leads the team of the
    kecamatan. Raises DomainError without a reason, or when no case was opened.
    """
    if not reason.strip():
        raise DomainError(_("Say why the cases are opened."))
    wanted = set(cooperatives)
    # Held in one order for all; whoever opens the same ones at once waits here and then finds them open.
    _held().run(keys=wanted)
    opening = Opening.objects.create(
        programme=programme,
        reason=reason.strip(),
        rule=signs.rule(),
        actor=actor,
        actor_name=actor.display_name[:150],
    )
    created = _insert(wanted, opening, adviser, step or FirstStep())
    if not created:
        raise DomainError(_("No case was opened: each of these cooperatives has one already, or is gone."))
    opened = _opened().rows(opening=opening.pk)
    keys = [key for key, _adviser in opened]
    in_revival.mark(keys, True)
    events.record_each(
        "revival.opened",
        Cooperative,
        keys,
        actor=actor,
        object_type="cooperative",
        label="name",
        before={"in_revival": False},
        after={"in_revival": True},
        reason=opening.reason,
    )
    if {adviser for _key, adviser in opened} - {None, actor.pk}:
        notifications.opened(opening, actor=actor)
    return OpenedCases(opening, created, len(wanted) - created)


def _insert(wanted: set[int], opening: Opening, adviser: User | None, step: FirstStep) -> int:
    return _insertion().run(
        keys=wanted,
        opening=opening.pk,
        programme=opening.programme_id,
        opened_on=clock.today(),
        opened_by=opening.actor_id,
        reason=opening.reason,
        stage=Stage.FOUND.value,
        stage_on=clock.today(),
        step=step.what.strip(),
        step_due=step.due,
        adviser=adviser.pk if adviser else None,
    )


# The columns whose value is the same in all cases of an opening, and differs from one opening to the next.
GIVEN = ["opening", "programme", "opened_on", "opened_by", "reason", "stage", "stage_on", "step", "step_due"]
FRESH = {"hold_reason": "", "outcome": "", "outcome_text": "", "revision": 1}


@cache
def _held() -> SqlStatement:
    rows = to_be_coached().filter(pk__in=many_keys.given("keys")).order_by("pk")
    return SqlStatement.of(rows.select_for_update(no_key=True).values_list("pk"))


@cache
def _insertion() -> SqlStatement:
    is_open = Case.objects.open().filter(cooperative=OuterRef("pk"))
    earlier = Case.objects.filter(cooperative=OuterRef("pk")).order_by("-closed_on", "-pk").values("pk")[:1]
    leader = TeamMember.objects.filter(district=OuterRef("district"), leads=True, user__is_active=True)
    values: dict[str, Any] = columns(Case, GIVEN) | constants(Case, FRESH)
    chosen = columns(Case, ["adviser"])["adviser"]
    values["adviser"] = Coalesce(chosen, Subquery(leader.values("user")[:1]), output_field=BigIntegerField())
    values["previous"] = Subquery(earlier)
    fresh = to_be_coached().filter(~Exists(is_open), pk__in=many_keys.given("keys")).order_by()
    return insertion(Case, ["cooperative", *values], fresh.values_list("pk", *values.values()))


@cache
def _opened() -> SqlStatement:
    rows = Case.objects.filter(**columns(Case, ["opening"])).order_by()
    return SqlStatement.of(rows.values_list("cooperative", "adviser"))


def latest_of(user: User) -> Opening | None:
    """The newest opening of somebody today of which a case can still be taken back."""
    untouched = Case.objects.open().filter(revision=1)
    return Opening.objects.filter(actor=user, at__date=clock.today(), cases__in=untouched).distinct().first()


@transaction.atomic
def take_back(opening: Opening, *, actor) -> tuple[int, int]:
    """Undo an opening: cases in which nothing was done since are gone. Returns how many are gone and how many stay.

    Raises DomainError when none of them can go.
    """
    if not opening.cases.exists():
        raise DomainError(_("This opening was taken back already."))
    held = Cooperative.objects.filter(pk__in=opening.cases.values("cooperative"))
    list(held.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    untouched = Case.objects.open().filter(opening=opening, revision=1)
    cooperatives = list(untouched.values_list("cooperative", flat=True))
    if not cooperatives:
        raise DomainError(_("Something was done in each of these cases: end them instead."))
    untouched.filter(cooperative__in=cooperatives).delete()
    in_revival.mark(cooperatives, False)
    events.record_each(
        "revival.opening_taken_back",
        Cooperative,
        cooperatives,
        actor=actor,
        object_type="cooperative",
        label="name",
        before={"in_revival": True},
        after={"in_revival": False},
    )
    return len(cooperatives), opening.cases.count()
