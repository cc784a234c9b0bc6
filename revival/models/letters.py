from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Contact, Village
from core.papers.letter import OfficialLetter
from core.papers.official import PaperState
from revival.models.questions import Question


class QuestionLetter(OfficialLetter):
    """A letter that asks: a board whether it wants to go on, or a lurah after those whom nothing has reached."""

    KIND = "question_letter"

    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="letters")
    is_reminder = models.BooleanField(default=False)
    # To a lurah instead: [[name, address], …] as they were printed; `passed` of the letter are their questions.
    village = models.ForeignKey(Village, null=True, on_delete=models.PROTECT, related_name="+")
    listed = models.JSONField(default=list)
    contact = models.OneToOneField(Contact, null=True, on_delete=models.PROTECT, related_name="question_letter")

    class Meta(OfficialLetter.Meta):
        ordering = ["-year", "-sequence", "-pk"]
        constraints = [
            *OfficialLetter.Meta.constraints,
            models.CheckConstraint(
                condition=Q(question=None, village__isnull=False) | Q(question__isnull=False, village=None),
                name="a_question_letter_goes_to_a_board_or_a_lurah",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(state=PaperState.ISSUED, is_reminder=False),
                name="one_first_letter_per_question",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(state=PaperState.ISSUED, is_reminder=True),
                name="one_reminder_letter_per_question",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.addressee

    @property
    def addressee(self) -> str:
        return self.around["addressee"]

    def event_object(self) -> dict[str, Any]:
        if self.question:
            cooperative = self.question.cooperative
            return {"object_type": "cooperative", "object_id": cooperative.pk, "label": cooperative.name}
        return {"object_type": "village", "object_id": self.village_id, "label": self.addressee}

    def shown_to_all(self) -> list[tuple[Any, str]]:
        return [
            (_("Paper"), str(_("Letter of the office"))),
            (_("Addressee"), self.addressee),
            (_("Subject"), self.subject),
            (_("Signer"), ", ".join(filter(None, [self.signer_name, self.signer_position]))),
        ]
