import pytest
from django.urls import reverse
from django.utils import translation

from cooperatives.people import memberships
from core.errors import DomainError, StaleVersionError
from core.models import Event, OutgoingMail
from reports.filing import submission
from reports.models import LineComment, Obligation, Report
from reports.review import decisions
from reports.summary import peers
from tests.factories import make_cooperative, make_user
from tests.reporting import accepted, draft, figures, make_obligation, submitted

pytestmark = pytest.mark.django_db


def test_a_review_is_begun_by_one_and_the_second_is_told(manager, officer):
    report = submitted(make_obligation(), manager)
    same = Report.objects.get()
    decisions.begin(report, actor=officer)
    with pytest.raises(StaleVersionError):
        decisions.begin(same, actor=make_user("officer"))
    assert Report.objects.get().reviewer == officer


def test_a_decision_on_an_old_look_overwrites_nothing(manager, officer):
    report = submitted(make_obligation(), manager)
    other, revision = Report.objects.get(), report.revision
    decisions.accept(report, actor=officer, expected_revision=revision)
    with pytest.raises(DomainError):
        decisions.send_back(other, actor=make_user("officer"), note="Tidak", expected_revision=revision)
    assert Report.objects.get().state == "accepted"


def test_a_return_needs_a_reason_and_tells_the_cooperative(manager, officer):
    owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    report = submitted(owed, manager)
    with pytest.raises(DomainError):
        decisions.send_back(report, actor=officer)
    assert Report.objects.get().state == "submitted"
    report = Report.objects.get()
    decisions.send_back(report, actor=officer, comments={"A1.01": "Cocokkan dengan buku kas."})
    assert (Report.objects.get().state, LineComment.objects.get().key) == ("returned", "A1.01")
    assert Obligation.objects.get().standing == "returned"
    message = OutgoingMail.objects.latest("pk")
    assert message.to == [manager.email]
    assert "/reports/" in message.body
    assert "Cocokkan" not in message.subject


def test_comments_belong_to_a_review_that_is_open(manager, officer):
    report = submitted(make_obligation(), manager)
    with pytest.raises(DomainError):
        decisions.comment(report, key="A1.01", text="x", actor=officer)
    decisions.begin(report, actor=officer)
    with pytest.raises(DomainError):
        decisions.comment(report, key="ZZ", text="x", actor=officer)
    with pytest.raises(DomainError):
        decisions.comment(report, key="A1.01", text="  ", actor=officer)
    kept = decisions.comment(report, key="H1.01:to_date", text="Jelaskan", actor=officer)
    decisions.delete_comment(kept, actor=officer)
    assert LineComment.objects.count() == 0
    kept = decisions.comment(report, key="", text="Umum", actor=officer)
    decisions.send_back(report, actor=officer)
    kept.refresh_from_db()
    with pytest.raises(DomainError):
        decisions.delete_comment(kept, actor=officer)


def test_a_review_can_be_put_back_into_the_queue(manager, officer):
    report = submitted(make_obligation(), manager)
    decisions.begin(report, actor=officer)
    decisions.release(report, actor=officer)
    found = Report.objects.get()
    assert (found.state, found.reviewer, Obligation.objects.get().standing) == ("submitted", None, "submitted")


def test_several_clean_reports_are_accepted_together_and_the_others_left(manager, officer):
    clean = submitted(make_obligation(), manager)
    warned = submitted(make_obligation(), manager, figures() | {"A1.99": 0})
    warned.findings.create(rule="S8", level="warning", explanation="rugi")
    taken = Report.objects.get(pk=submitted(make_obligation(), manager).pk)
    accepted_already = Report.objects.get(pk=taken.pk)
    decisions.accept(taken, actor=officer)
    done, left = decisions.accept_clean([clean, warned, accepted_already], actor=officer)
    assert done == 1
    assert [report.pk for report in left] == [warned.pk, accepted_already.pk]
    states = dict(Report.objects.values_list("pk", "state"))
    assert states == {clean.pk: "accepted", warned.pk: "submitted", taken.pk: "accepted"}


def test_every_step_of_a_review_leaves_one_event(manager, officer):
    report = submitted(make_obligation(), manager)
    Event.objects.all().delete()
    decisions.begin(report, actor=officer)
    decisions.comment(report, key="A1.01", text="x", actor=officer)
    decisions.send_back(report, actor=officer, note="y")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "report.in_review",
        "report.commented",
        "report.returned",
    ]


def test_the_median_of_the_peers_needs_five_of_the_same_kind_and_size(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)
    for n in range(5):
        assert peers.medians(report) == ({}, n)
        accepted(make_obligation(cooperative=make_cooperative(kind="savings_loan")), manager, officer)
    accepted(make_obligation(profile="real_sector"), manager, officer)
    median, n = peers.medians(report)
    assert n == 5
    assert median["A1.01"] == figures()["A1.01"]


def test_size_classes_join_without_a_gap():
    assert peers.size_class(0) == (0, 500_000_000)
    assert peers.size_class(500_000_000) == (500_000_000, 2_500_000_000)
    assert peers.size_class(10**12) == (10_000_000_000, None)


def test_accepting_an_amendment_keeps_exactly_one_current_version(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    submission.amend(owed, reason="x", actor=manager)
    report = draft(owed, manager, {"A1.19": 0})
    report = submitted(owed, manager, report=report)
    decisions.accept(report, actor=officer)
    assert sorted(Report.objects.values_list("version", "state")) == [(1, "superseded"), (2, "accepted")]
    with translation.override("en"):
        assert Obligation.objects.get().standing == "accepted"


def test_who_is_stopped_gives_back_what_he_reviews_after_it_was_shown(as_user, administrator, manager, officer):
    report = submitted(make_obligation(), manager)
    decisions.begin(report, actor=officer)
    url = reverse("set_user_active", args=[officer.pk])
    asked = as_user(administrator).post(url, {"active": "0"}).content.decode()
    officer.refresh_from_db()
    report.refresh_from_db()
    assert (officer.is_active, report.state) == (True, "in_review")
    assert f"memeriksa laporan {report.obligation.cooperative.name}" in asked
    assert reverse("report_version", args=[report.obligation_id, 1]) in asked
    as_user(administrator).post(url, {"active": "0", "confirmed": "1"})
    officer.refresh_from_db()
    report.refresh_from_db()
    assert (officer.is_active, report.state, report.reviewer) == (False, "submitted", None)
    assert Event.objects.filter(verb__in=["user.stopped", "report.released"], actor=administrator).count() == 2
    # Restored, he begins with nothing; and nobody is asked twice.
    as_user(administrator).post(url, {"active": "1"})
    said = as_user(administrator).post(url, {"active": "0"}, follow=True).content.decode()
    assert f"{officer.display_name} tidak dapat masuk lagi." in said
