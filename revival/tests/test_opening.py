import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.merging import records as merging
from cooperatives.merging import separation
from cooperatives.models import Cooperative, Merge
from core import clock
from core.errors import DomainError
from core.models import Event
from revival import signs
from revival.cases import in_charge, opening, stages
from revival.models import Case, Opening, TeamMember
from tests.coaching import make_case
from tests.factories import district, make_cooperative, make_user

pytestmark = pytest.mark.django_db


def test_a_case_is_opened_once_and_marks_the_cooperative(officer):
    cooperative = make_cooperative(status="passive")
    case = make_case(cooperative, officer, reason=" Pengurus mau lagi. ")
    cooperative.refresh_from_db()
    assert (case.stage, case.reason, case.opened_by) == ("found", "Pengurus mau lagi.", officer)
    assert case.opening.rule == signs.rule()
    assert (cooperative.status, cooperative.in_revival, cooperative.version) == ("passive", True, 2)
    with pytest.raises(DomainError):
        make_case(cooperative, officer)
    event = Event.objects.get()
    assert (event.verb, event.object_id, event.label, event.actor_name, event.after) == (
        "revival.opened",
        cooperative.pk,
        cooperative.name,
        officer.display_name,
        {"in_revival": True},
    )


def test_the_number_of_statements_does_not_grow_with_the_cases(officer):
    make_case(make_cooperative(), officer)
    counts = []
    for n in (2, 30):
        keys = [make_cooperative(status="passive").pk for _ in range(n)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert opening.open_cases(keys, reason="x", actor=officer).created == n
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Event.objects.filter(verb="revival.opened").count() == Case.objects.count() == 33


def test_of_many_those_that_have_a_case_or_are_gone_are_left_out(officer):
    open_already, gone, kept, fresh = (make_cooperative() for _ in range(4))
    make_case(open_already, officer)
    merging.merge(keep=kept.pk, drop=gone.pk, reason="Ganda.", actor=officer)
    opened = opening.open_cases([open_already.pk, gone.pk, fresh.pk], reason="x", actor=officer)
    assert (opened.created, opened.left_out) == (1, 2)
    assert Case.objects.get(opening=opened.opening).cooperative == fresh


def test_in_charge_is_whoever_leads_the_team_of_the_kecamatan(officer):
    adviser, stopped = make_user("adviser"), make_user("adviser", is_active=False)
    TeamMember.objects.create(district=district("Laweyan"), user=adviser, leads=True)
    TeamMember.objects.create(district=district("Banjarsari"), user=stopped, leads=True)
    here, there, nowhere = (make_cooperative(place=place) for place in ("Jajar", "Kadipiro", ""))
    opening.open_cases([here.pk, there.pk, nowhere.pk], reason="x", actor=officer)
    found = {case.cooperative: case.adviser for case in Case.objects.all()}
    assert found == {here: adviser, there: None, nowhere: None}


def test_another_try_is_a_new_case_that_points_to_the_old_one(officer):
    cooperative = make_cooperative()
    first = make_case(cooperative, officer)
    stages.end(first, outcome="wrong_entry", text="", actor=officer)
    assert make_case(cooperative, officer).previous == first


def test_an_opening_is_taken_back_as_far_as_nothing_was_done(officer):
    touched, untouched = make_cooperative(), make_cooperative()
    opened = opening.open_cases([touched.pk, untouched.pk], reason="x", actor=officer)
    stages.move(Case.objects.get(cooperative=touched), "clarified", actor=officer)
    assert opening.take_back(opened.opening, actor=officer) == (1, 1)
    marks = dict(Cooperative.objects.values_list("pk", "in_revival"))
    assert marks == {touched.pk: True, untouched.pk: False}
    with pytest.raises(DomainError):
        opening.take_back(Opening.objects.get(), actor=officer)


def test_what_another_authority_supervises_or_is_wound_up_gets_no_case(officer):
    rows = [make_cooperative(authority="province"), make_cooperative(status="winding_up"), make_cooperative()]
    opened = opening.open_cases([row.pk for row in rows], reason="x", actor=officer)
    assert (opened.created, opened.left_out) == (1, 2)


def test_a_hold_comes_back_with_an_undone_merge(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    make_case(kept, officer)
    case, until = make_case(dropped, officer), clock.today() + timedelta(days=9)
    in_charge.hold(case, until=until, reason="Minta waktu.", actor=officer)
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    separation.undo(Merge.objects.get(), actor=officer)
    case.refresh_from_db()
    assert (case.stage, case.hold_until, case.hold_reason) == ("found", until, "Minta waktu.")


def test_a_case_goes_over_with_a_merge_and_comes_back(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    case = make_case(dropped, officer)
    stages.move(case, "clarified", actor=officer)
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    assert _state(case, kept, dropped) == (kept, "clarified", True, False)
    separation.undo(Merge.objects.get(), actor=officer)
    assert _state(case, kept, dropped) == (dropped, "clarified", False, True)


def test_of_two_open_cases_that_of_the_merged_record_ends_and_comes_back(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    make_case(kept, officer)
    case = make_case(dropped, officer)
    stages.move(case, "clarified", actor=officer)
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    assert _state(case, kept, dropped) == (kept, "ended", True, False)
    assert Case.objects.open().count() == 1
    separation.undo(Merge.objects.get(), actor=officer)
    assert _state(case, kept, dropped) == (dropped, "clarified", True, True)


def _state(case: Case, *records: Cooperative) -> tuple:
    case.refresh_from_db()
    for record in records:
        record.refresh_from_db()
    return (case.cooperative, case.stage, *(record.in_revival for record in records))


def test_two_openings_at_once_open_each_case_once(committed):
    officer = make_user("officer")
    keys = [make_cooperative().pk for _ in range(20)]
    made, refused = [], []

    def work() -> None:
        try:
            made.append(opening.open_cases(keys, reason="x", actor=officer).created)
        except DomainError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, len(refused)) == ([20], 2)
    assert Case.objects.count() == Event.objects.filter(verb="revival.opened").count() == 20
