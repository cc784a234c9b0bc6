"""What the early warning does when two records are merged: told by name, not by signals (supervision/apps.py)."""

from typing import Any

from cooperatives.models import Cooperative
from supervision.models import Disposition, EarlyWarning


def follow_merge(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let open warnings go over with their answers, where the kept record has none of that flag; and what is passed
    on. Returns what `give_back` needs.
    """
    there = EarlyWarning.objects.open().filter(cooperative=kept).values("flag")
    theirs = EarlyWarning.objects.open().filter(cooperative=dropped).exclude(flag__in=there)
    warnings = list(theirs.values_list("pk", flat=True))
    passed_on = list(Disposition.objects.open().filter(cooperative=dropped).values_list("pk", flat=True))
    EarlyWarning.objects.filter(pk__in=warnings).update(cooperative=kept)
    Disposition.objects.filter(pk__in=passed_on).update(cooperative=kept)
    return {"warnings": warnings, "passed_on": passed_on}


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> list[str]:
    """Undo what `follow_merge` has moved."""
    there = EarlyWarning.objects.open().filter(cooperative=dropped).values_list("flag", flat=True)
    mine = EarlyWarning.objects.filter(pk__in=memory["warnings"], cooperative=kept)
    mine.exclude(flag__in=list(there)).update(cooperative=dropped)
    Disposition.objects.filter(pk__in=memory["passed_on"], cooperative=kept).update(cooperative=dropped)
    return []
