from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.choices import FILED_STATES, OPEN_STATES, Level, Profile, SignerPosition, Source, State
from reports.models.arrivals import Arrival, ArrivalPage
from reports.models.obligations import Obligation
from reports.models.uploads import Upload
from reports.querysets import LineCommentQuerySet, ReportQuerySet
from reports.statement.lines import key_of


def total_field():
    """A total in whole rupiah, copied from the figures when the report is sent; for lists, sums and ratios."""
    return models.BigIntegerField(null=True)


class Report(models.Model):
    """One version of the report that meets an obligation; a version that was sent never changes its figures.

    `state` is written by reports/workflow.py alone. `revision` counts the changes: who saves an old one is told.
    """

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=10, choices=Source, default=Source.FORM)
    profile = models.CharField(max_length=16, choices=Profile)
    statement_version = models.CharField(max_length=10)
    rules_version = models.CharField(max_length=10, blank=True)
    rules_in_force = models.JSONField(default=dict)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.PROTECT, related_name="+")
    nil_reason = models.TextField(blank=True)
    amendment_reason = models.TextField(blank=True)
    # Figures that differ from what would follow (statement/computed.py), by key, with the reason, "" where none was
    # given. None: a draft of before figures were computed, where each may differ.
    own_figures = models.JSONField(default=dict, null=True)
    # Somebody has said that the figures are in full rupiah, though they look like thousands (reports/form/units.py).
    unit_confirmed = models.BooleanField(default=False)

    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Everybody who has typed, uploaded or explained something in it or in the version that it goes on from.
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    # An officer has typed it in and asked the board for its yes, with which the board sends it.
    asked_at = models.DateTimeField(null=True)
    asked_by_name = models.CharField(max_length=150, blank=True)

    # Given when it is sent
    receipt_number = models.CharField(max_length=24, null=True, unique=True)
    sha256 = models.CharField(max_length=64, blank=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_by_name = models.CharField(max_length=150, blank=True)
    on_behalf = models.BooleanField(default=False)
    signer_name = models.CharField(_("name of the signing board member"), max_length=150, blank=True)
    signer_position = models.CharField(_("position"), max_length=12, choices=SignerPosition, blank=True)
    # Why somebody signs who is not on the board in the register (reports/filing/signers.py).
    signer_exception = models.CharField(max_length=300, blank=True)
    attestation = models.TextField(blank=True)
    # The paper that it was typed from: the report counts as received when that arrived.
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="reports")
    # The page with the board's signature, of a report that an officer has sent.
    signed_page = models.ForeignKey(ArrivalPage, null=True, on_delete=models.PROTECT, related_name="+")

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer_name = models.CharField(max_length=150, blank=True)
    review_began_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    # Accepted by the very person who sent it, in an office of one (accounts/four_eyes.py).
    accepted_alone = models.BooleanField(default=False)

    assets = total_field()
    loans = total_field()
    liabilities = total_field()
    equity = total_field()
    own_capital = total_field()
    outside_capital = total_field()
    turnover = total_field()
    surplus = total_field()
    members = total_field()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-obligation__period__year", "-obligation__period__quarter", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "version"], name="one_report_per_version"),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state__in=OPEN_STATES), name="one_open_version_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state=State.ACCEPTED), name="one_accepted_version"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED)
                | Q(accepted_alone=True)
                | Q(reviewer=None)
                | Q(submitted_by=None)
                | ~Q(reviewer=models.F("submitted_by")),
                name="four_eyes_or_said_alone",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, receipt_number=None, submitted_at=None)
                | Q(state__in=FILED_STATES, receipt_number__isnull=False, submitted_at__isnull=False),
                name="a_receipt_is_given_when_sent",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.obligation} v{self.version}"

    @property
    def is_nil(self) -> bool:
        return self.source == Source.NIL

    @property
    def is_amendment(self) -> bool:
        return bool(self.amendment_reason)

    @property
    def counts_from(self) -> datetime | None:
        """When it counts as received: when it was sent, or when the paper arrived that it was typed from."""
        return self.arrival.arrived_at if self.arrival else self.submitted_at

    @property
    def made_by(self) -> set[int | None]:
        """Who has worked on it or sent it, as ids of users: somebody else gives the second look."""
        return {self.submitted_by_id, *self.authors.values_list("pk", flat=True)}

    def values(self) -> dict[str, int]:
        """The typed figures and their totals, by key."""
        return {figure.key: figure.amount for figure in self.figures.all()}


class Figure(models.Model):
    """One amount of a report, in whole rupiah or people. A line that was left blank has no row."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    line = models.CharField(max_length=8)
    column = models.CharField(max_length=10, blank=True)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "line", "column"], name="one_figure_per_cell")]

    def __str__(self) -> str:
        return f"{self.key} = {self.amount}"

    @property
    def key(self) -> str:
        return key_of(self.line, self.column)


# A sheet's name has 31 characters in Excel; other programs allow more.
CELL_LENGTH = 120


class Finding(models.Model):
    """What a check found in a report: kept with it, with the explanation of a warning."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=6)
    level = models.CharField(max_length=8, choices=Level)
    key = models.CharField(max_length=20, blank=True)
    cell = models.CharField(max_length=CELL_LENGTH, blank=True)
    found = models.BigIntegerField(null=True)
    expected = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    explanation = models.TextField(blank=True)
    explained_by_name = models.CharField(max_length=150, blank=True)
    explained_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "rule", "key"], name="one_finding_per_rule_and_line"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"

    @property
    def is_explained(self) -> bool:
        """Whether somebody has explained these amounts, not earlier ones."""
        return bool(self.explanation and self.explained_at)


class LineComment(models.Model):
    """What a reviewer says of one line, or of the whole report where `key` is empty.

    The board reads it when the report is decided, not before: `.visible_to(user)`.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    key = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150)

    objects = LineCommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.text[:40]}"
