from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerKind(TextChoices):
    """What an officer says of a flag."""

    VISITED = "visited", _("Visited")
    EXPLAINED = "explained", _("Explained")
    WATCH = "watch", _("Watch until a day")
    NOT_SO = "not_so", _("Not so: the figures say something else")
