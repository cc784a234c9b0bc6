"""The events of accounts in words."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from core import event_words
from core.event_words import EventObject

WORDS = {
    "invitation.sent": _("Invitation sent"),
    "invitation.sent_again": _("Invitation sent again"),
    "invitation.withdrawn": _("Invitation withdrawn"),
    "invitation.accepted": _("Invitation accepted"),
    "user.code_given": _("Entry code given"),
    "user.email_change_asked": _("New address asked for"),
    "user.email_changed": _("Address changed"),
    "user.email_removed": _("Address removed"),
    "user.factor_added": _("Second factor added"),
    "user.factor_removed": _("Second factor removed"),
    "user.factor_reset": _("Recovery codes made anew"),
    "user.password_set": _("Password changed"),
    "user.phone_set": _("Telephone to sign in with set"),
    "user.preferences": _("Wishes about messages and language changed"),
    "user.restored": _("Account restored"),
    "user.stopped": _("Account stopped"),
}
THINGS = {
    "invitation": EventObject(_("Invitation")),
    "user": EventObject(_("User")),
}
LABELS = {
    "invitation.email": _("e-mail address"),
    "invitation.role": _("role"),
    "user.email": _("e-mail address"),
    "user.phone": _("telephone"),
    "user.factor": _("second factor"),
}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("accounts", _("Accounts"), WORDS)
    event_words.declare_things(THINGS)
    event_words.declare_labels(LABELS, choices={"invitation.role": dict(Role.choices)})
