from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from revival.choices import CauseCode, Wish
from revival.models.cases import Case


class Cause(models.Model):
    """Why the cooperative stopped, one of several."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="causes")
    code = models.CharField(_("cause"), max_length=20, choices=CauseCode)
    words = models.CharField(_("in words"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("case", "code", name="a_cause_once")]

    def __str__(self) -> str:
        return str(self.get_code_display())


class Decision(models.Model):
    """What the board has said about going on, and who said it. Later ones do not replace earlier ones."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    wish = models.CharField(_("decision of the board"), max_length=10, choices=Wish)
    on = models.DateField(_("said on"))
    said_by = models.CharField(_("said by"), max_length=150)
    said_as = models.CharField(_("position"), max_length=100, blank=True)
    words = models.TextField(_("in words"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_wish_display()} {self.on}"


class PlanLine(models.Model):
    """One line of the plan: what is done, by whom and until when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="plan")
    what = models.CharField(_("what"), max_length=200)
    who = models.CharField(_("who does it"), max_length=150, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    # The cause that has proposed it, whatever its words are since.
    proposal = models.CharField(max_length=20, choices=CauseCode, blank=True, default="", db_default="")

    class Meta:
        ordering = ["done_on", "until", "pk"]

    def __str__(self) -> str:
        return self.what
