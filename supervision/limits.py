"""The limits of each flag: settings of the office, written as `5; 10`, from the first to the hardest."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import office
from core.errors import DomainError
from core.office import Setting
from supervision.flags import CATALOGUE, Flag, LimitDirection, Limits

MOST = 4
LARGEST = 1_000_000
# Digits after the point that a warning keeps.
FINEST = 4
WORSE = "warning_worse_percent"


def parse(text: str) -> tuple[Fraction, ...]:
    """Numbers between semicolons. Raises ValueError for what is no number."""
    parts = [part.strip().replace(",", ".") for part in text.split(";") if part.strip()]
    return tuple(_number(part) for part in parts)


def _number(text: str) -> Fraction:
    digits = text.removeprefix("-").replace(".", "", 1)
    if not digits.isascii() or not digits.isdigit() or len(text.partition(".")[2]) > FINEST:
        raise ValueError(text)
    number = Fraction(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def write(limits: Limits) -> str:
    return "; ".join(f"{float(limit):.{FINEST}f}".rstrip("0").rstrip(".") for limit in limits)


def _check_of(flag: Flag):
    def check(text: str) -> None:
        try:
            limits = parse(text)
        except ValueError as error:
            told = _("“{text}” is no number. Write the limits as 5; 10, or leave the field empty to switch it off.")
            raise DomainError(told.format(text=error.args[0])) from None
        if len(limits) > MOST:
            raise DomainError(_("At most {n} limits.").format(n=MOST))
        if list(limits) != sorted(set(limits), reverse=flag.passed is LimitDirection.UNDER):
            if flag.passed is LimitDirection.UNDER:
                raise DomainError(_("Each limit is smaller than the one before: the hardest comes last."))
            raise DomainError(_("Each limit is larger than the one before: the hardest comes last."))

    return check


def _setting(flag: Flag) -> Setting:
    return Setting(
        flag.setting,
        str,
        write(flag.usual_limits),
        flag.label,
        format_lazy("{} {}", flag.looks_at, gettext_lazy("(empty: switched off)")),
        check=_check_of(flag),
        has_own_page=True,
    )


SETTINGS = (
    *(_setting(flag) for flag in CATALOGUE.values()),
    Setting(
        WORSE,
        int,
        10,
        gettext_lazy("By how many percent of its value an answered flag must be worse to be told again"),
        gettext_lazy("It is told again in any case when the next limit is passed or the day of watching has come."),
        1,
        100,
        has_own_page=True,
    ),
)
KEYS = tuple(setting.key for setting in SETTINGS)


def kept(text: str, flag: Flag) -> Limits:
    """The limits that stand with a warning; those of the flag where a record of another hand holds something else."""
    try:
        return parse(text) or flag.usual_limits
    except ValueError:
        return flag.usual_limits


def in_force() -> dict[str, Limits]:
    """The limits of each flag by its key."""
    values = office.values()
    return {flag.key: parse(values[flag.setting]) for flag in CATALOGUE.values()}


def usual() -> Mapping[str, Limits]:
    return {flag.key: flag.usual_limits for flag in CATALOGUE.values()}
