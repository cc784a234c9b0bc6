"""Coaching, training, early warning and the Merah Putih cooperatives in a sentence each, for the page and the paper."""

from django.utils.translation import gettext as _

from core import areas
from core.small_groups import LEAST
from core.text.formats import thousands
from revival.area import AREA as REVIVAL
from solokop.city.page import CityPage
from supervision.area import AREA as SUPERVISION
from training.area import AREA as TRAINING


def of(found: CityPage) -> list[str]:
    """What is said of the areas in use."""
    return [
        *of_meetings(found),
        *(of_coaching(found) if areas.is_on(REVIVAL.key) else []),
        *([of_training(found)] if areas.is_on(TRAINING.key) else []),
        *([_of_warnings(found)] if areas.is_on(SUPERVISION.key) else []),
    ]


def of_meetings(found: CityPage) -> list[str]:
    """Of a year that is over fewer annual meetings are known than were held."""
    if not found.all.rat_unknown:
        return []
    said = _(
        "RAT of {year}: of {n} cooperatives only a later annual meeting is known; they are not among those that held "
        "one."
    )
    return [said.format(year=found.look.day.year, n=thousands(found.all.rat_unknown))]


def of_coaching(found: CityPage, *, is_public: bool = False) -> list[str]:
    """Where the page is public, numbers of one to four are not told."""
    coaching = found.coaching
    ended = _("{n} cooperatives are being coached; {again} cases ended this year with one that is active again.")
    number = _at_least if is_public else thousands
    said = [ended.format(n=number(coaching.open), again=number(coaching.active_again))]
    if coaching.pace and coaching.programme:
        opened = _("{name}: {n} of {target} cases opened; at an even pace {by_now} by this day.")
        pace = {name: thousands(getattr(coaching.pace, name)) for name in ("n", "target", "by_now")}
        return [opened.format(name=coaching.programme.name, **pace), *said]
    return [_("No programme of coaching is set for {year}.").format(year=found.look.day.year), *said]


def _at_least(n: int) -> str:
    return thousands(n) if n == 0 or n >= LEAST else _("fewer than five")


def of_training(found: CityPage, *, is_public: bool = False) -> str:
    training, number = found.training, _at_least if is_public else thousands
    return _(
        "{n} people of {of} cooperatives came to {sessions} sessions of training this year; {certificates} "
        "certificates were given."
    ).format(
        n=number(training.people),
        of=number(training.cooperatives),
        sessions=thousands(training.sessions),
        certificates=number(training.certificates),
    )


def _of_warnings(found: CityPage) -> str:
    if found.look.is_today:
        return _("{n} cooperatives have an early warning that nobody has answered.").format(n=thousands(found.warned.n))
    return _("{n} cooperatives have an open early warning.").format(n=thousands(found.warned.n))


def of_kkmp(found: CityPage) -> str:
    """What is said of the Merah Putih cooperatives."""
    kkmp = found.kkmp
    return _(
        "Merah Putih cooperatives: {n} of 54 kelurahan, {active} active, {rat} have held the RAT this year."
    ).format(n=thousands(kkmp.total), active=thousands(kkmp.active), rat=thousands(kkmp.with_rat))
