from datetime import date

import pytest

from cooperatives.contacts import notes
from cooperatives.merging import records
from cooperatives.merging.duplicates import likely_pairs
from cooperatives.models import AnnualMeeting, Cooperative
from cooperatives.people import memberships
from cooperatives.record import changes, history, meetings
from core.errors import DomainError
from core.models import Event
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def test_pairs_that_share_a_number_or_a_name_in_a_village_are_found_and_others_not():
    make_cooperative("KSP Satu", legal_number="100/BH")
    make_cooperative("Kopkar Dua", legal_number="100 / BH", place="Kerten")
    make_cooperative("KSU Langgeng", legal_number="2/BH", place="Manahan")
    make_cooperative("ksu. langgeng", legal_number="3/BH", place="Manahan")
    make_cooperative("KSU Langgeng", legal_number="4/BH", place="Jebres")
    make_cooperative("KSU Langgenk", legal_number="5/BH", place="Manahan")
    pairs = {(pair.first.name, pair.second.name) for pair in likely_pairs()}
    assert pairs == {
        ("KSP Satu", "Kopkar Dua"),
        ("KSU Langgeng", "ksu. langgeng"),
        ("KSU Langgeng", "KSU Langgenk"),
        ("ksu. langgeng", "KSU Langgenk"),
    }


def test_a_merge_fills_blanks_moves_what_hangs_on_it_and_keeps_both_histories(officer, manager):
    kept = make_cooperative("KSP Satu", members=10, phone="")
    dropped = make_cooperative("KSP Satoe", members=99, phone="+628121", national_number="3372", chair="Ani", assets=5)
    notes.add_note(dropped, text="Catatan lama.", actor=officer)
    meetings.put(dropped, meeting=AnnualMeeting(book_year=2018, held_on=date(2019, 2, 1)), actor=officer)
    memberships.link(manager, dropped, actor=officer)
    changes.edit(kept.pk, fields={"address": "Jl. A"}, base={"address": ""}, actor=officer)
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Entri ganda.", actor=officer)
    kept.refresh_from_db()
    assert (kept.members, kept.phone, kept.national_number, kept.assets) == (10, "+628121", "3372", 5)
    assert kept.last_rat_on == date(2019, 2, 1)
    assert [note.text for note in kept.notes.all()] == ["Catatan lama."]
    assert list(Cooperative.objects.visible_to(manager)) == [kept]
    assert list(Cooperative.objects.current()) == [kept]
    verbs = [line.event.verb for line in history.lines(kept, limit=20)]
    assert {"cooperative.merged_in", "cooperative.merged_away", "note.added", "cooperative.edited"} <= set(verbs)
    assert Event.objects.filter(verb__startswith="cooperative.merged").count() == 2


def test_figures_of_two_dates_are_not_mixed(officer):
    kept = make_cooperative(assets=100, figures_as_of=date(2020, 12, 31))
    dropped = make_cooperative(assets=50, own_capital=20, figures_as_of=date(2018, 12, 31))
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Entri ganda.", actor=officer)
    kept.refresh_from_db()
    assert (kept.assets, kept.own_capital, kept.figures_as_of) == (100, None, date(2020, 12, 31))


def test_a_merge_happens_once(officer):
    one, other = make_cooperative(), make_cooperative()
    records.merge(keep=one.pk, drop=other.pk, reason="Ganda.", actor=officer)
    for keep, drop in ((one.pk, other.pk), (other.pk, one.pk), (one.pk, one.pk)):
        with pytest.raises(DomainError):
            records.merge(keep=keep, drop=drop, reason="Ganda.", actor=officer)


def test_members_and_their_parts_are_not_mixed(officer):
    kept, dropped = make_cooperative(members=100), make_cooperative(members_male=10, members_female=20)
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    kept.refresh_from_db()
    assert (kept.members, kept.members_male) == (100, None)


def test_the_history_of_a_chain_of_merges_is_whole(officer):
    first, second, third = make_cooperative("KSP A"), make_cooperative("KSP B"), make_cooperative("KSP C")
    notes.add_note(first, text="Catatan pertama.", actor=officer)
    records.merge(keep=second.pk, drop=first.pk, reason="Ganda.", actor=officer)
    records.merge(keep=third.pk, drop=second.pk, reason="Ganda.", actor=officer)
    assert set(history.chain(third)) == {first.pk, second.pk, third.pk}
    assert "note.added" in [line.event.verb for line in history.lines(third, limit=20)]
    with pytest.raises(DomainError):
        notes.add_note(first, text="terlambat", actor=officer)
