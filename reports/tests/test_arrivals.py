"""Reports on paper: kept, receipted as arrived, typed in, and counted from the day they came."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.models import Event
from reports.arrivals import arrival_log, consent
from reports.arrivals.storage import MOST_PAGES
from reports.choices import ArrivalState, ArrivalWay, Standing, State
from reports.filing import drafts, receipts, submission
from reports.filing.submission import NotReadyError
from reports.models import Arrival, Obligation, Report
from reports.obligations import eligibility
from reports.obligations.opening import remove_period
from reports.register import merge_follower
from reports.review import decisions
from tests.factories import make_cooperative
from tests.reporting import (
    QUARTER,
    SIGNED,
    a_paper,
    accepted,
    arrived,
    days_ago,
    draft,
    make_obligation,
    signed_page,
    submitted,
)

pytestmark = pytest.mark.django_db


def send(report: Report, actor, **details) -> Report:
    details = {"expected_revision": report.revision, **SIGNED, **details}
    return submission.submit(report, actor=actor, **details)


def test_what_a_board_sends_arrives_now_through_the_portal_with_a_number_of_its_own(manager):
    owed = make_obligation()
    before = timezone.now()
    row = arrived(owed, manager, a_paper(2), a_paper(), way=ArrivalWay.POST, on=days_ago(30))
    assert (row.way, row.state, row.by_office) == (ArrivalWay.PORTAL, ArrivalState.WAITING, False)
    assert before <= row.arrived_at <= timezone.now()
    assert row.number.startswith("M-TW2-2026-")
    assert list(row.pages.values_list("number", flat=True)) == [1, 2, 3]
    assert [bool(file.file) for file in row.files.all()] == [True, False]
    event = Event.objects.get(verb="arrival.received")
    assert (event.object_id, event.after["pages"], event.after["number"]) == (row.pk, 3, row.number)


def test_an_officer_says_how_and_on_which_day_it_came(officer):
    row = arrived(make_obligation(), officer, way=ArrivalWay.WHATSAPP, on=days_ago(3), note="Dari bendahara.")
    assert (row.way, timezone.localdate(row.arrived_at), row.note) == ("whatsapp", days_ago(3), "Dari bendahara.")


@pytest.mark.parametrize(
    ("day", "said"),
    [(lambda: days_ago(-1), "masa depan"), (lambda: QUARTER.end, "sebelum akhir triwulan")],
)
def test_a_day_that_cannot_be_is_refused_in_words(officer, day, said):
    owed = make_obligation()
    with pytest.raises(DomainError, match=said):
        arrived(owed, officer, on=day())
    assert not Arrival.objects.exists()


def test_what_comes_while_a_paper_waits_is_added_to_it_and_the_same_file_is_kept_once(manager, officer):
    owed, paper = make_obligation(), a_paper(name="neraca.jpg")
    first = arrived(owed, officer, paper, on=days_ago(2))
    done = arrival_log.receive(owed, [paper, a_paper(2)], actor=manager)
    assert done.arrival == first
    assert [page.number for page in done.pages] == [2, 3]
    assert [text.split("”")[0] for text in done.known] == ["“neraca.jpg"]
    assert timezone.localdate(Arrival.objects.get().arrived_at) == days_ago(2)


def test_a_file_that_is_known_alone_makes_no_arrival(officer, manager):
    owed, paper = make_obligation(), a_paper()
    row = arrived(owed, officer, paper)
    arrival_log.set_aside(row, reason="Buram.", actor=officer)
    # What was set aside may be sent again.
    assert arrival_log.receive(owed, [paper], actor=officer).arrival.pk not in (None, row.pk)
    assert arrival_log.receive(owed, [paper], actor=officer).pages == []


def test_too_many_pages_are_refused_whole(manager):
    owed = make_obligation()
    with pytest.raises(DomainError, match=str(MOST_PAGES)):
        arrived(owed, manager, a_paper(MOST_PAGES), a_paper())
    assert not Arrival.objects.exists()


def test_no_paper_is_taken_for_a_report_that_is_sent_or_a_quarter_that_runs(manager):
    owed = make_obligation()
    submitted(owed, manager)
    with pytest.raises(DomainError, match="sudah terkirim"):
        arrived(owed, manager)
    running = make_obligation(quarter=QUARTER.of(timezone.localdate()), cooperative=owed.cooperative)
    with pytest.raises(DomainError, match="belum"):
        arrived(running, manager)


def test_an_officer_sends_nothing_without_a_page_that_the_board_has_signed(officer):
    owed = make_obligation()
    report = draft(owed, officer)
    with pytest.raises(NotReadyError, match="ditandatangani"):
        send(report, officer)
    other = make_obligation()
    with pytest.raises(NotReadyError, match="bukan lagi"):
        send(report, officer, signed_page=signed_page(other, officer))
    sent = send(report, officer, signed_page=signed_page(owed, officer))
    assert (sent.state, sent.signed_page.arrival.obligation_id) == (State.SUBMITTED, owed.pk)


def test_a_report_counts_from_the_day_on_which_its_paper_came(officer):
    owed = make_obligation()
    day = owed.late_after - timedelta(days=1)
    Obligation.objects.filter(pk=owed.pk).update(late_since=owed.late_after + timedelta(days=1))
    arrived(owed, officer, on=day)
    sent = submitted(owed, officer)
    owed.refresh_from_db()
    assert timezone.localdate(owed.received_at) == day
    assert (owed.standing, owed.days_late, owed.late_since) == (Standing.SUBMITTED, 0, None)
    assert timezone.localdate(sent.submitted_at) == timezone.localdate()
    assert Arrival.objects.get().state == ArrivalState.FILED


def test_a_paper_that_came_late_makes_the_report_late_by_its_own_day(officer):
    owed = make_obligation()
    arrived(owed, officer, on=owed.late_after + timedelta(days=2))
    submitted(owed, officer)
    owed.refresh_from_db()
    assert owed.days_late == (owed.late_after - owed.due_on).days + 2


def test_the_board_that_says_yes_sends_what_an_officer_has_typed_and_the_day_of_the_paper_counts(
    owed, manager, officer
):
    arrived(owed, officer, on=days_ago(5))
    report = consent.ask(draft(owed, officer), actor=officer)
    assert (report.state, report.asked_by_name) == (State.DRAFT, officer.display_name)
    owed.refresh_from_db()
    assert (owed.standing, owed.received_at) == (Standing.DRAFT, None)
    assert consent.ask(report, actor=officer).asked_at == report.asked_at
    assert Event.objects.filter(verb="report.asked").count() == 1
    sent = submitted(owed, manager, report=report)
    owed.refresh_from_db()
    assert (sent.on_behalf, sent.signed_page, timezone.localdate(owed.received_at)) == (False, None, days_ago(5))
    told = dict(receipts.lines_of(sent))
    assert (told["Dikirim oleh"], officer.name in told["Diketik oleh"]) == (manager.name, True)
    assert "Diisi oleh" not in told


def test_a_board_that_files_by_itself_overtakes_its_paper_and_the_day_of_sending_counts(owed, manager):
    row = arrived(owed, manager)
    Arrival.objects.filter(pk=row.pk).update(arrived_at=timezone.now() - timedelta(days=9))
    submitted(owed, manager)
    owed.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, timezone.localdate(owed.received_at)) == (ArrivalState.OVERTAKEN, timezone.localdate())
    # Taken back, it waits again: the office may have to type it in after all.
    submission.withdraw(Report.objects.get(), actor=manager)
    row.refresh_from_db()
    assert row.state == ArrivalState.WAITING


def test_what_was_overtaken_can_be_sent_again_and_wait_again(owed, manager, officer):
    paper = a_paper()
    row = arrived(owed, manager, paper)
    sent = submitted(owed, manager)
    decisions.send_back(sent, actor=officer, note="Kas?")
    with pytest.raises(DomainError, match="sekarang"):
        arrival_log.set_aside(row, reason="x", actor=officer)
    assert arrival_log.receive(owed, [paper], actor=officer).pages
    assert row.number != Arrival.objects.waiting().get().number


def test_the_yes_that_is_taken_back_and_given_again_keeps_the_day_of_the_paper(owed, manager, officer):
    arrived(owed, officer, on=days_ago(5))
    sent = submitted(owed, manager, report=consent.ask(draft(owed, officer), actor=officer))
    submitted(owed, manager, report=submission.withdraw(sent, actor=manager))
    owed.refresh_from_db()
    assert timezone.localdate(owed.received_at) == days_ago(5)


def test_a_later_version_from_a_paper_with_an_earlier_day_moves_no_receipt(owed, manager, officer):
    sent = submitted(owed, manager)
    owed.refresh_from_db()
    first = (owed.received_at, owed.days_late)
    decisions.send_back(sent, actor=officer, note="Perbaiki.")
    arrived(owed, officer, on=owed.due_on)
    submitted(owed, officer)
    owed.refresh_from_db()
    assert (owed.received_at, owed.days_late) == first


def test_nobody_takes_out_what_the_other_side_has_sent(owed, manager, officer):
    row = arrived(owed, officer, a_paper(), a_paper())
    arrival_log.receive(owed, [a_paper()], actor=manager)
    theirs, own = row.files.filter(by_office=True).first(), row.files.get(by_office=False)
    with pytest.raises(DomainError, match=officer.name):
        arrival_log.drop(theirs, actor=manager)
    with pytest.raises(DomainError, match=manager.name):
        arrival_log.drop(own, actor=officer)
    arrival_log.drop(own, actor=manager)
    assert row.files.count() == 2


def test_a_quarter_with_a_paper_is_not_taken_back(officer):
    owed = make_obligation()
    arrived(owed, officer)
    with pytest.raises(DomainError, match="mulai dikerjakan"):
        remove_period(owed.period, actor=officer)


def merged(officer) -> tuple:
    kept, dropped = make_cooperative("KSP A"), make_cooperative("KSP B")
    return kept, dropped, make_obligation(cooperative=kept), make_obligation(cooperative=dropped)


def there_and_back(kept, dropped) -> None:
    memory = json.loads(json.dumps(merge_follower.follow_merge(kept, dropped)))
    merge_follower.give_back(kept, dropped, memory)


def test_papers_of_both_records_wait_again_after_a_merge_is_undone(officer):
    kept, dropped, own, other = merged(officer)
    rows = arrived(own, officer), arrived(other, officer)
    there_and_back(kept, dropped)
    for row, owed in zip(rows, (own, other), strict=True):
        row.refresh_from_db()
        assert (row.state, row.obligation_id) == (ArrivalState.WAITING, owed.pk)


def test_a_paper_that_was_typed_in_stays_with_its_report_when_a_merge_is_undone(officer):
    kept, dropped, own, _other = merged(officer)
    arrived(own, officer)
    memory = json.loads(json.dumps(merge_follower.follow_merge(kept, dropped)))
    sent = submitted(Obligation.objects.get(cooperative=kept, period=own.period), officer)
    merge_follower.give_back(kept, dropped, memory)
    sent = Report.objects.get(pk=sent.pk)
    assert sent.arrival.obligation_id == sent.obligation_id


def test_the_paper_of_a_record_that_goes_is_found_at_the_one_that_stays_with_a_draft(officer):
    kept, dropped, own, other = merged(officer)
    draft(own, officer)
    row = arrived(other, officer)
    memory = json.loads(json.dumps(merge_follower.follow_merge(kept, dropped)))
    row.refresh_from_db()
    assert (row.state, row.obligation_id) == (ArrivalState.WAITING, own.pk)
    merge_follower.give_back(kept, dropped, memory)
    row.refresh_from_db()
    assert row.obligation_id == other.pk


def test_a_report_that_is_withdrawn_lets_its_paper_wait_again_and_counts_as_missing(officer):
    owed = make_obligation()
    arrived(owed, officer, on=days_ago(4))
    sent = submitted(owed, officer)
    fresh = submission.withdraw(sent, actor=officer)
    owed.refresh_from_db()
    assert (Arrival.objects.get().state, owed.received_at) == (ArrivalState.WAITING, None)
    submitted(owed, officer, report=fresh)
    owed.refresh_from_db()
    assert timezone.localdate(owed.received_at) == days_ago(4)


def test_the_correction_of_a_returned_report_needs_a_signature_of_its_own(officer, manager):
    owed = make_obligation()
    sent = submitted(owed, officer)
    page = sent.signed_page
    decisions.send_back(sent, actor=manager, note="Kas?")
    report = draft(owed, officer)
    with pytest.raises(NotReadyError, match="bukan lagi"):
        send(report, officer, signed_page=page)


def test_nobody_is_reminded_while_the_office_has_a_paper_to_type_in(officer, manager):
    owed = make_obligation()
    on = timezone.localdate()
    asked = lambda: eligibility.asked_on(on).filter(pk=owed.pk).exists()  # noqa: E731
    assert asked()
    row = arrived(owed, officer)
    assert not asked()
    consent.ask(draft(owed, officer), actor=officer)
    assert asked()
    consent.take_back(Report.objects.get(), actor=officer)
    assert not asked()
    arrival_log.set_aside(row, reason="Triwulan lain.", actor=officer)
    assert asked()


def test_what_is_set_aside_says_why_and_can_wait_again(officer):
    owed = make_obligation()
    row = arrived(owed, officer)
    with pytest.raises(DomainError, match="pengurus"):
        arrival_log.set_aside(row, reason="  ", actor=officer)
    arrival_log.set_aside(row, reason="Tidak terbaca.", actor=officer)
    with pytest.raises(DomainError, match="sekarang"):
        arrival_log.set_aside(row, reason="Lagi.", actor=officer)
    other = arrived(owed, officer)
    with pytest.raises(DomainError, match="lain"):
        arrival_log.restore(row, actor=officer)
    arrival_log.set_aside(other, reason="Ganda.", actor=officer)
    arrival_log.restore(row, actor=officer)
    row.refresh_from_db()
    assert (row.state, row.reason, row.closed_at) == (ArrivalState.WAITING, "", None)


def test_day_and_way_are_corrected_while_it_waits(officer):
    owed = make_obligation()
    row = arrived(owed, officer, on=days_ago(1))
    arrival_log.correct(row, way=ArrivalWay.MAIL, on=days_ago(6), note="Surel 22.10", actor=officer)
    row.refresh_from_db()
    assert (row.way, timezone.localdate(row.arrived_at)) == (ArrivalWay.MAIL, days_ago(6))
    event = Event.objects.get(verb="arrival.corrected")
    assert event.before["on"] == days_ago(1).isoformat()
    submitted(owed, officer)
    with pytest.raises(DomainError):
        arrival_log.correct(row, way=ArrivalWay.MAIL, on=days_ago(7), note="", actor=officer)


def test_a_wrong_photo_is_taken_out_with_its_pages_but_never_the_last_one(officer, django_capture_on_commit_callbacks):
    row = arrived(make_obligation(), officer, a_paper(2), a_paper())
    first, last = row.files.all()
    storage, name = first.pages.first().picture.storage, first.pages.first().picture.name
    with django_capture_on_commit_callbacks(execute=True):
        arrival_log.drop(first, actor=officer)
    assert not storage.exists(name)
    assert list(row.pages.values_list("number", flat=True)) == [3]
    with pytest.raises(DomainError, match="satu-satunya"):
        arrival_log.drop(last, actor=officer)


def test_the_paper_of_an_amendment_does_not_move_the_day_of_the_first_report(officer, manager):
    owed = make_obligation()
    accepted(owed, manager, officer)
    owed.refresh_from_db()
    first = owed.received_at
    amended = submission.amend(owed, reason="Salah ketik.", actor=officer)
    drafts.save_figures(amended, {"I4": 99}, actor=officer)
    arrived(owed, officer, on=owed.period.value.next.start)
    submitted(owed, officer, report=Report.objects.get(pk=amended.pk))
    owed.refresh_from_db()
    assert owed.received_at == first
