from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private_storage():
    """Files that only a view with a permission check hands out (never below a public URL)."""
    return storages["default"]


class Event(models.Model):
    """One write, as a person would tell it: who did what to which object, and what it was before."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)
    request_id = models.CharField(max_length=36, blank=True)
    # The client's network address, for as long as the security log is kept; none in a task.
    address = models.GenericIPAddressField(null=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    # Where the new values came from, e.g. {"import": 3, "file": "…", "sheet": "…", "row": 8}.
    source = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="event_of_object"),
            models.Index(fields=["verb", "-at"], name="event_of_kind"),
            models.Index(fields=["at"], condition=Q(address__isnull=False), name="event_with_address"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.label}"


class Lock(models.Model):
    """A row to hold while a whole area is changed, e.g. the register during an import (docs/adr/0002)."""

    name = models.CharField(max_length=40, primary_key=True)
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class FallbackCache(models.Model):
    """What must be counted while the cache is away: Django's cache table (core/cache/redis_cache.py)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "fallback_cache"

    def __str__(self) -> str:
        return self.cache_key


class Job(models.Model):
    """Work that outlasts a request: claimed once, watched, repeated safely (docs/adr/0004)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    work = models.CharField(max_length=120, help_text="dotted path of the function that does the work")
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    request_id = models.CharField(max_length=36, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    claim = models.CharField(max_length=36, blank=True, help_text="token of the worker that holds the job")
    # The heartbeat of the worker that holds it (core/operations/heartbeat.py); none where no worker does.
    worker = models.CharField(max_length=60, blank=True, default="", db_default="")
    # When a worker was woken for it last, and how often: a message may be lost.
    sent_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=0, db_default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    result_url = models.CharField(max_length=200, blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    result_file = models.FileField(storage=private_storage, upload_to="results/%Y/%m", max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]), name="job_state_is_known"
            )
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="job_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class OutgoingMail(models.Model):
    """A message in the outbox: written with the change that causes it, delivered by the worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("No longer needed")

    to = models.JSONField()
    subject = models.CharField(max_length=250)
    body = models.TextField()
    html = models.TextField(blank=True)
    from_email = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="mail_by_state")]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """A message in somebody's inbox of the portal; `key` names what it is about, so that it comes once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_notice_per_user_and_key")]
        indexes = [models.Index(fields=["user"], name="unread_notices", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return self.title


class TaskFailure(models.Model):
    """A task that ended with an error, for the administrator's page; `retried_at` when it was started anew."""

    task = models.CharField(max_length=120)
    args = models.JSONField(default=list)
    error = models.TextField()
    request_id = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField(default=timezone.now)
    retried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.task


class FormToken(models.Model):
    """A form that has been sent: the same one a second time does nothing (core/database/idempotency.py)."""

    token = models.CharField(max_length=36, primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.token


class Heartbeat(models.Model):
    """When a scheduler or worker was last alive, for the health page."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Signer(models.Model):
    """Somebody who signs papers of the office, from a day on and to a day (core/office_papers/signers.py)."""

    class Capacity(models.TextChoices):
        DEFINITIVE = "", _("Definitive")
        PLT = "plt", _("Plt. (acting)")
        PLH = "plh", _("Plh. (for some days)")

    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=140)
    capacity = models.CharField(_("capacity"), max_length=3, choices=Capacity, blank=True)
    on_behalf = models.CharField(_("on behalf of"), max_length=200, blank=True)
    rank = models.CharField(_("rank"), max_length=200, blank=True)
    nip = models.CharField(_("NIP"), max_length=40, blank=True)
    since = models.DateField(_("signs from"))
    until = models.DateField(_("signs until"), null=True, blank=True)
    # A kind that an app has declared, or empty for all papers.
    papers = models.CharField(_("papers"), max_length=20, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__in=["", "plt", "plh"]), name="signer_capacity_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="signer_ends_after_its_beginning"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The position as it is printed: `Plt. Kepala Dinas`."""
        return f"{self.capacity.capitalize()}. {self.position}" if self.capacity else self.position

    def is_in_force_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


class OfficeFile(models.Model):
    """A private file of the office itself: its emblem (core/office_papers/emblem.py), an earlier scan of a paper."""

    key = models.CharField(max_length=60, primary_key=True)
    file = models.FileField(storage=private_storage, upload_to="office/%Y", max_length=200)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key

    @property
    def last_part(self) -> str:
        """What names it among the files of one object."""
        return self.key.rpartition(":")[2]


class OfficeSetting(models.Model):
    """A value that the office has changed from the default declared in core/office.py."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.key
