"""Outgoing mail: written to the database with the change that causes it, delivered by the worker."""

import logging
import re
import smtplib
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core import events
from core.database import named_locks
from core.models import OutgoingMail
from core.operations import broker
from core.text.formats import one_line

log = logging.getLogger(__name__)
ATTEMPTS = 8
STUCK_AFTER = timedelta(minutes=10)
# A run that has sent nothing for so long has died: longer than a message may take (the time-out of `delivery`).
TURN, TURN_SECONDS = "mail", 90
SECRET_LINK = re.compile(r"(/(?:invitations|accounts/password/reset/key|training/card|training/evaluate)/)[^\s/]+")


class OutboxBackend(BaseEmailBackend):
    """Django's mail interface: `send_mail` and allauth write into the outbox through it."""

    def send_messages(self, email_messages):
        for message in email_messages:
            html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            OutgoingMail.objects.create(
                to=message.recipients(),
                subject=one_line(message.subject)[:250],
                body=message.body,
                html=html,
                from_email=message.from_email,
            )
        transaction.on_commit(wake, robust=True)
        return len(email_messages)


def wake() -> None:
    """Ask a worker to deliver now; if the broker is away, the schedule will."""
    broker.send("core.tasks.send_outbox")


def deliver_due(limit: int = 5000, seconds: float = 480) -> dict[str, int]:
    """Send what is due, each message claimed before it goes out. Returns counts: sent, failed, later.

    One run at a time, over one connection; what is written meanwhile goes out with it. A mail server that cannot be
    reached ends the run: the messages wait, unspent.
    """
    counts = {"sent": 0, "failed": 0, "later": 0}
    run = named_locks.take_turn(TURN, TURN_SECONDS)
    if run is None:
        return counts
    until = time.monotonic() + seconds
    OutgoingMail.objects.filter(state=OutgoingMail.State.SENDING, claimed_at__lt=timezone.now() - STUCK_AFTER).update(
        state=OutgoingMail.State.QUEUED
    )
    connection = delivery()
    try:
        for _n in range(limit):
            mail = _due().first()
            if mail is None or time.monotonic() > until or not _is_open(connection) or not run.keep():
                break
            if _claim(mail.pk):
                counts[_deliver(OutgoingMail.objects.get(pk=mail.pk), connection)] += 1
    finally:
        connection.close()
        run.end()
    return counts


def _due() -> QuerySet[OutgoingMail]:
    found = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED, due_at__lte=timezone.now())
    return found.order_by("due_at", "pk")


def _claim(pk: int) -> bool:
    """Take a message to send it, if nobody else has and if it is still due: another may just have put it off."""
    return bool(
        _due()
        .filter(pk=pk)
        .update(state=OutgoingMail.State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    )


def _is_open(connection) -> bool:
    """Open the line to the mail server if it is closed. False when nobody answers there."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        log.warning("the mail server cannot be reached, mail waits", exc_info=True)
        return False
    return True


def delivery():
    """The connection that EMAIL_URL describes."""
    config = settings.MAIL_DELIVERY
    options = {"host": "EMAIL_HOST", "port": "EMAIL_PORT", "username": "EMAIL_HOST_USER"}
    options |= {"password": "EMAIL_HOST_PASSWORD", "use_tls": "EMAIL_USE_TLS", "use_ssl": "EMAIL_USE_SSL"}
    if config["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
        return get_connection(config["EMAIL_BACKEND"], file_path=config["EMAIL_FILE_PATH"])
    if config["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        given = {name: config[key] for name, key in options.items() if config.get(key) is not None}
        return get_connection(config["EMAIL_BACKEND"], timeout=20, **given)
    return get_connection(config["EMAIL_BACKEND"])


def _deliver(mail: OutgoingMail, connection) -> str:
    message = EmailMultiAlternatives(
        one_line(mail.subject),
        mail.body,
        mail.from_email,
        mail.to,
        connection=connection,
        headers={"Message-ID": f"<{message_key(mail.pk)}@{settings.ALLOWED_HOSTS[0]}>"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    # Only the holder of the claim writes the end: a slow delivery may have been given to another worker.
    sent = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.SENDING, claimed_at=mail.claimed_at)
    try:
        message.send()
    except Exception as error:
        log.warning("mail %s: %s", mail.pk, error)
        connection.close()
        if mail.attempts >= ATTEMPTS or is_permanent(error):
            sent.update(state=OutgoingMail.State.FAILED, error=str(error)[:2000])
            return "failed"
        wait = timedelta(minutes=2 ** min(mail.attempts, 8))
        sent.update(state=OutgoingMail.State.QUEUED, due_at=timezone.now() + wait, error=str(error)[:2000])
        return "later"
    # A link that opens a door is not kept once it is out; the demo has no other way to read its mail.
    body = mail.body if settings.DEMO else without_secrets(mail.body)
    sent.update(state=OutgoingMail.State.SENT, sent_at=timezone.now(), error="", body=body, html="")
    return "sent"


def is_permanent(error: Exception) -> bool:
    """Whether the mail server has said that this address does not exist (5xx), so that trying again is of no use."""
    codes = [code for code, _text in error.recipients.values()] if hasattr(error, "recipients") else []
    return bool(codes) and all(500 <= code < 600 for code in codes)


def message_key(pk: int) -> str:
    """The part of a message's id that leads back to it when it bounces; signed, so that nobody can invent one."""
    return "mail-" + Signer(sep=".", salt="mail").sign(str(pk))


def of_message_key(key: str) -> OutgoingMail | None:
    """The mail of a message's id. None for an id that is not ours."""
    try:
        pk = Signer(sep=".", salt="mail").unsign(key.removeprefix("mail-"))
    except BadSignature:
        return None
    return OutgoingMail.objects.filter(pk=pk).first()


def without_secrets(body: str) -> str:
    """A message without the tokens of its links."""
    return SECRET_LINK.sub(r"\1…", body)


@transaction.atomic
def retry(mail_id: int, *, actor: Any = None) -> bool:
    """Put a failed or waiting message at the head of the queue. False when it has gone out already."""
    changed = OutgoingMail.objects.filter(
        pk=mail_id, state__in=[OutgoingMail.State.FAILED, OutgoingMail.State.QUEUED]
    ).update(state=OutgoingMail.State.QUEUED, due_at=timezone.now(), attempts=0)
    if changed:
        subject = OutgoingMail.objects.get(pk=mail_id).subject
        events.record("mail.retried", actor=actor, object_type="mail", object_id=mail_id, label=subject)
        transaction.on_commit(wake, robust=True)
    return bool(changed)
