"""An import is undone value by value: what nobody has touched goes back, the rest is asked about and stays open."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives import status
from cooperatives.key_figures import figure_sets, figures
from cooperatives.merging import records as merging
from cooperatives.models import Cooperative, RegisterImport, StatusChange
from cooperatives.record import changes
from cooperatives.register_import.undo import plan, reversal
from core.errors import DomainError
from core.models import Event
from tests.factories import apply, make_cooperative, preview, workbook
from tests.reporting import make_obligation

pytestmark = pytest.mark.django_db
HEADING = ["NAMA KOPERASI", "NO BH", "KELURAHAN", "STATUS", "JUMLAH ANGGOTA", "ALAMAT"]


def imported(officer, *rows, name="a.xlsx") -> RegisterImport:
    return apply(preview(workbook([HEADING, *rows]), officer, name), officer)


def row(cooperative, members=None, said=None, address=None):
    return [cooperative.name, cooperative.legal_number, None, said, members, address]


def edit(cooperative, actor, **fields):
    now = Cooperative.objects.get(pk=cooperative.pk)
    base = {name: changes.stored(now, name) for name in fields}
    assert changes.edit(cooperative.pk, fields=fields, base=base, actor=actor) == []


def holds(batch) -> list[tuple[str, tuple]]:
    batch.refresh_from_db()
    return [(hold.key, value.raw) for hold in plan.plan(batch).holds for value in hold.values]


def answer(batch, choice: str) -> dict[str, str]:
    return {hold.name: f"{choice}-{hold.token}" for hold in plan.plan(batch).holds}


@pytest.fixture
def cooperative(db):
    return make_cooperative("KSP Maju", legal_number="12/BH/2001", members=5, address="Jl. Lama")


def test_an_edit_of_another_field_stays_and_does_not_stand_in_the_way(officer, cooperative):
    batch = imported(officer, row(cooperative, members=20))
    edit(cooperative, officer, address="Jl. Baru", phone="+628123")
    assert reversal.undo(batch, actor=officer) == reversal.Undone(back=1, removed=0, left=0)
    cooperative.refresh_from_db()
    assert (cooperative.members, cooperative.address, cooperative.phone) == (5, "Jl. Baru", "+628123")


def test_a_value_that_was_edited_and_edited_back_is_no_exception(officer, cooperative):
    batch = imported(officer, row(cooperative, members=20))
    edit(cooperative, officer, members=21)
    edit(cooperative, officer, members=20)
    assert reversal.undo(batch, actor=officer).left == 0
    assert Cooperative.objects.get().members == 5


def test_another_import_that_was_itself_undone_does_not_stand_in_the_way(officer, cooperative):
    first = imported(officer, row(cooperative, members=20))
    second = imported(officer, row(cooperative, members=30), name="b.xlsx")
    reversal.undo(second, actor=officer)
    assert reversal.undo(first, actor=officer) == reversal.Undone(back=1, removed=0, left=0)
    assert Cooperative.objects.get().members == 5


def test_one_edited_row_leaves_the_others_free_and_is_listed_with_its_three_values(officer, cooperative):
    other = make_cooperative("KSU Lain", legal_number="13/BH/2001", members=7)
    batch = imported(officer, row(cooperative, members=20, address="Jl. Impor"), row(other, members=70))
    edit(cooperative, officer, members=21)
    assert reversal.undo(batch, actor=officer) == reversal.Undone(back=2, removed=0, left=1)
    assert holds(batch) == [("members", (5, 20, 21))]
    assert (batch.state, list(batch.left.values())) == ("undone", [["members"]])
    assert set(Cooperative.objects.values_list("members", "address")) == {(21, "Jl. Lama"), (7, other.address)}


@pytest.mark.parametrize(("choice", "members"), [("back", 5), ("stay", 21)])
def test_the_exceptions_are_decided_in_a_second_pass(officer, cooperative, choice, members):
    batch = imported(officer, row(cooperative, members=20))
    edit(cooperative, officer, members=21)
    reversal.undo(batch, actor=officer)
    batch.refresh_from_db()
    with pytest.raises(DomainError):
        reversal.undo(batch, actor=officer)
    reversal.undo(batch, actor=officer, answers=answer(batch, choice))
    batch.refresh_from_db()
    assert (Cooperative.objects.get().members, batch.left) == (members, {})
    with pytest.raises(DomainError):
        reversal.undo(batch, actor=officer)


def test_an_answer_that_was_given_on_other_values_does_not_count(officer, cooperative):
    batch = imported(officer, row(cooperative, members=20))
    edit(cooperative, officer, members=21)
    given = answer(batch, "back")
    edit(cooperative, officer, members=22)
    reversal.undo(batch, actor=officer, answers=given)
    assert Cooperative.objects.get().members == 22
    assert holds(batch) == [("members", (5, 20, 22))]


def test_a_status_of_the_import_is_struck_out_and_one_decided_since_is_asked_about(officer, cooperative):
    other = make_cooperative("KSU Lain", legal_number="13/BH/2001")
    batch = imported(officer, row(cooperative, said="Pasif"), row(other, said="Pasif"))
    other.refresh_from_db()
    status.change_status(other, to="attention", on=date.today(), basis="board_request", reason="Rapat.", actor=officer)
    reversal.undo(batch, actor=officer)
    assert status.history_of(cooperative).last().basis == "correction"
    assert Cooperative.objects.get(pk=cooperative.pk).status == "active"
    assert Cooperative.objects.get(pk=other.pk).status == "attention"
    assert [key for key, _raw in holds(batch)] == ["status", "status"]
    reversal.undo(batch, actor=officer, answers=answer(batch, "back"))
    other.refresh_from_db()
    assert other.status == "active"
    standing = [(entry.new, entry.corrects.new) for entry in status.history_of(other)]
    assert standing == [("active", "passive"), ("active", "attention")]
    assert StatusChange.objects.filter(cooperative=other).count() == 4


def test_a_new_record_with_a_report_that_is_asked_for_stays_and_says_what_was_built_on_it(officer):
    batch = imported(officer, ["KSP Baru", "77/BH/2020", "Jajar", "Aktif", 10, "Jl. A"], ["KSU Baru", "78/BH/2020"])
    asked = Cooperative.objects.get(name="KSP Baru")
    make_obligation(cooperative=asked)
    undone = reversal.undo(batch, actor=officer)
    assert (undone.removed, undone.left) in ((1, 1), (0, 2))
    batch.refresh_from_db()
    hold = plan.plan(batch).holds[0]
    assert (hold.row.cooperative, hold.is_open, ": 1" in hold.why) == (asked, False, True)


def test_a_new_record_that_was_edited_is_removed_only_when_an_officer_says_so(officer):
    batch = imported(officer, ["KSP Baru", "77/BH/2020", "Jajar", "Aktif", 10, "Jl. A"])
    edit(Cooperative.objects.get(), officer, phone="+628123")
    assert reversal.undo(batch, actor=officer).left == 1
    assert holds(batch) == [("record", (None, "", "+628123"))]
    reversal.undo(batch, actor=officer, answers=answer(batch, "back"))
    assert Cooperative.objects.count() == 0


def test_a_record_that_was_merged_away_since_is_told_and_cannot_be_decided(officer, cooperative):
    kept = make_cooperative("KSU Lain")
    batch = imported(officer, row(cooperative, members=20))
    merging.merge(keep=kept.pk, drop=cooperative.pk, reason="Ganda.", actor=officer)
    reversal.undo(batch, actor=officer)
    batch.refresh_from_db()
    (hold,) = plan.plan(batch).holds
    assert (hold.is_open, kept.name in hold.why) == (False, True)


def test_each_record_and_the_import_have_one_event_a_pass(officer, cooperative):
    batch = imported(officer, row(cooperative, members=20))
    reversal.undo(batch, actor=officer)
    (event,) = Event.objects.filter(verb="cooperative.import_undone")
    assert (event.before, event.after) == ({"members": 20}, {"members": 5})
    assert Event.objects.filter(verb="import.undone").count() == 1


def test_the_number_of_statements_does_not_grow_with_every_row(officer):
    def statements(n: int) -> int:
        records = [make_cooperative(legal_number=f"{n}{i:03}/BH/2001", members=5) for i in range(n)]
        batch = imported(officer, *(row(one, members=20) for one in records), name=f"{n}.xlsx")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            reversal.undo(batch, actor=officer)
        return len(seen)

    assert statements(30) - statements(5) <= 5


def test_the_page_asks_first_and_then_does_it(as_user, officer, cooperative):
    batch = imported(officer, row(cooperative, members=20))
    url = reverse("import_undo", args=[batch.pk])
    page = as_user(officer).get(url)
    assert (page.context["n_back"], page.context["n_removed"], page.context["n_held"]) == (1, 0, 0)
    assert Cooperative.objects.get().members == 20
    assert as_user(officer).post(url).url == reverse("import_detail", args=[batch.pk])
    assert Cooperative.objects.get().members == 5
    again = as_user(officer).post(url)
    assert (again.status_code, again.context["is_open"]) == (200, False)


def test_the_page_lists_the_exceptions_and_the_import_says_what_is_left(as_user, officer, cooperative):
    batch = imported(officer, row(cooperative, members=20))
    edit(cooperative, officer, members=21)
    url = reverse("import_undo", args=[batch.pk])
    client = as_user(officer)
    client.post(url)
    detail = client.get(reverse("import_detail", args=[batch.pk]))
    assert (detail.context["n_left"], url in detail.content.decode()) == (1, True)
    ((hold, _answer),) = client.get(url).context["holds"]
    client.post(url, {hold.name: f"stay-{hold.token}"})
    assert client.get(reverse("import_detail", args=[batch.pk])).context["n_left"] == 0


def test_the_figures_of_an_import_that_was_undone_count_no_longer(officer, cooperative):
    batch = imported(officer, row(cooperative, members=20, address="Jl. Impor"))
    reversal.undo(batch, actor=officer)
    cooperative.refresh_from_db()
    sets = figures.of_cooperative(cooperative)
    assert (cooperative.members, [one.members for one in sets]) == (5, [5])


def test_a_figure_that_an_officer_lets_go_back_counts_again_over_the_one_that_was_typed(officer, cooperative):
    batch = imported(officer, row(cooperative, members=20, address="Jl. Impor"))
    edit(cooperative, officer, members=21)
    reversal.undo(batch, actor=officer)
    batch.refresh_from_db()
    reversal.undo(batch, actor=officer, answers=answer(batch, "back"))
    cooperative.refresh_from_db()
    standing = figure_sets.fold(figures.of_cooperative(cooperative))
    assert (cooperative.members, standing["members"].value) == (5, 5)
