"""A merge that is undone gives both records back; what was changed since is asked about and never lost."""

from datetime import date

import pytest

from cooperatives import status
from cooperatives.contacts import notes
from cooperatives.merging import distinct_pairs, separation
from cooperatives.merging import records as merging
from cooperatives.merging.duplicates import likely_pairs
from cooperatives.models import BoardMember, Cooperative, Membership, Merge, NotDouble, StatusChange
from cooperatives.people import memberships
from cooperatives.record import changes
from core.errors import DomainError, StaleVersionError
from core.models import Event
from reports.models import Obligation
from tests.factories import make_cooperative
from tests.reporting import QUARTER, draft, make_obligation, submitted
from tests.training import enrol, make_session

pytestmark = pytest.mark.django_db


def merged(kept: Cooperative, dropped: Cooperative, officer, **options) -> Merge:
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer, **options)
    return Merge.objects.get(dropped=dropped, undone_at=None)


def snapshot(*records: Cooperative) -> list[dict]:
    return [merging.remembered(Cooperative.objects.get(pk=one.pk)) for one in records]


def test_both_records_are_as_they_were(officer, manager):
    kept = make_cooperative("KSP Satu", members=10, status="active", status_on=date(2020, 1, 1))
    dropped = make_cooperative("KSP Satoe", phone="+628121", national_number="3372", assets=5, place="Kerten")
    BoardMember.objects.create(cooperative=dropped, position="chair", name="Ani")
    note = notes.add_note(dropped, text="Catatan.", actor=officer)
    memberships.link(manager, dropped, actor=officer)
    before = snapshot(kept, dropped)
    merge = merged(kept, dropped, officer)
    assert snapshot(kept) != before[:1]
    stands, left = separation.undo(merge, actor=officer)
    assert (snapshot(kept, dropped), stands.pk, left) == (before, dropped.pk, [])
    assert note.__class__.objects.get().cooperative_id == dropped.pk
    assert BoardMember.objects.get().cooperative == dropped
    assert list(Cooperative.objects.visible_to(manager)) == [dropped]
    assert Membership.objects.filter(until=None).count() == 1
    assert set(Cooperative.objects.current()) == {kept, dropped}
    assert Event.objects.filter(verb__in=["cooperative.merge_undone", "cooperative.stands_again"]).count() == 2


def test_a_known_status_is_never_lost_to_a_bare_record_and_leaves_a_row(officer):
    kept = make_cooperative("KSP Kosong", status="", status_on=None)
    dropped = make_cooperative("KSP Pasif", status="")
    status.change_status(
        dropped, to="passive", on=date(2024, 5, 1), basis="rat_missed", reason="Tiga tahun.", actor=officer
    )
    merge = merged(kept, dropped, officer)
    kept.refresh_from_db()
    assert (kept.status, kept.status_on) == ("passive", date(2024, 5, 1))
    entry = StatusChange.objects.get(cooperative=kept)
    assert (entry.old, entry.new, entry.on, entry.basis) == ("", "passive", date(2024, 5, 1), "rat_missed")
    separation.undo(merge, actor=officer)
    kept.refresh_from_db()
    assert (kept.status, kept.status_on) == ("", None)
    struck_out = StatusChange.objects.get(cooperative=kept, corrects=entry)
    assert (struck_out.new, struck_out.annuls) == ("", True)
    assert not status.history_of(kept).exists()


def test_the_officer_may_choose_the_other_status_and_the_undoing_gives_the_first_one_back(officer):
    kept, dropped = make_cooperative("KSP A", status=""), make_cooperative("KSP B", status="")
    for one, to in ((kept, "active"), (dropped, "passive")):
        status.change_status(one, to=to, on=date(2024, 5, 1), basis="ministry", reason="x", actor=officer)
    merge = merged(kept, dropped, officer, chosen={"status": "dropped"})
    kept.refresh_from_db()
    assert kept.status == "passive"
    separation.undo(merge, actor=officer)
    kept.refresh_from_db()
    assert (kept.status, kept.status_on) == ("active", date(2024, 5, 1))


def test_a_status_that_was_decided_since_stays(officer):
    kept, dropped = make_cooperative("KSP A", status=""), make_cooperative("KSP B", status="passive")
    merge = merged(kept, dropped, officer)
    kept.refresh_from_db()
    status.change_status(kept, to="active", on=date(2026, 1, 1), basis="ministry", reason="x", actor=officer)
    assert separation.status_stays(merge)
    separation.undo(merge, actor=officer)
    kept.refresh_from_db()
    assert kept.status == "active"


def test_a_field_that_was_changed_since_is_asked_about_with_its_values(officer):
    kept, dropped = make_cooperative("KSP A", phone=""), make_cooperative("KSP B", phone="+628121", address="Jl. B")
    merge = merged(kept, dropped, officer)
    changes.edit(kept.pk, fields={"address": "Jl. Baru"}, base={"address": "Jl. B"}, actor=officer)
    found = {field.name: field for field in separation.fields(Merge.objects.get())}
    assert [name for name, field in found.items() if field.was_changed] == ["address"]
    address = found["address"]
    assert (address.before, address.merged, address.now) == ("–", "Jl. B", "Jl. Baru")
    with pytest.raises(DomainError):
        separation.undo(merge, actor=officer)
    assert Merge.objects.get().undone_at is None
    separation.undo(merge, actor=officer, answers={"address": "now"})
    kept.refresh_from_db()
    assert (kept.address, kept.phone) == ("Jl. Baru", "")


def test_a_chain_is_undone_from_its_end_and_says_so(officer):
    first, second, third = make_cooperative("KSP A"), make_cooperative("KSP B"), make_cooperative("KSP C")
    merge = merged(second, first, officer)
    later = merged(third, second, officer)
    with pytest.raises(DomainError, match="KSP C"):
        separation.undo(merge, actor=officer)
    separation.undo(later, actor=officer)
    separation.undo(merge, actor=officer)
    assert Cooperative.objects.current().count() == 3


def test_a_merge_is_undone_once_and_can_be_done_again(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    merge = merged(kept, dropped, officer)
    separation.undo(merge, actor=officer)
    with pytest.raises(DomainError):
        separation.undo(merge, actor=officer)
    merged(kept, dropped, officer)
    assert Merge.objects.count() == 2


def test_an_old_look_merges_and_undoes_nothing(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    with pytest.raises(StaleVersionError):
        merged(kept, dropped, officer, seen=(kept.version + 1, dropped.version))
    merge = merged(kept, dropped, officer, seen=(kept.version, dropped.version))
    with pytest.raises(StaleVersionError):
        separation.undo(merge, actor=officer, seen=1)


def test_reports_go_back_and_the_quarter_that_had_made_room_is_owed_again(officer, manager):
    kept, dropped = make_cooperative(kind="savings_loan"), make_cooperative(kind="savings_loan")
    own = make_obligation(cooperative=kept)
    theirs = make_obligation(cooperative=dropped)
    earlier = make_obligation(cooperative=dropped, quarter=QUARTER.previous)
    submitted(theirs, manager)
    merge = merged(kept, dropped, officer)
    assert not Obligation.objects.filter(pk=own.pk).exists()
    draft(Obligation.objects.select_related("cooperative", "period").get(pk=earlier.pk), manager)
    separation.undo(merge, actor=officer)
    assert Obligation.objects.get(cooperative=kept, period=earlier.period).standing == "none"
    rows = Obligation.objects.exclude(cooperative=kept, period=earlier.period)
    found = {owed.pk: (owed.cooperative_id, owed.standing) for owed in rows}
    assert found == {
        own.pk: (kept.pk, "none"),
        theirs.pk: (dropped.pk, "submitted"),
        earlier.pk: (dropped.pk, "draft"),
    }


def test_seats_go_back_with_their_people(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    session = make_session(actor=officer, quota=5, per_cooperative=9)
    seat = enrol(session, dropped, "Sri", actor=officer)
    merge = merged(kept, dropped, officer)
    separation.undo(merge, actor=officer)
    seat.refresh_from_db()
    assert seat.cooperative == dropped


def test_a_pair_that_is_no_double_is_kept_once_in_either_order_and_can_be_taken_back(officer):
    one, other = (
        make_cooperative("KSP Satu", legal_number="100/BH"),
        make_cooperative("KSU Dua", legal_number="100 / BH"),
    )
    assert len(likely_pairs()) == 1
    pair = distinct_pairs.declare(one.pk, other.pk, actor=officer)
    assert distinct_pairs.declare(other.pk, one.pk, actor=officer) == pair
    assert likely_pairs() == []
    assert Event.objects.filter(verb="cooperative.not_double").count() == 1
    distinct_pairs.take_back(pair, actor=officer)
    distinct_pairs.take_back(pair, actor=officer)
    assert (len(likely_pairs()), NotDouble.objects.count()) == (1, 0)
