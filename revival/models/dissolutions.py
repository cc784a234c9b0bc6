"""The way out: warnings, what is known of obligations, the proposal, and the days of the law (DOMAIN.md 2.1)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Contact
from core.models import private_storage
from core.papers.letter import OfficialLetter
from core.papers.official import PaperState
from revival.choices import EvidenceKind, Ground, LegalStepKind, Obligations
from revival.models.cases import Case


class WarningLetter(OfficialLetter):
    """A warning to a board that is coached: the first, second or third, each with its days to answer."""

    KIND = "coaching_warning"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="warnings")
    step = models.PositiveSmallIntegerField()
    # How often the case had gone back from here to the plan: warnings from before that count no more.
    turn = models.PositiveSmallIntegerField(default=0)
    # Until when the board may answer, by the office's rule in force when it was issued.
    answer_by = models.DateField(null=True)
    contact = models.OneToOneField(Contact, null=True, on_delete=models.PROTECT, related_name="coaching_warning")

    class Meta(OfficialLetter.Meta):
        ordering = ["-made_on", "-pk"]
        constraints = [
            *OfficialLetter.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "turn", "step"],
                condition=Q(state__in=[PaperState.PREPARED, PaperState.ISSUED]),
                name="each_warning_once",
            ),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=3), name="a_warning_is_one_of_three"),
            models.CheckConstraint(
                condition=~Q(state=PaperState.ISSUED) | Q(answer_by__isnull=False),
                name="an_issued_warning_has_its_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.case} {self.roman}"

    @property
    def roman(self) -> str:
        return "I" * self.step

    def event_object(self) -> dict[str, Any]:
        return {"object_type": "case", "object_id": self.case_id, "label": self.case.cooperative.name}

    def shown_to_all(self) -> list[tuple[Any, str]]:
        return [
            (_("Paper"), str(_("Letter of the office"))),
            (_("Addressee"), self.around["addressee"]),
            (_("Subject"), self.subject),
            (_("Signer"), ", ".join(filter(None, [self.signer_name, self.signer_position]))),
        ]


class RecordedBy(models.Model):
    """Who has typed something, and when."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)

    class Meta:
        abstract = True


class ObligationsAnswer(RecordedBy):
    """What was answered to “Is anything owed to anybody?”. Later answers do not replace earlier ones."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="obligations_answers")
    left = models.CharField(_("obligations"), max_length=10, choices=Obligations)
    on = models.DateField(_("said on"))
    said_by = models.CharField(_("said by"), max_length=150)
    said_as = models.CharField(_("position"), max_length=100, blank=True)
    words = models.TextField(_("in words"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(left__in=Obligations.values), name="an_answer_says_what_is_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_left_display()} {self.on}"


class Evidence(RecordedBy):
    """A signed paper that stands for what is said; one that was set by stays to be read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("what it is"), max_length=12, choices=EvidenceKind)
    on = models.DateField(_("date of the paper"))
    signed_by = models.CharField(_("signed by"), max_length=150)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    file = models.FileField(storage=private_storage, upload_to="dissolution/%Y/%m", max_length=200)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    dropped_at = models.DateTimeField(null=True)
    dropped_by_name = models.CharField(max_length=150, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "-on", "-pk"]
        constraints = [
            models.UniqueConstraint("case", "sha256", condition=Q(dropped_at=None), name="a_paper_of_evidence_once"),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | ~Q(dropped_reason=""), name="evidence_is_set_by_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Dissolution(RecordedBy):
    """A proposal to the ministry, and what has come of it. Withdrawn ones stay to be read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dissolutions")
    ground = models.CharField(_("ground"), max_length=16, choices=Ground)
    proposed_on = models.DateField(_("proposed on"))
    number = models.CharField(_("number of the letter to the ministry"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    # What stood there when it was proposed: [[label, what was known], …] in the office's language.
    conditions = models.JSONField(default=list)
    # The values in force then, by setting.
    rule = models.JSONField(default=dict)
    # The status of the register before, for the way back.
    status_before = models.CharField(max_length=24, blank=True)
    # Who winds it up: [[name, position], …].
    team = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    # Empty for one that ended in dissolution.
    withdrawn_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint("case", condition=Q(ended_on=None), name="one_open_dissolution"),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="a_dissolution_has_its_ground"),
            models.CheckConstraint(
                condition=Q(ended_on=None, withdrawn_reason="") | Q(ended_on__gte=models.F("proposed_on")),
                name="a_dissolution_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.proposed_on}"


class LegalStep(RecordedBy):
    """A day of the law: notice, objection, answer, decision, creditors, announcement (UU 25/1992 art. 47-56)."""

    dissolution = models.ForeignKey(Dissolution, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=LegalStepKind)
    on = models.DateField(_("day"))
    number = models.CharField(_("number"), max_length=60, blank=True)
    words = models.TextField(_("in words"), max_length=2000, blank=True)
    # Of an answer alone: whether the ministry has followed the objection.
    is_upheld = models.BooleanField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_name = models.CharField(max_length=150, blank=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint("dissolution", "kind", condition=Q(taken_back_at=None), name="a_legal_step_once"),
            models.CheckConstraint(condition=Q(kind__in=LegalStepKind.values), name="a_legal_step_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | ~Q(taken_back_reason=""),
                name="a_legal_step_is_taken_back_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=LegalStepKind.ANSWERED, is_upheld__isnull=False)
                | ~Q(kind=LegalStepKind.ANSWERED) & Q(is_upheld=None),
                name="an_answer_says_whether_it_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
