"""The words of the city page: what each term means, and the names of states and sizes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.obligations import as_of

STATE_LABELS: Mapping[str, Any] = {
    as_of.ON_TIME: _("In time"),
    as_of.LATE: _("Late"),
    as_of.MISSING: _("Missing"),
    as_of.OPEN: _("Not yet due"),
    as_of.WAIVED: _("Waived"),
}
# By the number of the class (reports/summary/peers.py).
SIZE_LABELS: Mapping[str, Any] = {
    "0": _("below Rp 500 million"),
    "1": _("Rp 500 million to 2.5 billion"),
    "2": _("Rp 2.5 to 10 billion"),
    "3": _("Rp 10 billion and more"),
}
TERMS: Mapping[str, Any] = {
    "total": _(
        "Cooperatives with a legal entity of which nobody has said that they are dissolved. A cooperative counts from "
        "its legal date on."
    ),
    "active": _("Their status is active or active with attention: they hold their meetings and do business."),
    "not_active": _(
        "All others: passive, proposed for dissolution, being wound up, and those whose status nobody knows."
    ),
    "coached": _("A case of coaching was open on that day, and the cooperative was not active again yet."),
    "with_rat": _("Held their annual meeting (RAT) between 1 January and the day."),
    "due": _("Reports that were asked for; those that were waived are left out."),
    "on_time": _("Came by the last day, with its days of grace."),
    "late": _("Came after the last day."),
    "missing": _("The last day is over, and nothing has come."),
    "open": _("Nothing has come, and the last day is not over yet."),
    "accepted": _("Looked at by an officer and accepted by the end of the day."),
    "same": _(
        "The change of those cooperatives alone that have a figure in both quarters. The raw change also grows when "
        "more of them report, and falls while reports wait to be accepted."
    ),
}
