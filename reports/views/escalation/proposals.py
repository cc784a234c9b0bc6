from accounts.permissions import Capability, requires
from core.lists.response import respond
from reports.escalation import proposals
from reports.lists import PROPOSALS
from reports.models import Proposal


@requires(Capability.READ_REPORTS)
def proposal_list(request):
    """Proposals with their evidence, to be decided one by one or together."""
    decided = Proposal.objects.visible_to(request.user).exclude(state__in=["open", "lapsed"])
    context = {
        "rule": proposals.rule_in_force(),
        "decided": decided.select_related("cooperative").order_by("-decided_at")[:10],
    }
    return respond(request, PROPOSALS, "reports/proposals.html", lambda _listing: context)
