"""The flags of a night: raised, renewed, ended. A handful of statements, however many cooperatives there are."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from core import areas, events, office
from core.database import many_rows, named_locks
from core.database.many_keys import among
from reports.area import AREA as REPORTS
from supervision import limits
from supervision.area import AREA
from supervision.flags import VERSION, Limits, Raised, look
from supervision.histories import quarter_of
from supervision.models import VALUE, EarlyWarning
from supervision.warnings import report_sums

LOCK = "early warnings"
OF_FILING = ("late", "returned")
# Of an answered value near zero everything would be a multiple.
LEAST = Fraction(1, 10)
# As many digits as the column of a value keeps.
FINEST = Decimal(1).scaleb(-VALUE["decimal_places"])
NEW = ("cooperative", "flag", "value", "level", "limits", "version", "as_of", "raised_on", "told_on", "is_quiet")
RENEWED = ("id", "value", "level", "limits", "version", "as_of", "told_on", "is_quiet")


@dataclass(frozen=True, slots=True)
class DetectionResult:
    """What a run has changed: warnings raised, told again, changed, ended."""

    raised: int = 0
    told_again: int = 0
    renewed: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class _Open:
    pk: int
    value: Decimal
    level: int
    limits: str
    version: str
    as_of: date | None
    told_on: date
    is_quiet: bool
    quiet_until: date | None
    answered_value: Decimal | None
    answered_level: int | None


@dataclass(slots=True)
class _Changes:
    new: list[tuple[Any, ...]] = field(default_factory=list)
    renewed: list[tuple[Any, ...]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    told_again: int = 0


def run(day: date) -> DetectionResult:
    """Look at all that are watched, as of a day, and bring the warnings to it. A second run changes nothing."""
    if not areas.is_on(AREA.key):
        return DetectionResult()
    report_sums.take_missed()
    in_force, found = limits.in_force(), {}
    if not areas.is_on(REPORTS.key):
        # Nobody is late while nobody is asked.
        in_force = {key: one for key, one in in_force.items() if key not in OF_FILING}
    for known in report_sums.histories(day):
        for raised, as_of in _look(known.history, in_force):
            found[known.pk, raised.flag.key] = (raised, as_of)
    return _write(found, in_force, day)


def _look(history, in_force: dict[str, Limits]) -> Iterator[tuple[Raised, date | None]]:
    as_of = quarter_of(history.last).end if history.last is not None else None
    for raised in look(history, in_force):
        yield raised, as_of


@transaction.atomic
def _write(found: dict[tuple[int, str], tuple[Raised, date | None]], in_force, day: date) -> DetectionResult:
    named_locks.hold(LOCK)
    # Somebody may have been merged, deleted or made passive since the histories were read.
    standing = set(report_sums.watched().values_list("pk", flat=True))
    found = {key: one for key, one in found.items() if key[0] in standing}
    changes = _compare(found, _open(), in_force, day)
    raised = many_rows.insert(EarlyWarning, NEW, changes.new) if changes.new else 0
    renewed = many_rows.update(EarlyWarning, RENEWED, changes.renewed) if changes.renewed else 0
    ended = EarlyWarning.objects.filter(pk__in=among(changes.ended)).update(ended_on=day) if changes.ended else 0
    night = DetectionResult(raised, changes.told_again, renewed, ended)
    if any(asdict(night).values()):
        events.record(
            "warnings.raised", actor=None, object_type="office", object_id=0, label=day.isoformat(), after=asdict(night)
        )
    return night


def _open() -> dict[tuple[int, str], _Open]:
    columns = ("pk", "value", "level", "limits", "version", "as_of", "told_on", "is_quiet", "quiet_until")
    columns += ("answered_value", "answered_level")
    rows = EarlyWarning.objects.open().order_by().values_list("cooperative_id", "flag", *columns)
    return {(pk, key): _Open(*rest) for pk, key, *rest in rows}


def _compare(found, there: dict[tuple[int, str], _Open], in_force, day: date) -> _Changes:
    changes, written = _Changes(), {key: limits.write(one) for key, one in in_force.items()}
    margin = office.value(limits.WORSE)
    for (pk, key), (raised, as_of) in found.items():
        value, old = _kept(raised.value), there.pop((pk, key), None)
        if old is None:
            changes.new.append((pk, key, value, raised.level, written[key], VERSION, as_of, day, day, False))
            continue
        is_quiet = old.is_quiet and not _wakes(old, raised, in_force[key], margin, day)
        is_told = old.is_quiet and not is_quiet
        changes.told_again += is_told
        now = (value, raised.level, written[key], VERSION, as_of, day if is_told else old.told_on, is_quiet)
        if now != (old.value, old.level, old.limits, old.version, old.as_of, old.told_on, old.is_quiet):
            changes.renewed.append((old.pk, *now))
    changes.ended = [old.pk for old in there.values()]
    return changes


def _kept(value: Fraction | int) -> Decimal:
    """A value as its column keeps it."""
    fraction = Fraction(value)
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(FINEST)


def _wakes(old: _Open, raised: Raised, limits_now: Limits, margin: int, day: date) -> bool:
    """Whether an answered warning is told again: its day has come, or it has become worse by the limits of now."""
    if old.quiet_until is not None and day >= old.quiet_until:
        return True
    if old.answered_value is None:
        return old.answered_level is not None and raised.level > old.answered_level
    flag, answered, value = raised.flag, Fraction(old.answered_value), Fraction(_kept(raised.value))
    if flag.level(value, limits_now) > flag.level(answered, limits_now):
        return True
    if flag.grows_by_itself or not flag.is_worse(value, answered):
        return False
    return abs(value - answered) * 100 >= margin * max(abs(answered), LEAST)
