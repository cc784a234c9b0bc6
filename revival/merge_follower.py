"""What coaching does when two records of the register become one: told by name, not by signals (revival/apps.py)."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from cooperatives import in_revival
from cooperatives.models import Cooperative
from core.errors import DomainError
from revival.cases import stages
from revival.models import Case
from revival.question import questions


def follow_merge(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let the cases go over; where both records have an open one, that of the dropped record ends as a wrong entry.

    Returns what `give_back` needs.
    """
    cases = Case.objects.filter(cooperative=dropped)
    _refuse_dissolution(kept, dropped)
    ended = stages.end_doubles(cases) if Case.objects.open().filter(cooperative=kept).exists() else []
    moved = list(cases.order_by().values_list("pk", flat=True))
    # Whoever has the page of one of them open looks again.
    cases.update(cooperative=kept, revision=F("revision") + 1)
    kept.in_revival = _is_coached(kept)
    return {"cases": moved, "ended": ended} | questions.follow(kept, dropped)


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> list[str]:
    """Undo what `follow_merge` has moved; a case that it has ended is open again."""
    _refuse_dissolution(kept, dropped)
    Case.objects.filter(pk__in=memory["cases"], cooperative=kept).update(cooperative=dropped)
    stages.open_again(memory["ended"])
    questions.give_back(kept, dropped, memory)
    kept.in_revival = _is_coached(kept)
    in_revival.mark([dropped.pk], _is_coached(dropped))
    return []


def _refuse_dissolution(kept: Cooperative, dropped: Cooperative) -> None:
    """Raises DomainError where the dissolution of one of two records is under way: it would end, or stand beside a
    status that is not its own.
    """
    if Case.objects.open().filter(cooperative__in=[kept, dropped], stage__in=stages.LEFT_BY_ACT).exists():
        raise DomainError(
            _("The dissolution of one of both is under way: bring its case back to the plan, then merge.")
        )


def _is_coached(record: Cooperative) -> bool:
    return Case.objects.coached().filter(cooperative=record).exists()
