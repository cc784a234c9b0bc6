from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Matter(TextChoices):
    """What waits for a signature or a yes, and can be passed on."""

    LETTER = "letter", _("Letters to sign")
    STATUS = "status", _("Changes of status to decide")
    DISSOLUTION = "dissolution", _("Warned, on the way to dissolution")


class DispositionEnd(TextChoices):
    """How something that was passed on came back."""

    DONE = "done", _("Done")
    PASSED_ON = "passed_on", _("Passed on again")
    TAKEN_BACK = "taken_back", _("Taken back")


class AnswerKind(TextChoices):
    """What an officer says of a flag."""

    VISITED = "visited", _("Visited")
    EXPLAINED = "explained", _("Explained")
    WATCH = "watch", _("Watch until a day")
    NOT_SO = "not_so", _("Not so: the figures say something else")
