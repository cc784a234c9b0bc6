"""The quarterly report when everything comes twice at once, or breaks in the middle: on both databases."""

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone

from cooperatives import memberships
from core.errors import DomainError
from core.models import Event, OutgoingMail
from reports import drafts, extensions, filing, reviewing, upload_expiry, waivers
from reports.models import Figure, Obligation, Report, Upload, Waiver
from reports.obligations import add, open_period
from tests.factories import make_cooperative, make_user
from tests.processes import environment
from tests.reporting import (
    QUARTER,
    SIGNED,
    SIGNED_FORM,
    accepted,
    draft,
    figures,
    kept_upload,
    make_obligation,
    submitted,
    upload,
    workbook_of,
)
from tests.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


@pytest.fixture
def manager(committed):
    return make_user("manager")


@pytest.fixture
def officer(committed):
    return make_user("officer")


def fresh(obligation: Obligation) -> Obligation:
    return Obligation.objects.select_related("cooperative", "period").get(pk=obligation.pk)


def test_a_quarter_opened_twice_at_once_asks_everybody_once():
    for _n in range(20):
        make_cooperative()
    results = at_once(*[lambda: open_period(QUARTER)] * 4)
    assert sorted(opened.created for opened in results) == [0, 0, 0, 20]
    assert Obligation.objects.count() == 20
    assert Event.objects.filter(verb="period.opened").count() == 1


def test_a_report_sent_from_several_tabs_at_once_is_one_with_one_receipt(manager):
    owed = make_obligation()
    report = draft(owed, manager)
    revision = report.revision

    def send():
        mine = Report.objects.select_related("obligation").get(pk=report.pk)
        return filing.submit(mine, actor=manager, expected_revision=revision, **SIGNED).receipt_number

    numbers = at_once(*[send] * 4)
    assert len(set(numbers)) == 1
    assert Event.objects.filter(verb="report.submitted").count() == 1
    assert Report.objects.get().state == "submitted"


def test_a_draft_begun_twice_at_once_is_one(manager):
    owed = make_obligation()
    results = at_once(*[lambda: drafts.editable(fresh(owed), actor=manager).pk] * 4)
    assert Report.objects.count() == 1
    assert {result for result in results if not isinstance(result, Exception)} == {Report.objects.get().pk}
    assert [
        type(result) for result in results if isinstance(result, Exception) and not isinstance(result, DomainError)
    ] == []


def test_two_windows_that_save_at_once_lose_nothing_silently(manager):
    owed = make_obligation()
    report = draft(owed, manager)

    def save(key):
        mine = Report.objects.select_related("obligation__period", "obligation__cooperative").get(pk=report.pk)
        mine.revision = report.revision
        drafts.save_figures(mine, {key: 77}, actor=manager)
        return key

    results = at_once(*[lambda key=key: save(key) for key in ("A1.19", "A1.20", "A1.99")])
    saved = [result for result in results if isinstance(result, str)]
    assert len(saved) == 1
    assert all(isinstance(result, DomainError) for result in results if not isinstance(result, str))
    found = drafts.typed_of(Report.objects.get())
    assert found[saved[0]] == 77
    assert found == figures() | {saved[0]: 77}


def test_of_two_reviewers_one_decides_and_the_other_is_told(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)
    other = make_user("officer")

    def accept():
        mine = Report.objects.select_related("obligation__cooperative", "obligation__period").get(pk=report.pk)
        reviewing.accept(mine, actor=officer, expected_revision=report.revision)
        return "accepted"

    def send_back():
        mine = Report.objects.select_related("obligation__cooperative", "obligation__period").get(pk=report.pk)
        reviewing.send_back(mine, actor=other, note="Cek", expected_revision=report.revision)
        return "returned"

    results = at_once(accept, send_back)
    done = [result for result in results if isinstance(result, str)]
    assert len(done) == 1
    assert [type(r).__mro__[1].__name__ for r in results if not isinstance(r, str)] == ["DomainError"]
    assert Report.objects.get().state == done[0]
    assert Event.objects.filter(verb__in=["report.accepted", "report.returned"]).count() == 1


def test_two_accepted_at_once_leave_one_current_version(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    filing.amend(owed, reason="x", actor=manager)
    submitted(owed, manager, report=draft(owed, manager, {"A1.19": 0}))

    def accept():
        mine = Report.objects.select_related("obligation__cooperative", "obligation__period").get(version=2)
        reviewing.accept(mine, actor=officer)

    at_once(accept, accept, accept)
    assert sorted(Report.objects.values_list("version", "state")) == [(1, "superseded"), (2, "accepted")]
    assert Event.objects.filter(verb="report.superseded").count() == 1


def test_a_withdrawal_and_a_review_at_once_end_in_one_of_them(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)

    def begin():
        reviewing.begin(Report.objects.select_related("obligation").get(pk=report.pk), actor=officer)
        return "in_review"

    def withdraw():
        filing.withdraw(Report.objects.select_related("obligation").get(pk=report.pk), actor=manager)
        return "withdrawn"

    done = [result for result in at_once(begin, withdraw) if isinstance(result, str)]
    assert len(done) == 1
    assert Report.objects.get(version=1).state == done[0]
    assert Obligation.objects.get().standing == ("in_review" if done == ["in_review"] else "draft")


def test_uploads_at_once_are_all_kept_and_the_draft_is_one_of_them_whole(manager):
    owed = make_obligation()
    contents = [workbook_of(owed, **{"A1.19": n}) for n in range(4)]
    results = at_once(*[lambda content=content: upload(fresh(owed), content, manager) for content in contents])
    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, DomainError)] == []
    assert Report.objects.count() == 1
    report = Report.objects.get()
    assert drafts.typed_of(report) == report.upload.figures
    kept = [result for result in results if not isinstance(result, Exception)]
    assert Upload.objects.count() == len(kept) == 4


def test_old_files_that_expire_from_several_workers_at_once_do_so_once_each(manager):
    owed = make_obligation()
    for _n in range(12):
        kept_upload(owed, manager)
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=400))
    assert sum(at_once(*[upload_expiry.expire] * 4)) == 12
    assert Event.objects.filter(verb="upload.expired").count() == 12
    assert set(Upload.objects.values_list("file", "outcome")) == {("", Upload.Outcome.DECLINED)}


def test_a_report_waived_twice_at_once_is_waived_once(officer):
    owed = make_obligation()
    results = at_once(*[lambda: waivers.waive(fresh(owed), reason="new", note="Baru", actor=officer)] * 3)
    assert Waiver.objects.count() == 1
    assert sum(isinstance(result, DomainError) for result in results) == 2


def test_a_draft_thrown_away_while_it_is_sent_is_one_or_the_other(manager):
    owed = make_obligation()
    report = draft(owed, manager)

    def send():
        return filing.submit(report, actor=manager, expected_revision=report.revision, **SIGNED).receipt_number

    def throw():
        drafts.discard(Report.objects.get(pk=report.pk), actor=manager)
        return "thrown"

    done = [result for result in at_once(send, throw) if isinstance(result, str)]
    assert len(done) == 1
    assert Report.objects.count() == (0 if done == ["thrown"] else 1)
    assert Obligation.objects.get().standing == ("none" if done == ["thrown"] else "submitted")


def test_sending_and_uploading_at_once_do_not_wait_for_each_other_in_a_circle(manager):
    owed = make_obligation()
    content = workbook_of(owed)
    for _n in range(4):
        report = draft(owed, manager)

        def send(report=report):
            return filing.submit(report, actor=manager, expected_revision=report.revision, **SIGNED)

        results = at_once(send, lambda: upload(fresh(owed), content, manager))
        assert [r for r in results if isinstance(r, Exception) and not isinstance(r, DomainError)] == []
        sent = Report.objects.filter(state="submitted").first()
        if sent:
            filing.withdraw(sent, actor=manager)


def test_explaining_while_the_draft_is_saved_loses_neither(manager):
    owed = make_obligation()
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures() | {"A1.16": 0}, actor=manager)

    def save():
        return drafts.save_figures(Report.objects.get(pk=report.pk), {"A1.19": 0}, actor=manager)

    results = at_once(save, lambda: drafts.explain(report, {("S6", "A1.16"): "Nanti"}, actor=manager))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Report.objects.get().findings.get(rule="S6").explanation == "Nanti"


def test_extensions_at_once_never_move_a_due_date_back(officer):
    owed = make_obligation()
    due = owed.due_on
    days = (11, 13, 12, 10)
    at_once(*[
        lambda n=n: extensions.extend(owed.period, until=due + timedelta(days=n), reason="x", actor=officer)
        for n in days
    ])  # fmt: skip
    assert Obligation.objects.get().due_on == due + timedelta(days=13)


def test_a_cooperative_added_while_an_extension_is_given_gets_it(officer):
    owed = make_obligation()
    until = owed.due_on + timedelta(days=20)
    late = make_cooperative(status="passive")
    at_once(
        lambda: extensions.extend(owed.period, until=until, reason="x", actor=officer),
        lambda: add(late, owed.period, actor=officer),
    )
    assert set(Obligation.objects.values_list("due_on", flat=True)) == {until}


def test_a_nil_report_sent_several_times_at_once_is_one(manager):
    owed = make_obligation()
    results = at_once(
        *[lambda: filing.submit_nil(fresh(owed), reason="Nihil", actor=manager, **SIGNED).receipt_number] * 3
    )
    assert len(set(results)) == 1
    assert Report.objects.count() == 1


KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.models import User
from reports import drafts, intake, filing
from reports.models import Figure, Obligation, Report
from reports.signers import Signer
owed = Obligation.objects.select_related("cooperative", "period").get()
actor = User.objects.get(email="m@contoh.test")
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "upload":
    Figure.objects.bulk_create = die
    found = intake.receive([open(sys.argv[2], "rb").read()], name="a.xlsx", obligation=owed, actor=actor)
    sys.exit(f"not killed: {found.outcome} {found.refusal}")
else:
    filing.notices.receipt = die
    report = Report.objects.get()
    signer = Signer("Ani", "chair", "Baru dipilih.")
    filing.submit(report, signer=signer, attested=True, actor=actor, expected_revision=report.revision)
"""


def killed_in_the_middle(what: str, path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, what, str(path)], cwd=settings.BASE_DIR, check=False,
        env={**environment(), "DJANGO_SETTINGS_MODULE": "solokop.settings"}, capture_output=True,
    )  # fmt: skip
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
