"""What an import writes into records that are there, once and as a whole, and its undoing."""

import pytest

from cooperatives.contacts import notes
from cooperatives.models import BoardMember, Cooperative, RegisterImport, StatusChange
from cooperatives.people import board
from cooperatives.record import changes
from cooperatives.register_import import execution
from cooperatives.register_import.undo import reversal
from cooperatives.tests.lists import one_row, register
from core.errors import DomainError, StaleVersionError
from tests.factories import apply, make_cooperative, preview

pytestmark = pytest.mark.django_db


def test_an_import_tells_how_far_it_is(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members=5)
    batch = preview(register(one_row(), one_row("KSU Baru", "14/BH")), officer)
    RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
    told = []
    execution.apply(batch.pk, actor=officer, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (0, 2), (1, 2), (2, 2)]


def test_a_status_that_a_list_cannot_change_is_noted_and_the_rest_taken(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/X/2001", status="winding_up")
    batch = preview(register(one_row(members=99)), officer)
    row = batch.rows.get()
    assert (row.outcome, [p["code"] for p in row.problems]) == ("changed", ["status_move"])
    apply(batch, officer)
    cooperative.refresh_from_db()
    assert (cooperative.status, cooperative.members) == ("winding_up", 99)


def test_a_finer_status_is_not_flattened_by_a_list_of_active_and_passive(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", status="attention")
    row = preview(register(one_row()), officer).rows.get()
    assert "status" not in row.changes


def test_a_new_total_of_members_makes_the_parts_unknown(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members_male=6, members_female=4)
    batch = preview(register(one_row(members=20)), officer)
    assert batch.rows.get().changes["members_male"] == [6, None]
    apply(batch, officer)
    cooperative = Cooperative.objects.get()
    assert (cooperative.members, cooperative.members_male, cooperative.members_female) == (20, None, None)


def test_applying_is_refused_when_the_register_has_moved_since_the_preview(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members=5)
    batch = preview(register(one_row(), one_row("KSU Baru", "14/BH")), officer)
    changes.edit(cooperative.pk, fields={"members": 7}, base={"members": 5}, actor=officer)
    RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
    with pytest.raises(StaleVersionError):
        execution.run(lambda done, total: None, import_id=batch.pk, actor_id=officer.pk)
    batch.refresh_from_db()
    assert batch.state == "preview"
    assert batch.rows.get(outcome="changed").changes["members"] == [7, 10]
    assert not Cooperative.objects.filter(name="KSU Baru").exists()


def test_an_import_is_claimed_once(officer, django_capture_on_commit_callbacks):
    batch = preview(register(one_row()), officer)
    with django_capture_on_commit_callbacks(execute=True):
        execution.start(batch, actor=officer, in_background=False)
    with pytest.raises(DomainError):
        execution.start(batch, actor=officer, in_background=False)
    execution.apply(batch.pk, actor=officer)
    assert Cooperative.objects.count() == 1
    assert RegisterImport.objects.get().state == "applied"


def snapshot():
    fields = [f.attname for f in Cooperative._meta.concrete_fields if f.attname not in ("version", "updated_at")]
    return list(Cooperative.objects.order_by("pk").values_list(*fields))


def test_an_import_is_undone_as_a_whole(officer):
    make_cooperative("KSP Maju", legal_number="12/BH/X/2001", members_male=6, members_female=4, place="Kerten")
    board.put(Cooperative.objects.get(), member=BoardMember(position="chair", name="Siti"), actor=officer)
    before = snapshot()
    changed = one_row(status="Pasif", members=20, chair="Ani")
    batch = apply(preview(register(changed, one_row("KSU Baru", "14/BH")), officer), officer)
    assert snapshot() != before
    assert reversal.undo(batch, actor=officer) == reversal.Undone(back=1, removed=1, left=0)
    assert snapshot() == before
    assert [(m.name, m.left_on) for m in BoardMember.objects.all()] == [("Siti", None)]
    assert StatusChange.objects.first().basis == "correction"
    batch.refresh_from_db()
    assert batch.state == "undone"
    with pytest.raises(DomainError):
        reversal.undo(batch, actor=officer)


def test_a_new_record_that_was_annotated_since_stays_and_says_why(officer):
    batch = apply(preview(register(one_row()), officer), officer)
    notes.add_note(Cooperative.objects.get(), text="Ditelepon.", actor=officer)
    assert reversal.undo(batch, actor=officer) == reversal.Undone(back=0, removed=0, left=1)
    batch.refresh_from_db()
    assert (batch.state, Cooperative.objects.count()) == ("undone", 1)
