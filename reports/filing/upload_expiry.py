"""Files that no report was made of are not kept for ever; what was found in them, and their SHA-256, is."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import events, office
from reports import workflow
from reports.choices import State
from reports.models import Report, Upload

AT_ONCE = 1000


def expire() -> int:
    """Delete the files of old uploads that became no report. Returns how many. Safe to run twice at once."""
    until = timezone.now() - timedelta(days=office.value("upload_keep_days"))
    found = _unused(Upload.objects.filter(uploaded_at__lt=until))
    return sum(_expire(upload) for upload in found.select_related("obligation")[:AT_ONCE])


def _unused(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    """Those with a file that no report names, nor was taken over into one that was sent and corrected by hand."""
    named = Exists(Report.objects.filter(upload=OuterRef("pk")))
    sent = Exists(Report.objects.filter(obligation=OuterRef("obligation")).exclude(state=State.DRAFT))
    return uploads.exclude(file="").filter(~named).exclude(Q(outcome=Upload.Outcome.TAKEN) & sent)


@transaction.atomic
def _expire(upload: Upload) -> bool:
    """The file first, then its row: a process that dies in between leaves no file that no row names."""
    workflow.lock(upload.obligation_id)
    now = _unused(Upload.objects.filter(pk=upload.pk)).first()
    if now is None:
        return False
    now.file.delete(save=False)
    # What nobody answered for so long cannot be taken over any more: its file is gone.
    outcome = Upload.Outcome.DECLINED if now.outcome == Upload.Outcome.WAITING else now.outcome
    Upload.objects.filter(pk=upload.pk).update(file="", outcome=outcome)
    before, after = {"file": now.file_name, "outcome": now.outcome}, {"file": "", "outcome": outcome}
    details = {"object_type": "upload", "object_id": upload.pk, "label": now.file_name}
    events.record("upload.expired", actor=None, before=before, after=after, **details)
    return True
