"""What the portal says of the digital signatures in a paper: unchanged or not; never that they are valid."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.papers.signature_check import Signature
from core.text import formats


def told(signatures: Iterable[Signature]) -> list[str]:
    """A sentence for each signature in a scan, in the language of the screen; one for none."""
    return [_told(signature) for signature in signatures] or [_("No digital signature: a scan.")]


def _told(signature: Signature) -> str:
    name = signature["name"] or _("somebody whose name the certificate does not say")
    if signature["is_intact"] is None:
        return _("A digital signature by {name} that the portal cannot check.").format(name=name)
    if not signature["is_intact"]:
        return _("Changed after {name} signed it.").format(name=name)
    if not signature["covers_whole"]:
        return _("Something was added to the file after {name} signed it on {date}.").format(
            name=name, date=_day(signature["signed_at"])
        )
    text = _("Signed by {name} on {date}; unchanged since. Who issued the certificate was not checked.")
    return text.format(name=name, date=_day(signature["signed_at"]))


def _day(signed_at: str) -> str:
    """The day in the office's time zone; a time without a zone is taken as it stands."""
    if not signed_at:
        return _("a day that is not said")
    moment = datetime.fromisoformat(signed_at)
    return formats.long_date((timezone.localtime(moment) if timezone.is_aware(moment) else moment).date())
