from typing import Any

from django.utils.translation import gettext_lazy as _

from core import office
from core.office import Setting

# Who gives a signature or a yes in the office: the value of each setting, and what it is called.
OFFICERS, HEAD, BOTH = "officers", "head", "both"
DECIDERS = ((OFFICERS, _("the officers")), (HEAD, _("the head of the office")), (BOTH, _("officers and head")))


def _decided(key: str, label: Any, help_text: Any = "") -> Setting:
    text = help_text or _("An administrator may do it always.")
    return Setting(key, str, OFFICERS, label, text, choices=DECIDERS)


def declare() -> None:
    """Called once, when the app is ready."""
    office.declare(
        Setting(
            "security_log_days",
            int,
            365,
            _("Days for which the security log and network addresses are kept"),
            _("Sign-ins, wrong passwords and changed keys; older lines are deleted every hour."),
            30,
            3650,
        ),
        Setting(
            "entry_code_minutes",
            int,
            60,
            _("Minutes for which a code of an officer lets a manager in"),
            _("For the first entry by telephone number, and for a new password; each code works once."),
            10,
            2880,
        ),
        Setting(
            "four_eyes",
            bool,
            True,
            _("Nobody accepts what the same person has sent"),
            _("Switch it off only in an office of one person; each such decision then says so on the record."),
        ),
        _decided("decides_letters", _("Who signs letters that are due to late cooperatives")),
        _decided(
            "decides_status",
            _("Who decides a proposed change of status"),
            _(
                "An administrator may do it always. It holds for what the portal proposes: whoever changes the "
                "register may still change a status by hand, with a reason."
            ),
        ),
        _decided("decides_dissolution", _("Who proposes a dissolution to the ministry")),
    )
