"""Mail that comes back: a report of the mail server (RFC 3464) marks its message as failed."""

import re
from email import message_from_bytes, policy

from core.messages import outbox
from core.models import OutgoingMail

KEY = re.compile(r"mail-[0-9]+\.[A-Za-z0-9_-]+")


def take(content: bytes) -> OutgoingMail | None:
    """Mark the message that a bounce tells of as failed. None when it is no bounce, or of no message of ours.

    A delay (action `delayed`) is no failure: the mail server goes on trying.
    """
    bounce = message_from_bytes(content, policy=policy.default)
    if bounce.get_content_type() != "multipart/report":
        return None
    status = next((part for part in bounce.walk() if part.get_content_type() == "message/delivery-status"), None)
    said = status.as_string() if status is not None else ""
    if not re.search(r"(?im)^Action:\s*failed", said):
        return None
    key = KEY.search(content.decode("utf-8", "replace"))
    mail = outbox.of_message_key(key[0]) if key else None
    if mail is None:
        return None
    found = re.search(r"(?im)^Diagnostic-Code:\s*(.+)$", said)
    mail.error = f"came back: {found[1].strip() if found else 'undeliverable'}"[:2000]
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingMail.State.FAILED, error=mail.error)
    return mail
