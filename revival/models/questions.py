from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from core.text import tokens
from revival.choices import CauseCode, HowAnswered, Willing
from revival.querysets import QuestionQuerySet

# Eight letters of five bits: 40 bits that nobody guesses, read out in two groups.
LETTERS = 8


class Question(models.Model):
    """“Masih ingin berjalan?”: what the office asks a cooperative, answered by its code without an account.

    One is in force at a time; one that has ended by its day is renewed, one that is withdrawn never counts again.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="questions")
    code = models.CharField(_("code"), max_length=LETTERS, unique=True)
    expires_on = models.DateField(_("can be answered until"))
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField(max_length=150)
    # A button was pressed: the preview of a messenger fetches the page and presses nothing.
    opened_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)
    # When the first letter had its number or the first message was sent; those who are silent are reminded once.
    # Both follow from letters and messages (`revival/question/dispatch.py`).
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # The letter that has passed it on to the lurah.
    passed = models.ForeignKey(
        "revival.QuestionLetter", null=True, blank=True, on_delete=models.SET_NULL, related_name="passed"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint("cooperative", condition=Q(withdrawn_at=None), name="one_question_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.code_in_groups} {self.cooperative}"

    @property
    def code_in_groups(self) -> str:
        return tokens.grouped(self.code)


class Answer(models.Model):
    """What a board has answered. Each is kept; those that contradict each other stand beside each other."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    willing = models.CharField(_("do you want to go on?"), max_length=6, choices=Willing)
    # Codes of revival.choices.CauseCode.
    causes = models.JSONField(_("what holds you back"), default=list, blank=True)
    words = models.CharField(_("in your own words"), max_length=500, blank=True)
    name = models.CharField(_("who speaks for you"), max_length=150, blank=True)
    position = models.CharField(_("position"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    may_call = models.BooleanField(_("the office may keep this name and number and call it"), default=False)
    visit = models.CharField(_("when may we come?"), max_length=200, blank=True)
    more = models.TextField(_("anything else?"), max_length=1000, blank=True)
    how = models.CharField(_("how it was answered"), max_length=8, choices=HowAnswered)
    at = models.DateTimeField(default=timezone.now)
    # Whoever has typed it; nobody for an answer by the code.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(willing__in=Willing.values), name="answer_is_known"),
            models.CheckConstraint(condition=Q(may_call=True) | Q(name="", phone=""), name="no_name_without_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_willing_display()} {self.at:%Y-%m-%d}"

    @property
    def causes_in_words(self) -> list[str]:
        return [str(CauseCode(code).label) for code in self.causes if code in CauseCode.values]
