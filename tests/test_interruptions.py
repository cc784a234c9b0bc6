"""The quarterly report when something breaks in the middle: a process, the database, the disk. On both databases."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.urls import reverse

from cooperatives.people import memberships
from core.models import Event, OutgoingMail
from reports.filing import drafts
from reports.models import Figure, Obligation, Report, Upload
from tests.factories import make_user
from tests.processes import environment
from tests.reporting import SIGNED_FORM, draft, figures, make_obligation, submitted, upload, workbook_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]

KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.models import User
from reports.filing import drafts, intake, submission
from reports.models import Figure, Obligation, Report
from reports.filing.signers import BoardSigner
owed = Obligation.objects.select_related("cooperative", "period").get()
actor = User.objects.get(email="m@contoh.test")
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "upload":
    Figure.objects.bulk_create = die
    found = intake.receive([open(sys.argv[2], "rb").read()], name="a.xlsx", obligation=owed, actor=actor)
    sys.exit(f"not killed: {found.outcome} {found.refusal}")
else:
    submission.notifications.receipt = die
    report = Report.objects.get()
    signer = BoardSigner("Ani", "chair", "Baru dipilih.")
    submission.submit(report, signer=signer, attested=True, actor=actor, expected_revision=report.revision)
"""


def killed_in_the_middle(what: str, path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, what, str(path)],
        cwd=settings.BASE_DIR,
        check=False,
        env={**environment(), "DJANGO_SETTINGS_MODULE": "solokop.settings"},
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-500:].decode()


def test_a_web_process_killed_while_it_takes_an_upload_over_leaves_the_old_draft_whole(committed, tmp_path):
    manager = make_user("manager", "m@contoh.test")
    owed = make_obligation()
    upload(owed, workbook_of(owed), manager)
    path = tmp_path / "new.xlsx"
    path.write_bytes(workbook_of(owed, **{"A1.19": 0}))
    connections.close_all()
    killed_in_the_middle("upload", path)
    assert drafts.typed_of(Report.objects.get()) == figures()
    assert Upload.objects.count() == 1
    assert upload(owed, path.read_bytes(), manager).outcome == "taken"


def test_a_web_process_killed_while_it_sends_leaves_a_draft_and_the_second_try_a_report(committed, tmp_path):
    manager = make_user("manager", "m@contoh.test")
    owed = make_obligation()
    report = draft(owed, manager)
    connections.close_all()
    killed_in_the_middle("submit", tmp_path)
    report = Report.objects.get()
    assert (report.state, report.receipt_number, Obligation.objects.get().received_at) == ("draft", None, None)
    assert Event.objects.filter(verb="report.submitted").count() == 0
    assert submitted(owed, manager, report=report).state == "submitted"


def test_a_database_that_goes_away_in_the_middle_of_sending_leaves_a_draft_and_a_page_that_says_so(
    client, manager, officer
):
    if connection.vendor != "postgresql":
        pytest.skip("an embedded database does not go away")
    owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    report = draft(owed, manager)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.raise_request_exception = False
    mails = OutgoingMail.objects.count()

    def cut(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "core_outgoingmail"'):
            thread = threading.Thread(target=cut_all)
            thread.start()
            thread.join()
        return execute(sql, params, many, context)

    def cut_all():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )
        connections.close_all()

    data = SIGNED_FORM | {"revision": report.revision}
    with connection.execute_wrapper(cut):
        answer = client.post(reverse("report_sign", args=[owed.pk]), data)
    connections.close_all()
    assert answer.status_code == 503
    assert Report.objects.get().state == "draft"
    assert OutgoingMail.objects.count() == mails
    client.raise_request_exception = True
    answer = client.post(reverse("report_sign", args=[owed.pk]), data)
    assert answer.url == reverse("report_receipt", args=[owed.pk, 1])
    assert Report.objects.get().state == "submitted"


def test_a_full_disk_keeps_the_draft_and_says_that_nothing_was_stored(client, manager, officer, tmp_path):
    owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    upload(owed, workbook_of(owed), manager)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    storage = Upload._meta.get_field("file").storage
    before, full = storage._location, tmp_path / "full"
    full.write_text("a file where a folder should be, as writing to a full disk fails")
    storage._location = str(full)
    storage.__dict__.pop("location", None)
    storage.__dict__.pop("base_location", None)
    try:
        sent = SimpleUploadedFile("laporan.xlsx", workbook_of(owed, **{"A1.19": 5}))
        answer = client.post(reverse("report_upload", args=[owed.pk]), {"file": sent})
    finally:
        storage._location = before
        storage.__dict__.pop("location", None)
        storage.__dict__.pop("base_location", None)
    assert answer.status_code == 200
    assert "belum dapat menyimpan" in answer.content.decode()
    assert Upload.objects.count() == 1
    assert drafts.typed_of(Report.objects.get()) == figures()


def test_nothing_is_left_half_when_the_sums_of_a_draft_cannot_be_written(manager):
    owed = make_obligation()
    report = draft(owed, manager)

    def fail(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "reports_figure"'):
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        drafts.save_figures(report, {"A1.19": 5}, actor=manager)
    assert Figure.objects.filter(line="A1.19").count() == 0
    assert drafts.typed_of(Report.objects.get()) == figures()
