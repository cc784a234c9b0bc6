"""What is done on the ground floor, with accounts and with the register."""

from datetime import date
from functools import partial

from django.utils import timezone

from accounts import invitations, preferences
from accounts.sign_in import adapter
from cooperatives import status
from cooperatives.contacts import circulars, contact_log, notes
from cooperatives.merging import distinct_pairs, records, separation
from cooperatives.models import AnnualMeeting, BoardMember, Contact, Merge, SavedView
from cooperatives.people import board, memberships
from cooperatives.public import complaints, removals
from cooperatives.record import changes, meetings
from cooperatives.register import saved_views
from cooperatives.register_import import decisions, execution, intake, officer_answers
from cooperatives.register_import.undo import reversal
from core import office
from core.models import Job, Signer, TaskFailure
from core.office_papers import emblem_upload, signers
from core.operations import failures
from tests import factories
from tests.acts import act
from tests.factories import make_cooperative, make_signer, preview, workbook
from tests.pictures import png
from tests.reporting import days_ago

HEADING = ["NAMA KOPERASI", "NO BH", "KETUA", "STATUS", "JUMLAH ANGGOTA"]


@act("cooperatives.public.removals.remove")
def _(o):
    return partial(removals.remove, make_cooperative(), reason="Diminta.", asked_by="ketua", actor=o.officer)


@act("cooperatives.public.removals.restore")
def _(o):
    cooperative = make_cooperative()
    removals.remove(cooperative, reason="Diminta.", asked_by="ketua", actor=o.officer)
    return partial(removals.restore, cooperative, actor=o.officer)


@act("cooperatives.public.complaints.tell")
def _(o):
    return partial(complaints.tell, make_cooperative(), kind="wrong", text="Alamat lama.")


def _told(kind: str = "withdrawal"):
    return complaints.tell(make_cooperative(), kind=kind, text="Tidak bisa ambil.")


@act("cooperatives.public.complaints.record")
def _(o):
    return partial(complaints.record, _told(), actor=o.officer)


@act("cooperatives.public.complaints.take_back")
def _(o):
    told = _told()
    complaints.record(told, actor=o.officer)
    return partial(complaints.take_back, told, actor=o.officer)


@act("cooperatives.public.complaints.answer")
def _(o):
    return partial(complaints.answer, _told(), text="Sudah diperbaiki.", actor=o.officer)


@act("core.office.change")
def _(o):
    return partial(office.change, {"name": "Dinas Baru", "phone": "0271"}, actor=o.administrator)


@act("core.office_papers.signers.add")
def _(o):
    head = Signer(name="A", position="Kepala Dinas", since=days_ago(1))
    return partial(signers.add, head, actor=o.administrator)


@act("core.office_papers.signers.change")
def _(o):
    return partial(signers.change, make_signer().pk, {"name": "B", "rank": "Pembina"}, actor=o.administrator)


@act("core.office_papers.signers.remove")
def _(o):
    return partial(signers.remove, make_signer().pk, actor=o.administrator)


@act("core.office_papers.emblem_upload.put")
def _(o):
    emblem_upload.put(png(2, 2), name="lama.png", actor=o.administrator)
    return partial(emblem_upload.put, png(3, 3), name="baru.png", actor=o.administrator)


@act("core.office_papers.emblem_upload.remove")
def _(o):
    emblem_upload.put(png(2, 2), name="lama.png", actor=o.administrator)
    return partial(emblem_upload.remove, actor=o.administrator)


@act("core.operations.failures.retry_task")
def _(o):
    return partial(failures.retry_task, TaskFailure.objects.create(task="x", error="x"), actor=o.administrator)


@act("core.operations.failures.retry_job")
def _(o):
    job = Job.objects.create(work="x", title="x", owner=o.officer, state="failed")
    return partial(failures.retry_job, job, actor=o.administrator)


@act("accounts.sign_in.adapter.AccountAdapter.set_password")
def _(o):
    return partial(adapter.AccountAdapter().set_password, o.manager, "kata-sandi-yang-panjang")


@act("accounts.preferences.save")
def _(o):
    return partial(preferences.save, o.manager, {"language": "en", "wants_mail": False})


def _invited(o):
    return memberships.invite_manager(
        email="b@contoh.test", name="B", cooperatives=[make_cooperative()], actor=o.officer
    )


@act("accounts.invitations.invite")
def _(o):
    return partial(invitations.invite, email="c@contoh.test", name="C", role="officer", actor=o.administrator)


@act("accounts.invitations.send_again")
def _(o):
    return partial(invitations.send_again, _invited(o), actor=o.officer)


@act("accounts.invitations.withdraw")
def _(o):
    return partial(invitations.withdraw, _invited(o), actor=o.officer)


@act("cooperatives.people.memberships.invite_manager")
def _(o):
    own = [make_cooperative(), make_cooperative()]
    return partial(memberships.invite_manager, email="d@contoh.test", name="D", cooperatives=own, actor=o.officer)


@act("cooperatives.people.memberships.accept")
def _(o):
    return partial(memberships.accept, _invited(o), name="B", password="kata-sandi-yang-panjang")


@act("cooperatives.people.memberships.link")
def _(o):
    return partial(memberships.link, o.manager, make_cooperative(), actor=o.officer)


@act("cooperatives.people.memberships.end")
def _(o):
    held = memberships.link(o.manager, make_cooperative(), actor=o.officer)
    return partial(memberships.end, held, on=timezone.localdate(), actor=o.officer)


@act("cooperatives.people.board.put")
def _(o):
    return partial(board.put, make_cooperative(), member=BoardMember(position="chair", name="Sri"), actor=o.officer)


@act("cooperatives.people.board.leave")
def _(o):
    member = board.put(make_cooperative(), member=BoardMember(position="chair", name="Sri"), actor=o.officer)
    return partial(board.leave, member, actor=o.officer)


@act("cooperatives.contacts.circulars.send")
def _(o):
    told = [make_cooperative(email="a@contoh.test"), make_cooperative(phone="+628120000001")]
    return partial(circulars.send, told, text="Undangan rapat.", actor=o.officer)


@act("cooperatives.contacts.contact_log.note_at_each")
def _(o):
    return partial(
        contact_log.note_at_each,
        [make_cooperative(), make_cooperative()],
        channel="call",
        text="x",
        result="reached",
        at=timezone.now(),
        actor=o.officer,
    )


def _message() -> Contact:
    return Contact.objects.create(cooperative=make_cooperative(), channel="whatsapp", to="+62811")


@act("cooperatives.contacts.contact_log.mark_sent")
def _(o):
    return partial(contact_log.mark_sent, _message(), actor=o.officer)


@act("cooperatives.contacts.contact_log.take_back")
def _(o):
    message = _message()
    contact_log.mark_sent(message, actor=o.officer)
    message.refresh_from_db()
    return partial(contact_log.take_back, message, actor=o.officer)


@act("cooperatives.contacts.contact_log.set_result")
def _(o):
    message = _message()
    contact_log.mark_sent(message, actor=o.officer)
    return partial(contact_log.set_result, message, result="wrong_number", actor=o.officer)


@act("cooperatives.contacts.notes.add_note")
def _(o):
    return partial(notes.add_note, make_cooperative(), text="x", actor=o.officer)


@act("cooperatives.contacts.notes.add_notes")
def _(o):
    return partial(notes.add_notes, [make_cooperative(), make_cooperative()], text="x", actor=o.officer)


@act("cooperatives.record.meetings.put")
def _(o):
    held = AnnualMeeting(book_year=2025, held_on=date(2026, 3, 1))
    return partial(meetings.put, make_cooperative(), meeting=held, actor=o.officer)


@act("cooperatives.merging.records.merge")
def _(o):
    kept, gone = make_cooperative(), make_cooperative(phone="0271")
    notes.add_note(gone, text="x", actor=o.officer)
    memberships.link(o.manager, gone, actor=o.officer)
    return partial(records.merge, keep=kept.pk, drop=gone.pk, reason="Sama.", actor=o.officer)


@act("cooperatives.merging.separation.undo")
def _(o):
    kept, gone = make_cooperative(), make_cooperative(phone="0271")
    notes.add_note(gone, text="x", actor=o.officer)
    memberships.link(o.manager, gone, actor=o.officer)
    records.merge(keep=kept.pk, drop=gone.pk, reason="Sama.", actor=o.officer)
    return partial(separation.undo, Merge.objects.get(), actor=o.officer)


@act("cooperatives.merging.distinct_pairs.declare")
def _(o):
    return partial(distinct_pairs.declare, make_cooperative().pk, make_cooperative().pk, actor=o.officer)


@act("cooperatives.merging.distinct_pairs.take_back")
def _(o):
    pair = distinct_pairs.declare(make_cooperative().pk, make_cooperative().pk, actor=o.officer)
    return partial(distinct_pairs.take_back, pair, actor=o.officer)


@act("cooperatives.record.changes.create")
def _(o):
    return partial(changes.create, fields={"name": "KSP Baru"}, actor=o.officer)


@act("cooperatives.record.changes.edit")
def _(o):
    pk = make_cooperative(members=5).pk
    return partial(changes.edit, pk, fields={"members": 7}, base={"members": 5}, actor=o.officer)


@act("cooperatives.register.saved_views.save")
def _(o):
    return partial(saved_views.save, name="x", shared=True, query="q=x", owner=o.officer)


@act("cooperatives.register.saved_views.delete")
def _(o):
    return partial(saved_views.delete, SavedView.objects.create(name="x", owner=o.officer))


@act("cooperatives.status.change_status")
def _(o):
    return partial(
        status.change_status,
        make_cooperative(),
        to="passive",
        on=days_ago(1),
        basis="rat_missed",
        reason="x",
        actor=o.officer,
    )


@act("cooperatives.status.correct")
def _(o):
    known = make_cooperative(status="", status_on=None)
    details = {"basis": "rat_missed", "reason": "x", "actor": o.officer}
    wrong = status.change_status(known, to="passive", on=days_ago(3), **details)
    return partial(status.correct, wrong, to="active", on=days_ago(3), reason="Salah.", actor=o.officer)


def _book(*rows: list) -> bytes:
    return workbook([HEADING, *rows])


@act("cooperatives.register_import.intake.receive")
def _(o):
    return partial(intake.receive, [_book(["KSP Baru", "1/BH", "Sri", "Aktif", 5])], name="r.xlsx", actor=o.officer)


@act("cooperatives.register_import.intake.set_mapping")
def _(o):
    batch = intake.receive([_book(["KSP Baru", "1/BH", "Sri", "Aktif", 5])], name="r.xlsx", actor=o.officer)
    return partial(intake.set_mapping, batch, batch.mapping, as_of=days_ago(9), actor=o.officer)


@act("cooperatives.register_import.intake.discard")
def _(o):
    return partial(intake.discard, preview(_book(["KSP Baru", "1/BH", "Sri", "Aktif", 5]), o.officer), actor=o.officer)


@act("cooperatives.register_import.officer_answers.decide")
def _(o):
    make_cooperative("KSP Kembar Jaya", legal_number="77/BH")
    batch = preview(_book(["KSP Lain Sekali", "77/BH", "Sri", "Aktif", 5]), o.officer)
    row = batch.rows.get()
    answer = {decisions.question(row.problems[0]): decisions.AS_NEW}
    return partial(officer_answers.decide, batch, {row.pk: answer}, actor=o.officer)


@act("cooperatives.register_import.officer_answers.keep_field")
def _(o):
    return partial(officer_answers.keep_field, _previewed(o), "members", keep=True, actor=o.officer)


def _previewed(o):
    """An import with a new row and one that changes a record."""
    known = make_cooperative("KSP Lama", legal_number="7788/BH", members=3, status_on=date(2019, 1, 1))
    board.put(known, member=BoardMember(position="chair", name="Budi"), actor=o.officer)
    rows = ["KSP Baru", "1122/BH", "Sri", "Aktif", 5], ["KSP Lama", "7788/BH", "Tono", "Pasif", 9]
    return preview(_book(*rows), o.officer)


@act("cooperatives.register_import.execution.start")
def _(o):
    return partial(execution.start, _previewed(o), actor=o.officer, in_background=True)


@act("cooperatives.register_import.execution.apply")
def _(o):
    batch = _previewed(o)
    type(batch).objects.update(state="applying", applied_by=o.officer)
    return partial(execution.apply, batch.pk, actor=o.officer)


@act("cooperatives.register_import.execution.give_up")
def _(o):
    batch = _previewed(o)
    type(batch).objects.update(state="applying", applied_by=o.officer)
    return partial(execution.give_up, import_id=batch.pk, actor_id=o.officer.pk)


@act("cooperatives.register_import.undo.reversal.undo")
def _(o):
    return partial(reversal.undo, factories.apply(_previewed(o), o.officer), actor=o.officer)
