"""The office's rules of the register and its messages, each a setting."""

from django.utils.translation import gettext_lazy as _

from core.office import Setting

SETTINGS = (
    Setting(
        "whatsapp_a_day",
        int,
        60,
        _("WhatsApp messages that one officer sends in a day, one after the other"),
        _("WhatsApp stops numbers that write to many people whom they do not know."),
        1,
        1000,
    ),
    Setting(
        "complaint_contact_days",
        int,
        180,
        _("Days after the answer for which the contact of a complainant is kept"),
        _("What happened and the answer stay."),
        1,
        3650,
    ),
)
