"""The office's rules of coaching, each a setting (DOMAIN.md 7.2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.office import Setting
from revival.sizes import MEETING_YEARS, MEMBERS, NEIGHBOURS, REACHED_MONTHS, Size


def _size(size: Size, label: Any, most: int) -> Setting:
    help_text = _("Who is coached first (“Whom first?”). The value in force is kept with each opening of cases.")
    return Setting(size.setting, int, size.usual, label, help_text, 1, most)


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
    Setting(
        "revival_ask_again_days",
        int,
        7,
        _("Days within which a board that asks for coaching again is not told of twice"),
        "",
        1,
        90,
    ),
    Setting(
        "revival_question_days",
        int,
        90,
        _("Days for which the question “Do you want to go on?” can be answered by its code"),
        _("From the day on which it is asked or renewed."),
        7,
        365,
    ),
    Setting(
        "revival_question_wait_days",
        int,
        14,
        _("Days to wait for an answer to “Do you want to go on?”"),
        _("A board is reminded after so many days, and after as many more its lurah is asked."),
        1,
        90,
    ),
    Setting(
        "revival_adviser_files",
        bool,
        False,
        _("Field advisers file reports for the boards that they coach"),
        _("As officers do: the report says who has filed it on the board’s behalf."),
    ),
    Setting(
        "revival_watch_quarters",
        int,
        2,
        _("Quarters reported in time after which the watch over a cooperative that is active again ends"),
        "",
        1,
        8,
    ),
    Setting(
        "revival_lurah_days",
        int,
        14,
        _("Days that a lurah has to answer after cooperatives whom nothing has reached"),
        "",
        3,
        90,
    ),
    _size(MEMBERS, _("Members from which a cooperative has the sign “has members”"), 10_000),
    _size(REACHED_MONTHS, _("Months in which a cooperative must have been reached to have the sign of it"), 120),
    _size(MEETING_YEARS, _("Years in which an annual meeting (RAT) must have been held to be a sign"), 30),
    _size(NEIGHBOURS, _("Other passive cooperatives in a kelurahan that make a day of visits"), 100),
)
