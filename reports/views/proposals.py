from collections.abc import Collection

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, requires
from core import downloads
from core.errors import DomainError
from core.reading import whole
from core.workbook_write import Column
from reports import proposals
from reports.choices import ProposedStatus
from reports.models import Proposal

PER_PAGE = 50


@requires(Capability.READ_REPORTS)
def proposal_list(request):
    """Proposals with their evidence, to be decided one by one or together."""
    return _show(request)


def _show(request, reason: str = "", looked_at: Collection[str] = ()):
    """The page, with what was typed and chosen when that could not be carried out."""
    found = Proposal.objects.visible_to(request.user).open().select_related("cooperative__district")
    if to := request.GET.get("to"):
        found = found.filter(to=to)
    found = found.order_by("-to", "-rat_missed", "-quarters", "cooperative__name_key", "pk")
    if request.GET.get("format") == "xlsx":
        return _export(request, found)
    decided = Proposal.objects.visible_to(request.user).exclude(state__in=["open", "lapsed"])
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "to": request.GET.get("to", ""),
        "choices": ProposedStatus.choices,
        "rule": proposals.rule_in_force(),
        "reason": reason,
        "looked_at": looked_at,
        "decided": decided.select_related("cooperative").order_by("-decided_at")[:10],
    }
    return render(request, "reports/proposals.html", context)


@require_POST
@requires(Capability.DECIDE_PROPOSALS)
def decide(request):
    """Confirm or dismiss the chosen proposals with one reason; each is a change of its own."""
    looked_at = set(request.POST.getlist("proposal")[:200])
    chosen = [pk for text in looked_at if (pk := whole(text.partition("-")[0])) is not None]
    act = {"confirm": proposals.confirm, "dismiss": proposals.dismiss}.get(request.POST.get("decision", ""))
    reason = request.POST.get("reason", "")
    if not chosen or act is None or not reason.strip():
        messages.error(request, _("Choose at least one proposal, give a reason, then press one of the two buttons."))
        return _show(request, reason, looked_at)
    done, problems = 0, []
    found = Proposal.objects.visible_to(request.user).filter(pk__in=chosen).select_related("cooperative")
    for proposal in found.order_by("pk"):
        if proposals.seen(proposal) not in looked_at:
            problems.append(proposals.stale(proposal))
            continue
        try:
            act(proposal, reason=reason, actor=request.user)
            done += 1
        except DomainError as error:
            problems.append(str(error))
    if done:
        messages.success(
            request, ngettext("{n} proposal is decided.", "{n} proposals are decided.", done).format(n=done)
        )
    for problem in problems[:5]:
        messages.warning(request, problem)
    return redirect("proposals")


def _export(request, found):
    columns = [
        Column(_("Cooperative"), width=42), Column(_("District (kecamatan)"), width=16),
        Column(_("Status"), width=22), Column(_("Proposed"), width=22), Column(_("Quarters late"), "count", 10),
        Column(_("Late since"), "date", 12), Column(_("Annual meetings missed"), "count", 12),
        Column(_("Last RAT"), width=9), Column(_("Proposed on"), "date", 12),
    ]  # fmt: skip
    rows = (
        [
            item.cooperative.name, item.cooperative.district.name if item.cooperative.district else "",
            item.cooperative.status_label, str(item.get_to_display()), item.quarters, item.late_since,
            item.rat_missed, item.last_rat_year, item.made_on,
        ]
        for item in found.iterator(chunk_size=500)
    )  # fmt: skip
    return downloads.send_table(request, title=_("Proposals"), columns=columns, rows=rows, name="usulan-status")
