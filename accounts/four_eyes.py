"""Four eyes: what is verified is looked at by another person than the one who made it; one rule for everything.

An office of one person switches it off (setting `four_eyes`); the record of each such decision then says so.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from core import office
from core.errors import DomainError


class SamePersonError(DomainError):
    """Somebody would verify their own work."""


def is_own_work(actor: User, made_by: Iterable[int | None]) -> bool:
    """Whether a user is among those who made something; `made_by` are ids of users."""
    return actor.pk in set(made_by)


def second_look(actor: User, made_by: Iterable[int | None], *, refusal: str = "") -> bool:
    """Ask for the second pair of eyes. True when one person alone decides, which the record must say.

    `refusal` says in words what somebody else must do, where that is not accepting.

    Raises SamePersonError for somebody's own work, unless the office consists of one person.
    """
    if not is_own_work(actor, made_by):
        return False
    if office.value("four_eyes"):
        raise SamePersonError(
            refusal
            or _("You have entered or sent this yourself: somebody else of the office must accept it (four eyes).")
        )
    return True
