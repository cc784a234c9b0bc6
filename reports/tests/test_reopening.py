"""An acceptance that is taken back: what moves, what stays, what stands in the way, who is told."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.four_eyes import SamePersonError
from cooperatives.models import Contact
from core import office
from core.errors import DomainError, StaleVersionError
from core.models import Event, Notice, OutgoingMail
from reports.filing import drafts, submission
from reports.models import Obligation, Report
from reports.review import decisions, reversal
from reports.summary import aggregation
from tests import reporting
from tests.factories import make_user
from tests.reporting import make_obligation, submitted

pytestmark = pytest.mark.django_db


def states(owed: Obligation) -> list[str]:
    return list(owed.reports.order_by("version").values_list("state", flat=True))


def accepted(owed: Obligation, sender, reviewer) -> Report:
    reporting.accepted(owed, sender, reviewer)
    return owed.reports.get()


def amended(owed: Obligation, manager, officer) -> Report:
    """The second version, accepted in place of the first."""
    accepted(owed, manager, officer)
    report = submission.amend(owed, reason="Salah saldo.", actor=manager)
    report = drafts.save_figures(report, drafts.typed_of(report) | {"I4": 99}, actor=manager)
    decisions.accept(submitted(owed, manager, report=report), actor=officer)
    return owed.reports.get(version=2)


def test_an_acceptance_goes_back_into_review_and_the_receipt_stays(owed, manager, officer):
    report = accepted(owed, manager, officer)
    receipt, sent, late = report.receipt_number, report.submitted_at, Obligation.objects.get().days_late
    reversal.reopen(report, to="in_review", reason=" Salah tekan. ", actor=officer)
    report = Report.objects.get()
    assert (report.state, report.reviewer, report.decided_at, report.decision_note) == ("in_review", officer, None, "")
    assert (report.receipt_number, report.submitted_at) == (receipt, sent)
    owed = Obligation.objects.get()
    assert (owed.standing, owed.received_at, owed.days_late, owed.late_since) == ("in_review", sent, late, None)


def test_an_acceptance_goes_back_to_the_board_who_corrects_it(owed, manager, officer):
    report = accepted(owed, manager, officer)
    reversal.reopen(report, to="returned", reason="Kas keliru.", actor=officer)
    report = Report.objects.get()
    assert (report.state, report.decision_note, report.reviewer) == ("returned", "Kas keliru.", officer)
    assert Obligation.objects.get().standing == "returned"
    fresh = drafts.editable(owed, actor=manager)
    assert (fresh.version, drafts.typed_of(fresh)) == (2, drafts.typed_of(report))


def test_it_leaves_one_event_that_keeps_the_decision_it_took_back(owed, manager, officer):
    report = submitted(owed, manager)
    decisions.accept(report, actor=officer, note="Baik.")
    decided = Report.objects.get().decided_at.isoformat()
    reversal.reopen(Report.objects.get(), to="in_review", reason="Keliru.", actor=officer)
    event = Event.objects.get(verb="report.reopened")
    assert (event.reason, event.after) == ("Keliru.", {"state": "in_review"})
    assert event.before == {
        "state": "accepted",
        "reviewer_name": officer.display_name,
        "decided_at": decided,
        "decision_note": "Baik.",
        "accepted_alone": False,
    }


@pytest.mark.parametrize("to", ["in_review", "returned"])
def test_the_version_that_an_amendment_replaced_is_the_accepted_one_again(owed, manager, officer, to):
    report = amended(owed, manager, officer)
    assert aggregation.of(owed.period, by="kind").amount("I4") == 99
    reversal.reopen(report, to=to, reason="Keliru.", actor=officer)
    assert states(owed) == ["accepted", to]
    assert Obligation.objects.get().standing == "accepted"
    first = drafts.typed_of(owed.reports.get(version=1)).get("I4")
    assert aggregation._compute(owed.period, "kind").amount("I4") == first
    assert Event.objects.filter(verb="report.restored").count() == 1


def test_a_reopened_amendment_that_is_accepted_again_replaces_the_first_again(owed, manager, officer):
    reversal.reopen(amended(owed, manager, officer), to="in_review", reason="Keliru.", actor=officer)
    decisions.accept(owed.reports.get(version=2), actor=officer)
    assert states(owed) == ["superseded", "accepted"]


def test_a_replaced_version_names_the_one_that_stands_in_the_way(owed, manager, officer):
    amended(owed, manager, officer)
    with translation.override("en"), pytest.raises(DomainError, match="Version 2 has replaced this one"):
        reversal.reopen(owed.reports.get(version=1), to="in_review", reason="x", actor=officer)
    assert states(owed) == ["superseded", "accepted"]


def test_an_amendment_that_was_begun_stands_in_the_way_and_is_named(owed, manager, officer):
    report = accepted(owed, manager, officer)
    submission.amend(owed, reason="Salah.", actor=manager)
    with translation.override("en"), pytest.raises(DomainError, match=r"Version 2 \(Draft\) was begun"):
        reversal.reopen(report, to="returned", reason="x", actor=officer)
    drafts.discard(owed.reports.get(version=2), actor=manager)
    reversal.reopen(Report.objects.get(), to="returned", reason="x", actor=officer)
    assert states(owed) == ["returned"]


def test_a_withdrawn_amendment_is_not_in_the_way_and_the_board_goes_on_from_the_returned_one(owed, manager, officer):
    report = accepted(owed, manager, officer)
    amendment = submission.amend(owed, reason="Salah.", actor=manager)
    amendment = drafts.save_figures(amendment, {"I4": 99}, actor=manager)
    drafts.discard(submission.withdraw(submitted(owed, manager, report=amendment), actor=manager), actor=manager)
    reversal.reopen(report, to="returned", reason="Keliru.", actor=officer)
    assert states(owed) == ["returned", "withdrawn"]
    assert drafts.what_next(owed).copy_of == report


def test_nobody_begins_a_version_while_an_older_one_is_reviewed_once_more(owed, manager, officer):
    report = accepted(owed, manager, officer)
    amendment = submission.amend(owed, reason="Salah.", actor=manager)
    amendment = drafts.save_figures(amendment, {"I4": 99}, actor=manager)
    decisions.send_back(submitted(owed, manager, report=amendment), actor=officer, note="Jelaskan.")
    reversal.reopen(report, to="in_review", reason="Keliru.", actor=officer)
    assert states(owed) == ["in_review", "returned"]
    with pytest.raises(DomainError):
        drafts.editable(owed, actor=manager)
    decisions.accept(Report.objects.get(version=1), actor=officer)
    assert drafts.what_next(owed).copy_of.version == 2


@pytest.mark.parametrize(("to", "reason"), [("in_review", "  "), ("submitted", "x"), ("", "x")])
def test_without_a_reason_or_a_way_nothing_moves(owed, manager, officer, to, reason):
    report = accepted(owed, manager, officer)
    with pytest.raises(DomainError):
        reversal.reopen(report, to=to, reason=reason, actor=officer)
    assert states(owed) == ["accepted"]


def test_an_old_look_takes_nothing_back(owed, manager, officer):
    report = accepted(owed, manager, officer)
    seen = report.revision - 1
    with pytest.raises(StaleVersionError):
        reversal.reopen(report, to="in_review", reason="x", actor=officer, expected_revision=seen)
    assert states(owed) == ["accepted"]


def test_a_decision_is_no_way_around_the_reason(owed, manager, officer):
    """Neither the review nor the decision of an accepted or replaced version moves it back."""
    amended(owed, manager, officer)
    for act in (decisions.begin, decisions.accept):
        for version in (1, 2):
            with pytest.raises(DomainError):
                act(owed.reports.get(version=version), actor=make_user("officer"))
    with pytest.raises(DomainError):
        decisions.send_back(owed.reports.get(version=2), actor=officer, note="x")
    assert states(owed) == ["superseded", "accepted"]


def test_who_has_entered_it_does_not_take_its_acceptance_back(owed, officer, administrator):
    report = accepted(owed, officer, administrator)
    with translation.override("en"), pytest.raises(SamePersonError, match="take its acceptance back"):
        reversal.reopen(report, to="in_review", reason="x", actor=officer)
    office.change({"four_eyes": False}, actor=administrator)
    reversal.reopen(Report.objects.get(), to="in_review", reason="x", actor=officer)
    assert Event.objects.get(verb="report.reopened").source == {"alone": True}


def test_the_board_is_told_each_time_with_the_reason(owed, manager, officer):
    report = accepted(owed, manager, officer)
    OutgoingMail.objects.all().delete()
    Notice.objects.all().delete()
    for _n in range(2):
        told = reversal.reopen(Report.objects.get(), to="in_review", reason="Salah tekan.", actor=officer)
        assert [contact.to for contact in told.entries] == [manager.email, manager.display_name]
        decisions.accept(Report.objects.get(), actor=officer)
    bodies = list(OutgoingMail.objects.order_by("pk").values_list("body", flat=True))
    assert ["Salah tekan." in body for body in bodies] == [True, False, True, False]
    assert Notice.objects.filter(user=manager).count() == 4
    assert report.pk == Report.objects.get().pk


def test_without_an_address_a_message_is_prepared_and_called_off_by_the_next_decision(manager, officer):
    owed = make_obligation()
    owed.cooperative.phone = "+628123456789"
    owed.cooperative.save()
    report = accepted(owed, make_user("officer"), officer)
    Contact.objects.all().delete()
    reversal.reopen(report, to="in_review", reason="Salah tekan.", actor=officer)
    contact = Contact.objects.get()
    assert (contact.channel, contact.state, "Salah tekan." in contact.text) == ("whatsapp", "prepared", True)
    decisions.accept(Report.objects.get(), actor=officer)
    contact.refresh_from_db()
    assert contact.state == "cancelled"


def test_the_page_takes_it_back_and_says_who_is_told(as_user, owed, manager, officer, administrator):
    report = accepted(owed, manager, officer)
    url = reverse("report_reopen", args=[owed.pk, 1])
    client = as_user(administrator)
    page = client.get(reverse("report_version", args=[owed.pk, 1]))
    assert url in page.content.decode()
    data = {"to": "returned", "reason": "Kas keliru.", "revision": report.revision}
    answer = client.post(url, data, headers={"accept-language": "en"}, follow=True)
    assert states(owed) == ["returned"]
    assert [manager.email in str(message) for message in answer.context["messages"]] == [True]
    second = client.post(url, data | {"reason": "Sekali lagi."})
    assert (second.status_code, second.context["reason"]) == (200, "Sekali lagi.")
    assert states(owed) == ["returned"]


def test_the_page_names_what_stands_in_the_way_and_offers_no_button(as_user, owed, manager, officer):
    accepted(owed, manager, officer)
    submission.amend(owed, reason="Salah.", actor=manager)
    page = as_user(officer).get(reverse("report_reopen", args=[owed.pk, 1]))
    assert page.context["obstacle"]
    assert 'name="to"' not in page.content.decode()


def test_the_public_page_of_the_receipt_stays_genuine_and_says_nothing_of_acceptance(client, owed, manager, officer):
    report = accepted(owed, manager, officer)
    url = reverse("receipt", args=[report.receipt_number])
    before = client.get(url).content
    reversal.reopen(report, to="in_review", reason="x", actor=officer)
    page = client.get(url)
    assert (page.status_code, page.context["withdrawn"]) == (200, False)
    assert [word in page.content.decode().lower() for word in ("diterima dan", "accepted")] == [False, False]
    assert len(page.content) == len(before)
