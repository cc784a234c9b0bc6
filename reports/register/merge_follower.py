"""What the reports do when the register changes below them: told by name, not by signals (reports/apps.py)."""

from typing import Any

from django.core import serializers
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.models import Contact, Cooperative
from core.papers.official import PaperState
from reports.arrivals import arrival_log
from reports.choices import ProposalState
from reports.escalation import cancellation
from reports.models import Letter, Obligation, Proposal, Upload, Waiver
from reports.obligations import lateness
from reports.register import key_figures


def follow_merge(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let the obligations of a merged record go over, with their reports; returns what `give_back` needs.

    Where both owe the same quarter, the one with reports stays, with the uploads of both; if both have reports, those
    of the kept record are shown.
    """
    cancellation.recall(Obligation.objects.filter(cooperative=dropped), whatever=True)
    own = {owed.period_id: owed for owed in Obligation.objects.filter(cooperative=kept)}
    moved, twins, papers = [], [], []
    for owed in Obligation.objects.filter(cooperative=dropped):
        twin = own.get(owed.period_id)
        if twin and twin.reports.exists():
            papers.append(arrival_log.go_along(owed, to=twin))
            continue
        if twin:
            twins.append(_put_in_place(owed, twin))
        Obligation.objects.filter(pk=owed.pk).update(cooperative=kept)
        moved.append(owed.pk)
    key_figures.go_along(Obligation.objects.filter(pk__in=moved), to=kept)
    lateness.recount([kept.pk, dropped.pk])
    letters = list(Letter.objects.filter(cooperative=dropped).values_list("pk", flat=True))
    Letter.objects.filter(pk__in=letters).update(cooperative=kept)
    Proposal.objects.open().filter(cooperative=dropped).update(state=ProposalState.LAPSED, decided_at=timezone.now())
    proposals = list(Proposal.objects.filter(cooperative=dropped).values_list("pk", flat=True))
    Proposal.objects.filter(pk__in=proposals).update(cooperative=kept)
    return {"obligations": moved, "twins": twins, "papers": papers, "letters": letters, "proposals": proposals}


def _put_in_place(owed: Obligation, twin: Obligation) -> dict[str, Any]:
    """Let an obligation take the place of one without reports, with its uploads, papers and waivers; returns the
    other.
    """
    uploads, waivers = ([row.pk for row in rows.all()] for rows in (twin.uploads, twin.waivers))
    ended: list[int] = []
    twin.uploads.update(obligation=owed)
    papers = arrival_log.go_along(twin, to=owed)
    if owed.waivers.filter(ended_at=None).exists():
        ended = [waiver.pk for waiver in twin.waivers.filter(ended_at=None)]
        Waiver.objects.filter(pk__in=ended).update(ended_at=timezone.now())
    twin.waivers.update(obligation=owed)
    cancellation.recall(Obligation.objects.filter(pk=twin.pk), whatever=True)
    rows = serializers.serialize("json", [twin, *twin.reminders.all()])
    pk = twin.pk
    twin.delete()
    return {
        "owed": owed.pk,
        "twin": pk,
        "rows": rows,
        "uploads": uploads,
        "waivers": waivers,
        "ended": ended,
        "papers": papers,
    }


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> list[str]:
    """Undo what `follow_merge` has moved: each obligation goes back with all that has come to it since."""
    own = Obligation.objects.filter(pk__in=memory["obligations"], cooperative=kept)
    taken = set(Obligation.objects.filter(cooperative=dropped).values_list("period", flat=True))
    back = [owed for owed in own if owed.period_id not in taken]
    cancellation.recall(Obligation.objects.filter(pk__in=[owed.pk for owed in back]), whatever=True)
    Obligation.objects.filter(pk__in=[owed.pk for owed in back]).update(cooperative=dropped)
    key_figures.go_along(Obligation.objects.filter(pk__in=[owed.pk for owed in back]), to=dropped)
    for twin in memory["twins"]:
        _restore(twin, kept)
    for papers in memory.get("papers", []):
        arrival_log.come_back(papers)
    Letter.objects.filter(pk__in=memory["letters"], cooperative=kept).exclude(state=PaperState.PREPARED).update(
        cooperative=dropped
    )
    Proposal.objects.filter(pk__in=memory["proposals"], cooperative=kept).update(cooperative=dropped)
    lateness.refresh(Obligation.objects.filter(cooperative__in=[kept.pk, dropped.pk]))
    lateness.recount([kept.pk, dropped.pk])
    left = len(own) - len(back)
    return [_("Reports that stay, because both owe the quarter now: {n}").format(n=left)] if left else []


def _restore(twin: dict[str, Any], kept: Cooperative) -> None:
    """The obligation that had made room stands again, with its reminders, unless the quarter is owed anew."""
    objects = list(serializers.deserialize("json", twin["rows"]))
    if Obligation.objects.filter(cooperative=kept, period=objects[0].object.period_id).exists():
        return
    for found in objects:
        found.m2m_data = {
            name: [pk for pk in pks if Contact.objects.filter(pk=getattr(pk, "pk", pk)).exists()]
            for name, pks in (found.m2m_data or {}).items()
        }
        found.save()
    Upload.objects.filter(pk__in=twin["uploads"], obligation=twin["owed"]).update(obligation=twin["twin"])
    if papers := twin.get("papers"):
        arrival_log.come_back(papers)
    Waiver.objects.filter(pk__in=twin["waivers"], obligation=twin["owed"]).update(obligation=twin["twin"])
    Waiver.objects.filter(pk__in=twin["ended"], obligation=twin["twin"]).update(ended_at=None)
