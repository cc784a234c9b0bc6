from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.models import Event
from reports.filing import drafts, intake, upload_expiry
from reports.models import Report, Upload
from tests.reporting import figures, kept_upload, make_obligation, submitted

pytestmark = pytest.mark.django_db


def make_upload(owed, actor, outcome: str, *, days: int) -> Upload:
    found = kept_upload(owed, actor)
    Upload.objects.filter(pk=found.pk).update(outcome=outcome, uploaded_at=timezone.now() - timedelta(days=days))
    found.refresh_from_db()
    return found


def test_files_that_became_no_report_go_after_their_days_and_what_was_found_stays(manager):
    owed = make_obligation()
    young = make_upload(owed, manager, "refused", days=59)
    old = [make_upload(owed, manager, outcome, days=61) for outcome in ("refused", "declined", "waiting", "taken")]
    names = [upload.file.name for upload in old]
    assert upload_expiry.expire() == 4
    assert [default_storage.exists(name) for name in names] == [False] * 4
    assert default_storage.exists(young.file.name)
    kept = Upload.objects.filter(pk__in=[upload.pk for upload in old]).order_by("pk")
    assert [(u.outcome, u.file.name, u.sha256, u.figures) for u in kept] == [
        (outcome, "", "0" * 64, {"A1.01": 5}) for outcome in ("refused", "declined", "declined", "taken")
    ]
    assert Event.objects.filter(verb="upload.expired").count() == 4
    assert upload_expiry.expire() == 0


def test_the_file_of_a_report_stays_for_ever(manager):
    owed = make_obligation()
    found = make_upload(owed, manager, "taken", days=4000)
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures(), actor=manager)
    Report.objects.filter(pk=report.pk).update(upload=found)
    assert upload_expiry.expire() == 0
    assert default_storage.exists(found.file.name)


def test_the_file_of_a_report_that_was_corrected_by_hand_stays_too(manager):
    owed = make_obligation()
    found = make_upload(owed, manager, "taken", days=4000)
    submitted(owed, manager)
    assert upload_expiry.expire() == 0
    assert default_storage.exists(found.file.name)


def test_the_file_of_a_draft_that_was_never_sent_goes_whatever_others_have_sent(manager):
    submitted(make_obligation(), manager)
    owed = make_obligation()
    found = make_upload(owed, manager, "taken", days=61)
    drafts.editable(owed, actor=manager)
    assert upload_expiry.expire() == 1
    assert not default_storage.exists(found.file.name)


def test_what_was_not_answered_in_time_cannot_be_taken_over(manager):
    found = make_upload(make_obligation(), manager, "waiting", days=61)
    upload_expiry.expire()
    with pytest.raises(intake.DomainError):
        intake.take(Upload.objects.get(pk=found.pk), actor=manager)


def test_a_run_that_died_after_the_file_is_completed_by_the_next(manager):
    found = make_upload(make_obligation(), manager, "refused", days=61)
    default_storage.delete(found.file.name)
    assert upload_expiry.expire() == 1
    assert Upload.objects.get().file.name == ""


def test_an_upload_without_a_file_is_left_alone(manager):
    found = make_upload(make_obligation(), manager, "refused", days=61)
    found.file.delete(save=False)
    Upload.objects.update(file="")
    assert upload_expiry.expire() == 0
