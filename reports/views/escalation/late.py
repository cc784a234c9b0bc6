from accounts.permissions import Capability, requires
from core.lists.response import respond
from reports.escalation import worklist
from reports.lists import LATE


@requires(Capability.READ_REPORTS)
def late_list(request):
    """Late cooperatives with the next step for each, and how many have come to each step."""
    return respond(request, LATE, "reports/late.html", _rungs)


def _rungs(listing) -> dict:
    rungs = worklist.counts()
    chosen = listing.selection.chosen.get("step", [])
    return {"rungs": rungs, "everybody": sum(n for _step, n in rungs), "step": chosen[0] if chosen else ""}
