"""Each figure has its date and source, and the newest counts."""

import random
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.key_figures import city_sums, figure_sets, figures
from cooperatives.models import Cooperative, KeyFigures
from cooperatives.record import changes
from cooperatives.register_import.undo import reversal
from core.errors import DomainError
from core.models import Event
from tests.factories import apply, make_cooperative, preview, workbook

pytestmark = pytest.mark.django_db
QUARTER_END = date(2026, 6, 30)


@pytest.fixture
def cooperative(db):
    return make_cooperative(
        assets=500,
        own_capital=200,
        members_male=6,
        members_female=4,
        employees_male=1,
        employees_female=2,
        figures_as_of=date(2020, 12, 31),
    )


def report(cooperative, officer, as_of=QUARTER_END, reference=7, **values):
    figures.put(
        cooperative.pk, values, source="report", reference=reference, label="TW II 2026", as_of=as_of, actor=officer
    )
    cooperative.refresh_from_db()


def edit(cooperative, officer, **values):
    base = {name: changes.stored(cooperative, name) for name in values}
    changes.edit(cooperative.pk, fields=values, base=base, actor=officer)
    cooperative.refresh_from_db()


def shown(cooperative):
    return {
        name: (one.value, one.of.source, one.of.as_of)
        for name, one in figure_sets.fold(figure_sets.of_cooperative(cooperative)).items()
    }


def test_an_accepted_figure_moves_the_register_and_the_older_stays_to_be_read(cooperative, officer):
    report(cooperative, officer, assets=900, members_male=7, members_female=5, members=12, employees=9)
    assert (cooperative.assets, cooperative.own_capital, cooperative.members) == (900, 200, 12)
    assert (cooperative.figures_as_of, cooperative.figures_source) == (QUARTER_END, "report")
    # A new sum of employees without its parts: the old parts do not add up to it any more.
    assert (cooperative.employees, cooperative.employees_male) == (9, None)
    assert shown(cooperative)["assets"] == (900, "report", QUARTER_END)
    assert shown(cooperative)["own_capital"] == (200, "register", date(2020, 12, 31))
    assert KeyFigures.objects.filter(cooperative=cooperative).count() == 2


def test_an_older_report_does_not_move_what_is_newer(cooperative, officer):
    report(cooperative, officer, as_of=date(2019, 12, 31), assets=100, turnover=5)
    assert (cooperative.assets, cooperative.turnover, cooperative.figures_as_of) == (500, 5, date(2020, 12, 31))


def test_a_report_that_is_withdrawn_gives_back_what_was_before(cooperative, officer):
    before = Cooperative.objects.values().get()
    report(cooperative, officer, assets=900, employees=9)
    figures.withdraw(source="report", reference=7, actor=officer)
    after = Cooperative.objects.values().get()
    assert {k: v for k, v in after.items() if k not in ("version", "updated_at")} == {
        k: v for k, v in before.items() if k not in ("version", "updated_at")
    }


def test_the_same_report_again_replaces_itself_with_one_event_each_that_names_it(cooperative, officer):
    report(cooperative, officer, assets=900)
    report(cooperative, officer, assets=950)
    report(cooperative, officer, assets=950)
    assert cooperative.assets == 950
    assert KeyFigures.objects.counting().filter(source="report").count() == 1
    told = list(Event.objects.filter(verb="cooperative.figures").order_by("pk"))
    assert [(event.before["assets"], event.after["assets"]) for event in told] == [(500, 900), (900, 950)]
    assert told[0].source["label"] == "TW II 2026"


def test_what_an_officer_types_counts_beside_the_report_and_outlives_it(cooperative, officer):
    report(cooperative, officer, assets=900, turnover=50)
    edit(cooperative, officer, assets=910)
    assert (cooperative.assets, cooperative.figures_source) == (910, "hand")
    assert shown(cooperative)["turnover"] == (50, "report", QUARTER_END)
    figures.withdraw(source="report", reference=7, actor=officer)
    cooperative.refresh_from_db()
    assert (cooperative.assets, cooperative.turnover) == (910, None)


def test_a_figure_that_is_emptied_does_not_come_back(cooperative, officer):
    report(cooperative, officer, assets=900)
    edit(cooperative, officer, assets=None)
    report(cooperative, officer, reference=8, as_of=date(2026, 3, 31), assets=800)
    assert cooperative.assets is None
    report(cooperative, officer, reference=9, as_of=date(2026, 9, 30), assets=1000)
    assert cooperative.assets == 1000


def test_a_wrong_date_of_the_register_is_corrected_but_not_behind_a_report(cooperative, officer):
    edit(cooperative, officer, figures_as_of=date(2019, 12, 31))
    assert (cooperative.assets, cooperative.figures_as_of) == (500, date(2019, 12, 31))
    assert shown(cooperative)["assets"] == (500, "hand", date(2019, 12, 31))
    report(cooperative, officer, assets=900)
    with pytest.raises(DomainError):
        edit(cooperative, officer, assets=700, figures_as_of=date(2020, 12, 31))


def test_an_import_keeps_the_figures_of_its_day_and_its_undoing_takes_them_back(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/2001", assets=500, figures_as_of=date(2020, 12, 31))
    rows = [
        ["DATA KOPERASI KEADAAN 31 DESEMBER 2025"],
        ["NAMA KOPERASI", "NO BH", "ASET"],
        ["KSP Maju", "12/BH/2001", 800],
        ["KSP Baru", "14/BH/2001", 300],
    ]
    batch = apply(preview(workbook(rows), officer), officer)
    cooperative.refresh_from_db()
    assert shown(cooperative)["assets"] == (800, "register", date(2025, 12, 31))
    fresh = Cooperative.objects.get(name="KSP Baru")
    assert shown(fresh)["assets"] == (300, "register", date(2025, 12, 31))
    reversal.undo(batch, actor=officer)
    cooperative.refresh_from_db()
    assert (cooperative.assets, cooperative.figures_as_of) == (500, date(2020, 12, 31))
    assert shown(cooperative)["assets"] == (500, "register", date(2020, 12, 31))


def test_what_a_city_knew_of_a_day_is_asked_in_one_statement(cooperative, officer):
    report(cooperative, officer, assets=900)
    report(cooperative, officer, reference=8, as_of=date(2026, 3, 31), assets=800)
    KeyFigures.objects.filter(reference=7).update(recorded_at=datetime(2026, 8, 1, tzinfo=UTC))
    KeyFigures.objects.filter(reference=8).update(recorded_at=datetime(2026, 4, 20, tzinfo=UTC))
    KeyFigures.objects.filter(reference=0).update(recorded_at=datetime(2021, 1, 1, tzinfo=UTC))
    make_cooperative(assets=40, figures_as_of=date(2024, 12, 31))
    with CaptureQueriesContext(connection) as queries:
        found = figure_sets.standing(QUARTER_END)
    assert len(queries) == 1
    assert {pk: one["assets"].value for pk, one in found.items()} == {cooperative.pk: 900}

    def assets(day, known_on=None):
        return figure_sets.standing(day, known_on)[cooperative.pk]["assets"].value

    assert assets(date(2026, 5, 1)) == 800
    assert assets(QUARTER_END, known_on=date(2026, 7, 1)) == 800
    assert assets(date(2025, 12, 31)) == 500


def test_what_records_say_of_which_no_set_was_put_is_summed_as_it_would_be_folded(db):
    chance = random.Random(5)  # noqa: S311 - made-up data
    records = [
        make_cooperative(
            figures_as_of=chance.choice([None, date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)]),
            legal_date=date(2001, 1, 1),
            **{name: chance.choice([None, chance.randrange(10)]) for name in figure_sets.NAMES},
        )
        for _n in range(60)
    ]
    day = date(2026, 6, 30)
    expected = {name: city_sums.FigureSum() for name in figure_sets.NAMES}
    for bare in records:
        if bare.figures_as_of is None or bare.figures_as_of <= day:
            for name, one in figure_sets.fold(figure_sets.of_columns(bare)).items():
                expected[name].add(one)
    assert city_sums.of(day).sums == expected


def test_newer_figures_that_are_typed_leave_what_was_said_of_earlier_days(cooperative, officer):
    edit(cooperative, officer, assets=700, figures_as_of=date(2026, 10, 31))
    assert (cooperative.assets, cooperative.figures_as_of) == (700, date(2026, 10, 31))
    assert shown(cooperative)["own_capital"] == (200, "register", date(2020, 12, 31))
    earlier = figure_sets.standing(date(2025, 12, 31))[cooperative.pk]
    assert {name: one.value for name, one in earlier.items() if name in ("assets", "own_capital")} == {
        "assets": 500,
        "own_capital": 200,
    }


def test_a_figure_that_is_typed_keeps_its_own_day_and_hides_no_report_of_another(cooperative, officer):
    report(cooperative, officer, as_of=date(2026, 9, 30), reference=9, assets=900)
    edit(cooperative, officer, own_capital=210)
    assert shown(cooperative)["own_capital"] == (210, "hand", date(2020, 12, 31))
    report(cooperative, officer, reference=8, own_capital=300)
    assert cooperative.own_capital == 300


def test_a_date_alone_of_figures_that_a_report_says_is_refused(cooperative, officer):
    report(cooperative, officer, **dict.fromkeys(figure_sets.NAMES, 5))
    with pytest.raises(DomainError):
        edit(cooperative, officer, figures_as_of=date(2026, 10, 31))


def test_what_would_be_hidden_behind_newer_figures_is_refused(cooperative, officer):
    report(cooperative, officer, assets=900)
    with pytest.raises(DomainError):
        edit(cooperative, officer, assets=700, figures_as_of=date(2021, 12, 31))
    cooperative.refresh_from_db()
    assert cooperative.assets == 900


def test_a_total_that_a_report_gives_without_both_parts_is_not_summed_with_an_old_half(cooperative, officer):
    report(cooperative, officer, members_male=30, members=30)
    assert (cooperative.members_male, cooperative.members_female, cooperative.members) == (30, None, 30)


def test_an_older_list_fills_what_is_not_known_and_leaves_what_is_newer(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/2001", assets=1, figures_as_of=date(2020, 12, 31))
    report(cooperative, officer, as_of=date(2026, 9, 30), assets=900)
    rows = [
        ["DATA KOPERASI KEADAAN 31 DESEMBER 2025"],
        ["NAMA KOPERASI", "NO BH", "ASET", "JUMLAH ANGGOTA"],
        ["KSP Maju", "12/BH/2001", 500, 44],
    ]
    apply(preview(workbook(rows), officer), officer)
    cooperative.refresh_from_db()
    assert (cooperative.assets, cooperative.members, cooperative.figures_as_of) == (900, 44, date(2026, 9, 30))
    assert shown(cooperative)["members"] == (44, "register", date(2025, 12, 31))


def test_a_list_without_a_date_does_not_replace_a_report(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/2001", assets=1, figures_as_of=date(2020, 12, 31))
    report(cooperative, officer, assets=900)
    rows = [["NAMA KOPERASI", "NO BH", "ASET"], ["KSP Maju", "12/BH/2001", 500]]
    apply(preview(workbook(rows), officer), officer)
    cooperative.refresh_from_db()
    assert cooperative.assets == 900


def test_undoing_an_import_whose_figures_a_report_has_replaced_lets_them_count_no_longer(officer):
    cooperative = make_cooperative("KSP Maju", legal_number="12/BH/2001", assets=500, figures_as_of=date(2020, 12, 31))
    rows = [
        ["DATA KOPERASI KEADAAN 31 DESEMBER 2025"],
        ["NAMA KOPERASI", "NO BH", "ASET"],
        ["KSP Maju", "12/BH/2001", 800],
    ]
    batch = apply(preview(workbook(rows), officer), officer)
    report(cooperative, officer, as_of=date(2026, 9, 30), assets=900)
    holds = reversal.plan(batch).holds
    reversal.undo(batch, actor=officer, answers={hold.name: f"stay-{hold.token}" for hold in holds})
    figures.withdraw(source="report", reference=7, actor=officer)
    cooperative.refresh_from_db()
    assert (cooperative.assets, cooperative.figures_as_of) == (500, date(2020, 12, 31))
