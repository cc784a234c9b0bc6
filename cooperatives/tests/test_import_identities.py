"""Which cooperative a row means: found, in doubt or twice in the file, and what an officer answers."""

import pytest

from cooperatives.merging import records
from cooperatives.models import Cooperative, ImportRow
from cooperatives.register_import import intake, officer_answers
from cooperatives.register_import import preview as planning
from cooperatives.tests.lists import one_row, register
from core.errors import DomainError
from tests.factories import apply, make_cooperative, preview, village

pytestmark = pytest.mark.django_db


def test_rows_are_matched_by_legal_number_in_any_spelling_then_national_number_then_name_and_village(officer):
    by_legal = make_cooperative("KSP Satu", legal_number="518/1/BH/XIV.34/2013")
    by_national = make_cooperative("KSP Dua", legal_number="", national_number="3372000000001")
    by_name = make_cooperative("KSP Tiga", legal_number="", place="Jajar")
    heading = ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "KELURAHAN"]
    batch = preview(
        register(
            ["KSP. SATU", "518 / 1 / BH / XIV.34 / 2013", None, None],
            ["Ksp Dua", None, "'3372000000001", None],
            ["ksp tiga", "99/BH/2020", None, "Kel. Jajar"],
            heading=heading,
        ),
        officer,
    )
    assert [row.cooperative_id for row in batch.rows.all()] == [by_legal.pk, by_national.pk, by_name.pk]


def test_what_could_mean_two_cooperatives_is_doubtful_and_never_guessed(officer):
    make_cooperative("KSP Nomor Sama", legal_number="700/BH/2001")
    make_cooperative("KSP Nomor Kembar", legal_number="700/BH/2001")
    make_cooperative("KSU Sejahtera Bersama", legal_number="800/BH/2001")
    make_cooperative("KSP Nama Sama", legal_number="", place="Jajar")
    one = make_cooperative("KSP Lain", legal_number="900/BH/2001")
    make_cooperative("KSP Lagi", legal_number="", national_number="3372000000001")
    heading = ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "KELURAHAN"]
    batch = preview(
        register(
            ["KSP Nomor", "700/BH/2001", None, None],
            ["Primkopad Kartika Chandra", "800/BH/2001", None, None],
            ["KSP Nama Samma", None, None, "Jajar"],
            ["KSP Nama Sama", None, None, "Kerten"],
            ["KSP Lain", "900/BH/2001", "3372000000001", None],
            heading=heading,
        ),
        officer,
    )
    doubts = [[p["code"] for p in row.problems if p["level"] == "doubtful"] for row in batch.rows.all()]
    assert doubts == [
        ["several_in_register"],
        ["name_differs"],
        ["similar_in_register"],
        ["similar_in_register"],
        ["numbers_disagree"],
    ]
    assert one.pk in batch.rows.last().problems[0]["candidates"]
    apply(batch, officer)
    assert Cooperative.objects.count() == 6


def test_the_same_name_with_another_legal_number_is_another_cooperative(officer):
    make_cooperative("KSP Maju", legal_number="100/BH/2001", place="Manahan")
    assert intake.counts(preview(register(one_row("KSP Maju", "200/BH/2001")), officer))["new"] == 1


def test_the_same_name_in_the_same_village_with_another_legal_number_is_asked_about(officer):
    make_cooperative("KSP Maju", legal_number="100/BH/2001", place="Jajar")
    assert intake.counts(preview(register(one_row("KSP Maju", "200/BH/2001")), officer))["doubtful"] == 1


def test_an_officer_decides_doubtful_rows(officer):
    known = make_cooperative("KSP Nama Sama", legal_number="", place="Jajar")
    heading = ["NAMA KOPERASI", "ALAMAT", "KELURAHAN"]
    batch = preview(
        register(
            ["KSP Nama Samma", "Jl. Baru", "Jajar"],
            ["KSP Di Mana", "Jl. A", "Semangi"],
            ["KSP Di Sana", "Jl. A", "Entah"],
            ["KSP Tidak", "Jl. A", "Entah"],
            heading=heading,
        ),
        officer,
    )
    rows = list(batch.rows.all())
    officer_answers.decide(
        batch,
        {
            rows[0].pk: {f"similar_in_register:{known.pk}": f"update:{known.pk}"},
            rows[1].pk: {"village_unknown": f"village:{village('Semanggi').pk}"},
            rows[2].pk: {"village_unknown": "without"},
            rows[3].pk: {"village_unknown": "skip"},
        },
        actor=officer,
    )
    # The same cooperative, but which spelling is right?
    assert intake.counts(batch) == {"new": 2, "changed": 0, "unchanged": 1, "doubtful": 1, "refused": 0}
    officer_answers.decide(batch, {rows[0].pk: {"name_by_letters": "from_file"}}, actor=officer)
    assert intake.counts(batch) == {"new": 2, "changed": 1, "unchanged": 1, "doubtful": 0, "refused": 0}
    apply(batch, officer)
    known.refresh_from_db()
    assert (known.name, known.address) == ("KSP Nama Samma", "Jl. Baru")
    assert Cooperative.objects.get(name="KSP Di Mana").village == village("Semanggi")
    assert Cooperative.objects.get(name="KSP Di Sana").village is None
    assert not Cooperative.objects.filter(name="KSP Tidak").exists()


def test_a_district_that_does_not_fit_is_decided_either_way(officer):
    heading = ["NAMA KOPERASI", "ALAMAT", "KELURAHAN", "KECAMATAN"]
    batch = preview(
        register(["KSP A", "Jl. A", "Jajar", "Jebres"], ["KSP B", "Jl. B", "Jajar", "Jebres"], heading=heading), officer
    )
    first, second = batch.rows.all()
    officer_answers.decide(
        batch,
        {first.pk: {"district_mismatch": "by_village"}, second.pk: {"district_mismatch": "by_district"}},
        actor=officer,
    )
    apply(batch, officer)
    places = {c.name: (c.village and c.village.name, c.district.name) for c in Cooperative.objects.all()}
    assert places == {"KSP A": ("Jajar", "Laweyan"), "KSP B": (None, "Jebres")}


def test_a_row_twice_in_the_file_is_doubtful_and_can_be_entered_on_its_own(officer):
    batch = preview(register(one_row(), one_row("Ksp maju")), officer)
    assert intake.counts(batch) == {"new": 1, "changed": 0, "unchanged": 0, "doubtful": 1, "refused": 0}
    row = batch.rows.get(outcome="doubtful")
    assert (row.problems[0]["code"], row.problems[0]["row"]) == ("same_in_file", 2)
    officer_answers.decide(batch, {row.pk: {"same_in_file": "new"}}, actor=officer)
    apply(batch, officer)
    assert Cooperative.objects.count() == 2


def test_a_row_twice_in_the_file_is_known_by_its_name_and_village_too(officer):
    first, again, elsewhere = (one_row(legal=None, place=place) for place in ("Jajar", "Jajar", "Kerten"))
    batch = preview(register(first, again, elsewhere), officer)
    assert [(row.outcome, [item["code"] for item in row.problems]) for row in batch.rows.all()] == [
        ("new", []),
        ("doubtful", ["same_in_file"]),
        ("new", []),
    ]


@pytest.mark.parametrize(
    ("answer", "outcome", "changes"),
    [("", "doubtful", {"members": [5, 30]}), ("skip", "unchanged", {}), ("new", "new", {})],
)
def test_a_second_row_of_one_cooperative_waits_for_its_own_answer(officer, answer, outcome, changes):
    make_cooperative("KSP Maju", legal_number="12/BH/2001", national_number="3372000000001", members=5)
    heading = ["NAMA KOPERASI", "NO BH", "NIK KOPERASI", "JUMLAH ANGGOTA"]
    # Nothing in the file says that the two are one: the register does.
    content = register(["KSP Maju", "12/BH/2001", None, 20], ["KSP Maju", None, "3372000000001", 30], heading=heading)
    batch = preview(content, officer)
    officer_answers.decide(batch, {batch.rows.last().pk: {"same_in_file": answer}}, actor=officer)
    first, second = batch.rows.all()
    assert (first.outcome, first.changes, first.problems) == ("changed", {"members": [5, 20]}, [])
    assert (second.outcome, second.changes) == (outcome, changes)
    assert [item["row"] for item in second.problems if item["code"] == "same_in_file"] == [2]
    taken = ["national_number_taken"] if answer == "new" else []
    assert [item["code"] for item in second.problems if item["code"] != "same_in_file"] == taken


def test_a_record_that_is_merged_away_while_rows_are_looked_at_leaves_its_row_in_doubt_and_the_next_as_it_is(officer):
    kept, dropped = (
        make_cooperative("KSP Tetap", legal_number="1/BH"),
        make_cooperative("KSP Pergi", legal_number="2/BH"),
    )
    batch = preview(register(one_row("KSP Pergi", "2/BH"), one_row("KSP Tetap", "1/BH", members=7)), officer)
    rows = list(batch.rows.all())

    def merge_once():
        if not Cooperative.objects.filter(pk=dropped.pk, merged_into=kept).exists():
            records.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)

    planning.assess(rows, batch, tick=merge_once)
    assert [(row.outcome, row.changes.get("members")) for row in rows] == [("doubtful", None), ("changed", [None, 7])]


def test_an_answer_that_is_not_offered_is_refused(officer):
    stranger = make_cooperative("KSP Orang Lain")
    batch = preview(register(one_row(place="Entah")), officer)
    row = batch.rows.get()
    for answer in (f"update:{stranger.pk}", "village:999999", "drop table"):
        with pytest.raises(DomainError):
            officer_answers.decide(batch, {row.pk: {"village_unknown": answer}}, actor=officer)
    assert ImportRow.objects.get().decisions == {}
