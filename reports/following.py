"""What the reports do when the register changes below them: told by name, not by signals (reports/apps.py)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from reports import lateness, recalling
from reports.choices import ProposalState
from reports.models import Letter, Obligation, Proposal

# Events of obligations stand in the history of their cooperative.
VERBS = {
    "obligation.added": _("A report was asked for"),
    "obligation.waived": _("A report was waived"),
    "obligation.realigned": _("The lines of a report were changed"),
    "obligation.waiver_ended": _("The waiver of a report ended"),
    "letter.issued": _("A warning letter was issued"),
    "letter.set_aside": _("A warning letter was set aside"),
    "proposal.confirmed": _("A proposed status was confirmed"),
    "proposal.dismissed": _("A proposed status was dismissed"),
}
LABELS = {
    "number": _("number"),
    "level": _("letter"),
    "quarters": _("quarters late"),
    "rat_missed": _("annual meetings missed"),
    "to": _("proposed status"),
    "expires_on": _("valid until"),
    "waiver": _("reason"),
    "lines": _("Lines"),
}


def follow_merge(kept: Cooperative, dropped: Cooperative) -> None:
    """Let the obligations of a merged record go over, with their reports.

    Where both owe the same quarter, the one with reports stays, with the uploads of both; if both have reports, those
    of the kept record are shown.
    """
    recalling.recall(Obligation.objects.filter(cooperative=dropped), whatever=True)
    own = {owed.period_id: owed for owed in Obligation.objects.filter(cooperative=kept)}
    for owed in Obligation.objects.filter(cooperative=dropped):
        twin = own.get(owed.period_id)
        if twin and twin.reports.exists():
            continue
        if twin:
            twin.uploads.update(obligation=owed)
            if owed.waivers.filter(ended_at=None).exists():
                twin.waivers.filter(ended_at=None).update(ended_at=timezone.now())
            twin.waivers.update(obligation=owed)
            recalling.recall(Obligation.objects.filter(pk=twin.pk), whatever=True)
            twin.delete()
        Obligation.objects.filter(pk=owed.pk).update(cooperative=kept)
    lateness.recount([kept.pk, dropped.pk])
    Letter.objects.filter(cooperative=dropped).update(cooperative=kept)
    Proposal.objects.open().filter(cooperative=dropped).update(state=ProposalState.LAPSED, decided_at=timezone.now())
    Proposal.objects.filter(cooperative=dropped).update(cooperative=kept)
