"""Tax number and bank account."""

from django.utils.translation import gettext_lazy as _

from cooperatives.register_fields import rules
from cooperatives.register_fields.declaration import RegisterField

FIELDS = (
    RegisterField(
        name="npwp",
        label=_("tax number (NPWP)"),
        max_length=30,
        rule=rules.npwp,
        words="npwp, npwp koperasi, nomor npwp, no npwp",
        width=22,
        personal="private",
    ),
    RegisterField(
        name="bank_account",
        label=_("bank account"),
        max_length=100,
        words="rekening, rekening bank, no rekening, nomor rekening",
        width=24,
        personal="private",
    ),
)
