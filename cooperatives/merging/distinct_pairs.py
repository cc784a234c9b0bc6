"""Pairs that look like one cooperative and are two: said once by an officer, and taken back when that was wrong."""

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative, NotDouble
from core import events
from core.database import named_locks
from core.errors import DomainError


@transaction.atomic
def declare(one: int, other: int, *, actor) -> NotDouble:
    """Keep that two records are two cooperatives. The same pair again, in either order, is kept once.

    Raises DomainError when one of them is gone.
    """
    named_locks.hold("register")
    first, second = sorted((one, other))
    if first == second or Cooperative.objects.current().filter(pk__in=(first, second)).count() < 2:
        raise DomainError(_("One of the two records has been merged or removed already."))
    pair, is_new = NotDouble.objects.get_or_create(
        first_id=first, second_id=second, defaults={"actor": actor, "actor_name": actor.display_name[:150]}
    )
    if is_new:
        _event("cooperative.not_double", pair, actor)
    return pair


@transaction.atomic
def take_back(pair: NotDouble, *, actor) -> None:
    """Let the pair be proposed again. Twice does it once."""
    if NotDouble.objects.filter(pk=pair.pk).delete()[0]:
        _event("cooperative.not_double_taken_back", pair, actor)


def known() -> set[tuple[int, int]]:
    """The pairs that are not proposed, each with the lower number first."""
    return set(NotDouble.objects.values_list("first_id", "second_id"))


def _event(verb: str, pair: NotDouble, actor) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=pair.first_id,
        label=pair.first.name,
        after={"other": pair.second.name, "other_number": pair.second_id},
    )
