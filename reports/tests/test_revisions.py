"""Two people in one draft: nobody wipes the other's figures, and only what both have changed is asked about."""

import pytest
from django.urls import reverse

from core.models import Event
from reports.filing import drafts, revisions
from reports.models import Report
from tests.factories import make_user
from tests.reporting import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(owed, manager):
    return draft(owed, manager, {"A1.01": 10, "A1.02": 20, "A1.03": 30})


def save(figures):
    """What somebody else saves meanwhile."""
    report = Report.objects.get()
    return drafts.save_figures(report, figures, actor=make_user("manager", name="Bu Sri"))


def merged(report, mine, **details):
    now = Report.objects.get(pk=report.pk)
    details = {"seen": report.revision, "draft": report.pk} | details
    return revisions.merge(now, mine, drafts.typed_of(now), **details)


def test_what_the_sender_left_alone_stays_as_others_left_it(report):
    save({"A1.02": 99})
    save({"A1.03": None})
    found = merged(report, {"A1.01": 11, "A1.02": 20, "A1.03": 30, "A1.04": None})
    assert found.changes == {"A1.01": 11}
    assert found.conflicts == {}


def test_what_both_have_changed_is_a_conflict_with_who_and_what(report):
    save({"A1.02": 99})
    found = merged(report, {"A1.02": 21})
    assert found.changes == {}
    assert (found.conflicts["A1.02"].amount, found.conflicts["A1.02"].by) == (99, "Bu Sri")


def test_a_figure_that_both_have_made_blank_or_the_same_is_no_conflict(report):
    save({"A1.01": None, "A1.02": 5})
    assert merged(report, {"A1.01": None, "A1.02": 5}) == revisions.DraftMerge()


def test_blank_against_a_figure_is_a_conflict_both_ways(report):
    save({"A1.01": None, "A1.02": 5})
    found = merged(report, {"A1.01": 7, "A1.02": None})
    assert {key: theirs.amount for key, theirs in found.conflicts.items()} == {"A1.01": None, "A1.02": 5}


def test_a_figure_that_was_changed_and_changed_back_is_nobodys_change(report):
    save({"A1.01": 5})
    save({"A1.01": 10})
    assert merged(report, {"A1.01": 77}).changes == {"A1.01": 77}


def test_the_page_that_was_opened_before_the_draft_was_begun_showed_nothing(report):
    save({"A1.01": 11})
    found = merged(report, {"A1.01": 7, "A1.02": None, "A1.04": 4}, seen=0, draft=None)
    assert found.changes == {"A1.04": 4}
    assert found.conflicts["A1.01"].amount == 11


def test_of_a_draft_that_was_thrown_away_everything_that_differs_is_asked(report):
    found = merged(report, {"A1.01": 7, "A1.02": 20, "A1.03": None, "A1.04": 4}, seen=9, draft=report.pk + 1)
    assert found.changes == {"A1.04": 4}
    assert list(found.conflicts) == ["A1.01"]


def test_a_save_of_an_earlier_version_of_the_portal_counts_as_unseen(report):
    save({"A1.02": 99})
    for event in Event.objects.filter(verb="report.saved"):
        event.source.pop("revision")
        event.save()
    assert list(merged(report, {"A1.02": 20}).conflicts) == []
    assert list(merged(report, {"A1.02": 21}).conflicts) == ["A1.02"]


def test_an_unresolved_figure_stays_a_conflict_until_it_is_chosen(report):
    later = save({"A1.02": 99})
    found = merged(later, {"A1.02": 21}, unresolved={"A1.02"})
    assert list(found.conflicts) == ["A1.02"]
    assert merged(later, {"A1.02": 99}, unresolved={"A1.02"}) == revisions.DraftMerge()
    assert merged(later, {"A1.02": 21}).changes == {"A1.02": 21}


def fields(answer) -> dict[str, str]:
    """What the page would post: every field as it stands there."""
    form = answer.context["form"]
    return {field.html_name: "" if field.value() is None else str(field.value()) for field in form}


def test_saving_again_as_the_page_says_wipes_nobodys_figure(owed, as_user, manager, report):
    """The second of two managers presses the button twice, as the page asks."""
    board, address = as_user(manager), reverse("report_form", args=[owed.pk, "balance"])
    shown = fields(board.get(address))
    save({"A1.01": 111, "A1.02": 222, "A1.05": 5})
    answer = board.post(address, shown | {"A1.02": "2", "A1.03": "3"})
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "Bu Sri menyimpan Rp 222 di sini" in told
    assert 'data-stored="222"' in told
    typed = drafts.typed_of(Report.objects.get())
    assert (typed["A1.01"], typed["A1.02"], typed["A1.03"], typed["A1.05"]) == (111, 222, 3, 5)
    again = fields(answer)
    assert (again["A1.01"], again["A1.02"]) == ("111", "2")
    assert board.post(address, again).status_code == 302
    typed = drafts.typed_of(Report.objects.get())
    assert (typed["A1.01"], typed["A1.02"], typed["A1.03"], typed["A1.05"]) == (111, 2, 3, 5)


def test_a_save_by_itself_merges_too_and_tells_what_others_have_typed(owed, as_user, manager, report):
    board, address = as_user(manager), reverse("report_form", args=[owed.pk, "balance"])
    shown = fields(board.get(address))
    save({"A1.01": 111, "A1.02": 222})
    told = board.post(address, shown | {"A1.02": "2", "A1.03": "3"}, headers={"Accept": "application/json"}).json()
    assert told["figures"] == {"A1.01": {"text": "Disimpan sementara itu: Rp 111.", "stored": "111"}}
    assert {key: item["stored"] for key, item in told["conflicts"].items()} == {"A1.02": "222"}
    assert (told["draft"], told["revision"]) == (report.pk, Report.objects.get().revision)
    typed = drafts.typed_of(Report.objects.get())
    assert (typed["A1.01"], typed["A1.02"], typed["A1.03"]) == (111, 222, 3)


def test_a_page_that_changes_nothing_writes_nothing(owed, as_user, manager, report):
    board, address = as_user(manager), reverse("report_form", args=[owed.pk, "balance"])
    shown = fields(board.get(address))
    events = Event.objects.count()
    assert board.post(address, shown).status_code == 302
    assert Event.objects.count() == events
    assert Report.objects.get().revision == report.revision
