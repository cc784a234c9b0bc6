"""The rules of texts: each takes what was typed and gives what the record keeps, or says what is wrong.

One function for each, for forms, imports and calls alike. They raise UnreadableError with a code of TEXTS.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from cooperatives import keys
from cooperatives.choices import GROUP_ALIASES, GROUPS
from core.text.formats import international_phone
from core.text.parsing import UnreadableError

# code: (what is wrong, what to do)
TEXTS: dict[str, tuple[Any, Any]] = {
    "amount_negative": (_("This amount cannot be negative."), _("Check the sign.")),
    "date_future": (_("The date lies in the future."), _("Check the year.")),
    "number_range": (_("This number is too small or too large."), _("Write a number between {expected}.")),
    "postcode_digits": (_("A postcode has five digits."), _("Write five digits, for instance 57141.")),
    "npwp_digits": (_("An NPWP has 15 or 16 digits."), _("Write it as 01.234.567.8-901.000, as text.")),
    "website_unclear": (_("This is not the address of a website."), _("Write the address as www.contoh.id.")),
    "phone_unclear": (
        _("This is not a telephone number."),
        _("Write a telephone number, for instance 0812-3456-7890."),
    ),
    "email_unclear": (_("This is not an e-mail address."), _("Write one address, for instance nama@contoh.id.")),
}
_is_email = EmailValidator(allowlist=[])
WEBSITE = re.compile(r"(?:https?://)?([\w-]+(?:\.[\w-]+)+)(/\S*)?", re.IGNORECASE)


def sentence(code: str, expected: str = "") -> str:
    """What is wrong and what to do, for the field of a form."""
    return " ".join(str(text).format(expected=expected) for text in TEXTS[code])


def postcode(text: str) -> str:
    """Five digits. A cooperative that the office looks after may lie outside the city."""
    digits = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise UnreadableError("postcode_digits")
    return digits


def npwp(text: str) -> str:
    """15 digits as `01.234.567.8-901.000`, 16 in groups of four: a spreadsheet takes neither for a number."""
    digits = re.sub(r"[\s.\-/]", "", text)
    if not re.fullmatch(r"[0-9]{15,16}", digits):
        raise UnreadableError("npwp_digits")
    if len(digits) == 16:
        return " ".join(re.findall("....", digits))
    parts = [digits[start:end] for start, end in ((0, 2), (2, 5), (5, 8), (8, 9), (9, 12), (12, 15))]
    return "{}.{}.{}.{}-{}.{}".format(*parts)


def website(text: str) -> str:
    """The address without `https://` and a last `/`, its host in small letters: `www.contoh.id/toko`."""
    found = WEBSITE.fullmatch(text.strip())
    if not found:
        raise UnreadableError("website_unclear")
    return found[1].lower() + (found[2] or "").rstrip("/")


def phone(text: str) -> str:
    """A telephone number in its international form, another one as it was written."""
    number = international_phone(text)
    if not (re.fullmatch(r"[+0-9\s().,/-]+", number) and len(re.sub(r"[^0-9]", "", number)) >= 6):
        raise UnreadableError("phone_unclear")
    return number


def email(text: str) -> str:
    """One address in small letters."""
    address = "".join(text.split()).lower()
    try:
        _is_email(address)
    except ValidationError:
        raise UnreadableError("email_unclear") from None
    return address


def group(text: str) -> str:
    """A group as it is usually written; one that is not known as it stands."""
    known = {name.lower(): name for name in GROUPS} | GROUP_ALIASES
    return known.get(keys.plain_upper(text).lower(), text)


def without_spaces(text: str) -> str:
    """A number that lists write in groups or in one."""
    return "".join(text.split())
