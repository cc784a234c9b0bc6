from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Capability, requires
from cooperatives.choices import Kind, Status
from cooperatives.models import District
from core import clock
from core.text.parsing import whole
from training.choices import TRAINABLE
from training.enrolments import eligibility, invitations
from training.views.common import attempt, session_or_404

PER_PAGE = 50
FILTERS = ("status", "trained", "district", "kind", "q")


@requires(Capability.RUN_TRAINING)
def invite(request, pk: int):
    """Cooperatives that could come and were not asked, to be invited in one go; at first the passive and never trained
    ones, or whoever the session is for.
    """
    session = session_or_404(request, pk)
    params = request.GET if set(FILTERS) & set(request.GET) else _first(session)
    found = invitations.candidates(session, params)
    if request.method == "POST":
        return _invite(request, session, found)
    invited = list(invitations.invited(session))
    context = {
        "session": session,
        "phase": session.phase(clock.now(), held=session.held),
        "target": eligibility.target_in_words(session),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "n": found.count(),
        "chosen": {name: params.get(name, "") for name in FILTERS},
        "statuses": [(status.value, status.label) for status in TRAINABLE],
        "kinds": Kind.choices,
        "districts": District.objects.order_by("name"),
        "n_invited": len(invited),
        "n_answered": sum(one.has_answered for one in invited),
        "invited": invited,
    }
    return render(request, "training/invite.html", context)


def _first(session) -> dict[str, str]:
    passive = not session.statuses or Status.PASSIVE in session.statuses
    return {"status": Status.PASSIVE.value if passive else "", "trained": invitations.NEVER}


def _invite(request, session, found):
    chosen = [key for text in request.POST.getlist("cooperative") if (key := whole(text)) is not None]
    if request.POST.get("all"):
        chosen = list(found.values_list("pk", flat=True))
    if not chosen:
        messages.error(request, _("Choose at least one cooperative."))
        return redirect(request.get_full_path())
    invited: list[int] = []

    def say() -> None:
        n = invited[0] if invited else 0
        text = ngettext("{n} cooperative is invited.", "{n} cooperatives are invited.", n)
        messages.success(request, text.format(n=n))

    _done, problems = attempt(
        request, lambda: invited.append(invitations.invite(session, chosen, actor=request.user)), say=say
    )
    for problem in problems:
        messages.error(request, problem)
    return redirect(request.get_full_path())
