"""Everything comes twice at once: real threads, real processes, on both databases."""

import io
from datetime import date

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from cooperatives import status
from cooperatives.contacts import notes
from cooperatives.models import Cooperative, Membership, Note, RegisterImport, StatusChange
from cooperatives.people import memberships
from cooperatives.record import changes
from cooperatives.register import exports
from cooperatives.register_import import execution
from cooperatives.register_import.undo import reversal
from core.errors import DomainError
from core.messages import outbox
from core.models import Event, Job, OutgoingMail
from core.operations import jobs
from tests.factories import apply as apply_now
from tests.factories import make_cooperative, make_user, preview, workbook
from tests.processes import kill, wait_for, worker
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]
HEADING = ["NAMA KOPERASI", "NO BH", "KELURAHAN", "STATUS", "JUMLAH ANGGOTA", "ASET"]


def rows(n: int, members: int = 10) -> bytes:
    places = ("Jajar", "Kerten", "Manahan", "Tipes")
    return workbook(
        [HEADING, *[[f"KSP Nomor {i:05}", f"{i:06}/BH/2020", places[i % 4], "Aktif", members, i] for i in range(n)]]
    )


def test_one_of_many_officers_changes_the_status_and_the_others_are_told():
    cooperative = make_cooperative()
    officer = make_user("officer")

    def change():
        return status.change_status(
            Cooperative.objects.get(pk=cooperative.pk),
            to="passive",
            on=date(2026, 1, 1),
            basis="rat_missed",
            reason="Tanpa RAT.",
            actor=officer,
            expected_version=1,
        )

    results = at_once(*[change] * 8)
    assert sum(isinstance(result, StatusChange) for result in results) == 1
    assert sum(isinstance(result, DomainError) for result in results) == 7
    assert StatusChange.objects.count() == Event.objects.count() == 1


def test_two_imports_of_the_same_new_cooperatives_enter_them_once():
    officer = make_user("officer")
    batches = [preview(rows(60), officer, f"{n}.xlsx") for n in range(2)]

    def apply(batch):
        return lambda: execution.start(batch, actor=officer, in_background=False)

    at_once(*[apply(batch) for batch in batches])
    assert Cooperative.objects.count() == 60
    assert Event.objects.filter(verb="cooperative.imported").count() == 60
    assert sorted(RegisterImport.objects.values_list("state", flat=True)) == ["applied", "preview"]
    loser = RegisterImport.objects.get(state="preview")
    assert set(loser.rows.values_list("outcome", flat=True)) == {"unchanged"}
    assert "pratinjau" in loser.job.error


def test_one_import_applied_by_many_clicks_is_applied_once():
    officer = make_user("officer")
    batch = preview(rows(40), officer)
    results = at_once(*[lambda: execution.start(batch, actor=officer, in_background=False)] * 6)
    assert sum(isinstance(result, Job) for result in results) == 1
    assert Cooperative.objects.count() == 40
    assert Event.objects.filter(verb="import.applied").count() == 1


def test_one_job_is_claimed_by_one_of_many_workers():
    officer = make_user("officer")
    batch = preview(rows(30), officer)
    RegisterImport.objects.update(state="applying")
    job = Job.objects.create(
        work=execution.WORK, owner=officer, title="x", params={"import_id": batch.pk, "actor_id": officer.pk}
    )
    at_once(*[lambda: jobs.run(job.pk)] * 5)
    job.refresh_from_db()
    assert (job.state, job.attempts, Cooperative.objects.count()) == ("done", 1, 30)


def test_a_message_goes_out_once_from_many_workers(settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_DELIVERY = {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(tmp_path)}
    for n in range(20):
        OutgoingMail.objects.create(to=["a@contoh.test"], subject=f"n{n}", body="x", from_email="b@contoh.test")
    results = at_once(*[outbox.deliver_due] * 4)
    assert sum(result["sent"] for result in results) == 20
    assert "".join(file.read_text() for file in tmp_path.iterdir()).count("Subject: ") == 20


def test_an_invitation_is_used_once_by_two_tabs():
    officer, cooperative = make_user("officer"), make_cooperative()
    invitation = memberships.invite_manager(email="a@contoh.test", name="A", cooperatives=[cooperative], actor=officer)
    results = at_once(*[lambda: memberships.accept(invitation, name="A", password="kuda-lari-7")] * 4)
    assert sum(isinstance(result, User) for result in results) == 1
    assert Membership.objects.count() == 1


@pytest.mark.processes
def test_a_worker_killed_in_the_middle_of_an_import_leaves_nothing_half_done_and_another_finishes(settings):
    officer = make_user("officer")
    batch = preview(rows(2500), officer)
    with worker() as process:
        job = execution.start(batch, actor=officer, in_background=True)
        wait_for(lambda: 0 < jobs.progress_of(job)["done"] < 2500, what="progress of the import")
        kill(process)
    assert Cooperative.objects.count() == 0
    assert Event.objects.filter(verb="cooperative.imported").count() == 0
    assert RegisterImport.objects.get().state == "applying"
    page_says_that_it_goes_on(job)
    settings.JOB_SILENCE_SECONDS = 0
    with worker():
        jobs.rescue_lost()
        wait_for(lambda: Job.objects.get(pk=job.pk).is_over, what="the end of the import")
    assert Job.objects.get(pk=job.pk).state == "done"
    assert Cooperative.objects.count() == 2500
    assert Event.objects.filter(verb="cooperative.imported").count() == 2500
    assert RegisterImport.objects.get().state == "applied"


def page_says_that_it_goes_on(job):
    client = Client()
    client.force_login(job.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "<progress" in client.get(reverse("job", args=[job.pk])).content.decode()


@pytest.mark.processes
def test_a_worker_killed_in_the_middle_of_an_export_leaves_no_file_and_another_finishes(settings):
    officer = make_user("officer")
    Cooperative.objects.bulk_create(
        [Cooperative(name=f"KSP {i:05}", name_key=f"KSP{i:05}", status="active") for i in range(12_000)], batch_size=400
    )
    with worker() as process:
        job = jobs.start(
            exports.WORK, owner=officer, title="x", params={"user_id": officer.pk, "query": ""}, in_background=True
        )
        wait_for(lambda: 0 < jobs.progress_of(job)["done"] < 12_000, what="progress of the export")
        kill(process)
    job.refresh_from_db()
    assert (job.state, bool(job.result_file)) == ("running", False)
    settings.JOB_SILENCE_SECONDS = 0
    with worker():
        jobs.rescue_lost()
        wait_for(lambda: Job.objects.get(pk=job.pk).is_over, what="the end of the export")
    job.refresh_from_db()
    assert job.state == "done"
    book = load_workbook(io.BytesIO(job.result_file.read()), read_only=True)
    assert sum(1 for _ in book.worksheets[1].iter_rows(values_only=True)) == 12_001
    assert Event.objects.filter(verb="register.exported").count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is a file of the same machine: it does not go away")
def test_a_database_that_goes_away_in_the_middle_of_an_import_leaves_it_as_it_was():
    officer = make_user("officer")
    batch = preview(rows(900), officer)
    RegisterImport.objects.update(state="applying")

    def cut(done, total):
        if done:
            with connections.create_connection("default").cursor() as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid()"
                )

    with pytest.raises(OperationalError):
        execution.run(cut, import_id=batch.pk, actor_id=officer.pk)
    assert Cooperative.objects.count() == 0
    assert RegisterImport.objects.get().state == "preview"
    RegisterImport.objects.update(state="applying")
    execution.run(lambda done, total: None, import_id=batch.pk, actor_id=officer.pk)
    assert Cooperative.objects.count() == 900


def test_a_page_says_when_the_database_is_away_and_works_again_when_it_is_back(client, monkeypatch):
    officer = make_user("officer")
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.raise_request_exception = False
    name = "NAME" if connection.vendor == "sqlite" else "HOST"
    good = connection.settings_dict[name]
    connection.close()
    connection.settings_dict[name] = "/nonexistent/database"
    try:
        response = client.get("/cooperatives/")
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "Basis data tidak dapat dihubungi" in response.content.decode()
        assert client.get(reverse("healthz")).status_code == 503
    finally:
        connection.settings_dict[name] = good
        connection.close()
    cache.clear()
    assert client.get("/cooperatives/").status_code == 200


@pytest.mark.parametrize("action", ["apply", "undo"])
def test_an_edit_that_comes_while_an_import_is_applied_or_undone_is_never_lost(action):
    officer = make_user("officer")
    apply_now(preview(rows(40), officer, "first.xlsx"), officer)
    batch = preview(rows(40, members=20), officer, "second.xlsx")
    RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
    if action == "undo":
        execution.apply(batch.pk, actor=officer)
        batch.refresh_from_db()
    targets = list(Cooperative.objects.order_by("-pk")[:4])

    def edit(cooperative):
        return lambda: changes.edit(cooperative.pk, fields={"address": "Jl. Baru"}, base={"address": ""}, actor=officer)

    def import_action():
        if action == "undo":
            return reversal.undo(batch, actor=officer)
        return execution.run(lambda done, total: None, import_id=batch.pk, actor_id=officer.pk)

    results = at_once(import_action, *[edit(cooperative) for cooperative in targets])
    assert [result for result in results[1:] if isinstance(result, Exception)] == []
    assert set(Cooperative.objects.filter(pk__in=[c.pk for c in targets]).values_list("address", flat=True)) == {
        "Jl. Baru"
    }
    members = set(Cooperative.objects.values_list("members", flat=True))
    assert len(members) == 1, "an import is applied or undone as a whole"
    refused = isinstance(results[0], DomainError)
    # An edit of another field is no obstacle for an undoing.
    assert members == ({10} if refused or action == "undo" else {20})


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time, whatever it writes")
def test_an_import_that_is_being_written_holds_up_no_edit_of_a_record_that_it_leaves_alone():
    officer = make_user("officer")
    apply_now(preview(rows(2), officer, "first.xlsx"), officer)
    batch = preview(rows(1, members=20), officer, "second.xlsx")
    RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
    other, edited = Cooperative.objects.latest("pk"), []

    def edit():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return changes.edit(other.pk, fields={"address": "Jl. Baru"}, base={"address": ""}, actor=officer)

    def meanwhile(done, total):
        edited.extend(at_once(edit) if done else [])

    execution.run(meanwhile, import_id=batch.pk, actor_id=officer.pk)
    assert edited == [[]], "no conflict, and no lock that was waited for"
    assert list(Cooperative.objects.order_by("pk").values_list("members", "address")) == [(20, ""), (10, "Jl. Baru")]


def test_a_note_and_an_undo_at_once_keep_the_note_or_refuse_it():
    officer = make_user("officer")
    batch = preview(rows(30), officer)
    apply_now(batch, officer)
    target = Cooperative.objects.last()
    undone, noted = at_once(
        lambda: reversal.undo(batch, actor=officer), lambda: notes.add_note(target, text="Ditelepon.", actor=officer)
    )
    if isinstance(noted, Note):
        assert undone == reversal.Undone(back=0, removed=29, left=1)
        assert (Note.objects.count(), Cooperative.objects.count()) == (1, 1)
    else:
        assert isinstance(noted, DomainError)
        assert (undone, Cooperative.objects.count()) == (reversal.Undone(0, 30, 0), 0)
