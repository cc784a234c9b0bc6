"""Later due dates, each a record: for one cooperative, for a group, or for all (DOMAIN.md 6.3)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import events
from core.errors import DomainError
from core.text.formats import long_date
from reports.escalation import cancellation
from reports.models import Extension, Obligation, Period
from reports.obligations import lateness

LONGEST = timedelta(days=366)


@transaction.atomic
def extend(period: Period, *, until: date, reason: str, actor, cooperative=None, district=None, kind="") -> int:
    """Move the due date of everybody in the scope, never to an earlier day; returns how many have moved.

    Days late that are frozen already are counted anew. Raises DomainError without a reason or with a date
    that is not after the due date of the quarter.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason of the extension."))
    if until > period.due_on + LONGEST:
        raise DomainError(_("An extension by more than a year is a typing error."))
    if until <= period.due_on:
        raise DomainError(
            _("The new due date must come after the due date of the quarter, {day}.").format(
                day=long_date(period.due_on)
            )
        )
    # Held by everybody who moves or makes obligations of this quarter, so that none misses the other's work.
    period = Period.objects.select_for_update().get(pk=period.pk)
    extension = Extension.objects.create(
        period=period,
        until=until,
        reason=reason.strip(),
        cooperative=cooperative,
        district=district,
        kind=kind,
        made_by=actor,
        made_by_name=actor.display_name[:150],
    )
    moved = _apply(extension)
    _follow(period)
    events.record(
        "period.extended",
        actor=actor,
        object_type="period",
        object_id=period.pk,
        label=period.slug,
        after={
            "until": until,
            "moved": moved,
            "cooperative": cooperative.name if cooperative else "",
            "district": district.name if district else "",
            "kind": kind,
        },
        reason=reason.strip(),
    )
    return moved


def last_for(obligation: Obligation) -> Extension | None:
    """The extension that gave an obligation its due date, if one did."""
    if obligation.due_on == obligation.period.due_on:
        return None
    given = [e for e in obligation.period.extensions.filter(until=obligation.due_on) if _is_for(e, obligation)]
    return given[-1] if given else None


def _is_for(extension: Extension, obligation: Obligation) -> bool:
    return Obligation.objects.filter(extension.scope, pk=obligation.pk).exists()


def apply_all(period: Period) -> None:
    """For obligations that were made after an extension was given."""
    extensions = list(period.extensions.all())
    for extension in extensions:
        _apply(extension)
    if extensions:
        _follow(period)


def _follow(period: Period) -> None:
    """Flags and reminders by the new dates, after all of them have moved: the locks are taken in one order."""
    extended = period.obligations.filter(due_on__gt=period.due_on)
    cancellation.begin_anew(extended)
    lateness.refresh(extended)


def _apply(extension: Extension) -> int:
    period = extension.period
    late_after = extension.until + timedelta(days=period.grace_days)
    concerned = period.obligations.filter(extension.scope, due_on__lt=extension.until)
    # An update over a join is written with a subquery on both databases.
    moved = period.obligations.filter(pk__in=concerned.values("pk"), due_on__lt=extension.until).update(
        due_on=extension.until, late_after=late_after
    )
    _count_days_late_anew(period, extension, late_after)
    return moved


def _count_days_late_anew(period: Period, extension: Extension, late_after: date) -> None:
    """A report that came before the extension was given is late by the new date, or not at all."""
    for obligation in period.obligations.filter(extension.scope, days_late__gt=0, late_after=late_after):
        days = obligation.lateness_on_receipt()
        period.obligations.filter(pk=obligation.pk).update(days_late=days)
