from django.utils.translation import gettext_lazy as _

# Verbs of events, as the history of a cooperative tells them.
VERBS = {
    "warning.answered": _("Early warning answered"),
    "warning.told_again": _("Early warning told again"),
}
