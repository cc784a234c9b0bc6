"""The office's rules of coaching, each a setting (DOMAIN.md 7.2)."""

from django.utils.translation import gettext_lazy as _

from core.office import Setting

SETTINGS = (
    Setting(
        "revival_first_step_days",
        int,
        14,
        _("Days for the first step of a new case of coaching"),
        _("Proposed when cases are opened; whoever opens them may choose another day."),
        1,
        365,
    ),
    Setting(
        "revival_longest_hold_days", int, 365, _("Days for which a case of coaching may be put on hold"), "", 7, 1095
    ),
)
