"""What is taken back when two do it at once: one wins, the other is told. On both databases."""

import pytest

from cooperatives.contacts import notes
from cooperatives.merging import distinct_pairs, records, separation
from cooperatives.models import Cooperative, Merge, NotDouble
from cooperatives.record import changes
from cooperatives.register_import.undo import reversal
from core.models import Event
from reports.filing import drafts, submission
from reports.models import Obligation, Report
from reports.review import decisions
from reports.review import reversal as reopening
from tests.factories import apply, make_cooperative, preview, workbook
from tests.races import at_once, refused
from tests.reporting import accepted, make_obligation, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def test_an_acceptance_is_taken_back_by_one_of_many(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    report = submission.amend(owed, reason="Salah.", actor=manager)
    report = drafts.save_figures(report, {"I4": 99}, actor=manager)
    decisions.accept(submitted(owed, manager, report=report), actor=officer)
    revision = Report.objects.get(version=2).revision

    def take_back(to):
        return lambda: reopening.reopen(
            Report.objects.get(version=2), to=to, reason="Keliru.", actor=officer, expected_revision=revision
        )

    results = at_once(*map(take_back, ["in_review", "returned", "in_review", "returned"]))
    assert refused(results) == 3
    assert Event.objects.filter(verb="report.reopened").count() == 1
    assert Report.objects.filter(state="accepted").get().version == 1
    assert Report.objects.get(version=2).state in ("in_review", "returned")


def test_an_amendment_that_begins_at_once_and_the_withdrawal_exclude_each_other(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    revision = Report.objects.get().revision
    results = at_once(
        lambda: reopening.reopen(
            Report.objects.get(version=1), to="in_review", reason="x", actor=officer, expected_revision=revision
        ),
        lambda: submission.amend(Obligation.objects.get(), reason="Salah.", actor=manager),
    )
    assert refused(results) == 1
    states = sorted(Report.objects.values_list("state", flat=True))
    assert states in (["in_review"], ["accepted", "draft"])


def test_a_merge_is_undone_by_one_of_many(officer):
    kept, dropped = make_cooperative(), make_cooperative(phone="+628121")
    notes.add_note(dropped, text="x", actor=officer)
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    results = at_once(*[lambda: separation.undo(Merge.objects.get(), actor=officer)] * 4)
    assert refused(results) == 3
    assert Event.objects.filter(verb="cooperative.merge_undone").count() == 1
    assert Cooperative.objects.current().count() == 2


def test_a_merge_and_its_undoing_at_once_leave_every_record_whole(officer):
    first, second, third = (make_cooperative() for _n in range(3))
    records.merge(keep=second.pk, drop=first.pk, reason="Ganda.", actor=officer)
    results = at_once(
        lambda: separation.undo(Merge.objects.get(dropped=first), actor=officer),
        lambda: records.merge(keep=third.pk, drop=second.pk, reason="Ganda.", actor=officer),
    )
    assert refused(results) <= 1
    assert Cooperative.objects.get(pk=second.pk).merged_into_id == third.pk
    assert Cooperative.objects.get(pk=first.pk).merged_into_id == (second.pk if refused(results) else None)


def test_a_pair_that_is_declared_at_once_in_both_orders_is_kept_once(officer):
    one, other = make_cooperative().pk, make_cooperative().pk
    results = at_once(
        *[
            lambda: distinct_pairs.declare(one, other, actor=officer),
            lambda: distinct_pairs.declare(other, one, actor=officer),
        ]
        * 2
    )
    assert refused(results) == 0
    assert NotDouble.objects.count() == 1


def test_an_import_that_is_undone_twice_at_once_goes_back_once(officer):
    cooperative = make_cooperative(legal_number="100/BH/2001", members=5)
    heading = ["NAMA KOPERASI", "NO BH", "JUMLAH ANGGOTA"]
    batch = apply(preview(workbook([heading, [cooperative.name, cooperative.legal_number, 20]]), officer), officer)
    results = at_once(*[lambda: reversal.undo(batch, actor=officer)] * 4)
    assert refused(results) == 3
    assert Event.objects.filter(verb="import.undone").count() == 1
    assert Cooperative.objects.get().members == 5


def test_an_edit_beside_the_undoing_of_its_own_field_is_never_lost(officer):
    cooperative = make_cooperative(legal_number="100/BH/2001", members=5)
    heading = ["NAMA KOPERASI", "NO BH", "JUMLAH ANGGOTA"]
    batch = apply(preview(workbook([heading, [cooperative.name, cooperative.legal_number, 20]]), officer), officer)
    undone, conflicts = at_once(
        lambda: reversal.undo(batch, actor=officer),
        lambda: changes.edit(cooperative.pk, fields={"members": 21}, base={"members": 20}, actor=officer),
    )
    if conflicts:
        assert ([one.field for one in conflicts], undone) == (["members"], reversal.Undone(1, 0, 0))
        assert Cooperative.objects.get().members == 5
    else:
        assert undone == reversal.Undone(0, 0, 1)
        assert Cooperative.objects.get().members == 21
