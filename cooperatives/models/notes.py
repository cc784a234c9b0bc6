from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models.cooperative import Cooperative


class Note(models.Model):
    """A line in the journal of a cooperative: a call, a visit, a remark. Seen by the office only."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own ones, and those that somebody has shared."""
        return self.filter(Q(owner=user) | Q(shared=True))


class SavedView(models.Model):
    """A selection of the register by its query string, under a name."""

    name = models.CharField(_("name of the view"), max_length=80)
    query = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    shared = models.BooleanField(_("share with the office"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("owner", "name", name="view_name_once_per_owner")]

    def __str__(self) -> str:
        return self.name
