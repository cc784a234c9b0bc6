"""What coaching does when two records of the register become one: told by name, not by signals (revival/apps.py)."""

from typing import Any

from cooperatives import in_revival
from cooperatives.models import Cooperative
from revival import questions, stages
from revival.models import Case


def follow_merge(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let the cases go over; where both records have an open one, that of the dropped record ends as a wrong entry.

    Returns what `give_back` needs.
    """
    cases = Case.objects.filter(cooperative=dropped)
    ended = stages.end_doubles(cases) if Case.objects.open().filter(cooperative=kept).exists() else []
    moved = list(cases.order_by().values_list("pk", flat=True))
    cases.update(cooperative=kept)
    kept.in_revival = _is_coached(kept)
    return {"cases": moved, "ended": ended} | questions.follow(kept, dropped)


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> list[str]:
    """Undo what `follow_merge` has moved; a case that it has ended is open again."""
    Case.objects.filter(pk__in=memory["cases"], cooperative=kept).update(cooperative=dropped)
    stages.open_again(memory["ended"])
    questions.give_back(kept, dropped, memory)
    kept.in_revival = _is_coached(kept)
    in_revival.mark([dropped.pk], _is_coached(dropped))
    return []


def _is_coached(record: Cooperative) -> bool:
    return Case.objects.coached().filter(cooperative=record).exists()
