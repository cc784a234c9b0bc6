"""What a status means for a member, in plain words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status

# By status; "" is that of which nobody has said it.
MEANINGS: Mapping[str, Any] = {
    Status.ACTIVE: _(
        "It holds its annual meetings (RAT) and does business. Members are invited to the meeting and may see its "
        "accounts."
    ),
    Status.ATTENTION: _(
        "It is active, but something is missing, such as a report or an annual meeting. Ask its board what is being "
        "done."
    ),
    Status.PASSIVE: _(
        "It holds no annual meetings (RAT) or does no business. Before you pay in money, ask its board and the office. "
        "If you have savings there and cannot withdraw them, tell the office."
    ),
    Status.PROPOSED_DISSOLUTION: _(
        "Its dissolution has been proposed to the ministry. If you have money in it, write to its board and tell the "
        "office."
    ),
    Status.WINDING_UP: _(
        "It is being wound up: a settlement team collects what it is owed and pays what it owes. Bring your claim to "
        "that team."
    ),
    Status.DISSOLVED: _("It exists no more. Its record stays here to be read."),
    "": _("The office does not know yet whether it is active. Ask its board, or the office."),
}
