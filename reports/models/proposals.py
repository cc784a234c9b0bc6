from django.conf import settings
from django.db import models
from django.db.models import Q

from cooperatives.models import Cooperative, StatusChange
from reports.choices import ProposalState, ProposedStatus


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proposals are the office's alone."""
        if not (user.is_authenticated and user.is_of_office):
            return self.none()
        return self.filter(cooperative__merged_into=None)

    def open(self):
        return self.filter(state=ProposalState.OPEN)


class Proposal(models.Model):
    """That a cooperative's status might have to change, with the evidence; an officer decides (DESIGN.md rule 6)."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="proposals")
    to = models.CharField(max_length=24, choices=ProposedStatus)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    made_on = models.DateField()
    # The evidence, as it was when the proposal was made or last renewed
    quarters = models.PositiveSmallIntegerField()
    late_since = models.DateField(null=True)
    rat_missed = models.PositiveSmallIntegerField()
    last_rat_year = models.PositiveSmallIntegerField(null=True)
    rule = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    status_change = models.ForeignKey(StatusChange, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative"], condition=Q(state=ProposalState.OPEN), name="one_open_proposal_at_a_time"
            ),
            models.CheckConstraint(condition=Q(to__in=ProposedStatus.values), name="proposed_status_is_known"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} → {self.get_to_display()}"
