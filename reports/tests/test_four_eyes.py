"""The second look is another person's; who signs is of the board or named with a reason; comments wait for the decision."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.four_eyes import SamePersonError
from cooperatives.models import BoardMember
from cooperatives.people import board, memberships
from core import office
from core.models import Event
from reports.filing import drafts, intake, signers, submission
from reports.filing.signers import BoardSigner
from reports.models import Report
from reports.review import decisions
from tests.factories import make_cooperative, make_user
from tests.reporting import SIGNED_FORM, draft, figures, kept_upload, make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    return make_user("officer")


def test_an_officer_does_not_accept_what_the_officer_has_sent(officer, colleague):
    report = submitted(make_obligation(), officer)
    with pytest.raises(SamePersonError):
        decisions.accept(report, actor=officer)
    assert Report.objects.get().state == "submitted"
    decisions.accept(Report.objects.get(), actor=colleague)
    found = Report.objects.get()
    assert (found.state, found.reviewer, found.accepted_alone) == ("accepted", colleague, False)


def test_nor_what_the_officer_has_typed_and_the_board_has_sent(officer, manager):
    report = draft(make_obligation(), officer)
    report = submitted(report.obligation, manager, report=report)
    with pytest.raises(SamePersonError):
        decisions.accept(report, actor=officer)


def test_a_save_that_changes_nothing_makes_nobody_else_the_author(officer, manager):
    report = draft(make_obligation(), officer)
    report = drafts.save_figures(report, {}, actor=manager)
    report = submitted(report.obligation, manager, report=report)
    with pytest.raises(SamePersonError):
        decisions.accept(report, actor=officer)


def test_nor_does_taking_a_report_back_and_sending_it_again(officer, manager):
    fresh = submission.withdraw(submitted(make_obligation(), officer), actor=manager)
    again = submitted(fresh.obligation, manager, report=fresh)
    with pytest.raises(SamePersonError):
        decisions.accept(again, actor=officer)


def test_nor_a_correction_of_what_was_returned(officer, colleague, manager):
    report = submitted(make_obligation(), officer)
    decisions.send_back(report, actor=colleague, note="Periksa kas.")
    fresh = drafts.editable(report.obligation, actor=manager)
    fresh = drafts.save_figures(fresh, {"A1.19": 0}, actor=manager)
    again = submitted(report.obligation, manager, report=fresh)
    with pytest.raises(SamePersonError):
        decisions.accept(again, actor=officer)


def test_the_file_of_an_officer_that_the_board_takes_over_is_the_officers_too(officer, manager):
    owed = make_obligation()
    found = kept_upload(owed, officer)
    intake.take(found, actor=manager)
    report = Report.objects.get()
    assert report.made_by >= {officer.pk, manager.pk}


def test_who_explains_has_worked_on_it(officer, manager):
    report = drafts.save_figures(drafts.editable(make_obligation(), actor=manager), figures(), actor=manager)
    report.findings.create(rule="S8", level="warning", key="H.SHU:to_date", found=-1)
    drafts.explain(report, {("S8", "H.SHU:to_date"): "Rugi karena pandemi."}, actor=officer)
    assert officer.pk in Report.objects.get().made_by


def test_who_only_opened_the_form_may_accept(officer, manager):
    owed = make_obligation()
    drafts.editable(owed, actor=officer)
    decisions.accept(submitted(owed, manager), actor=officer)
    assert Report.objects.get().state == "accepted"


def test_a_report_signed_by_an_exception_is_not_accepted_with_many(officer, manager):
    report = submitted(make_obligation(), manager)
    report.findings.all().delete()
    assert decisions.is_clean(Report.objects.get())
    Report.objects.update(signer_exception="Baru dipilih.")
    assert not decisions.is_clean(Report.objects.get())


def test_the_own_work_may_be_sent_back(officer):
    decisions.send_back(submitted(make_obligation(), officer), actor=officer, note="Saya salah ketik.")
    assert Report.objects.get().state == "returned"


def test_accepting_many_leaves_the_own_ones(officer, manager):
    mine, other = submitted(make_obligation(), officer), submitted(make_obligation(), manager)
    for report in (mine, other):
        report.findings.all().delete()
    assert decisions.accept_clean([mine, other], actor=officer) == (1, [mine])


def test_the_queue_says_why_the_own_ones_were_left(as_user, officer):
    report = submitted(make_obligation(), officer)
    report.findings.all().delete()
    answer = as_user(officer).post(reverse("report_home"), {"row": [report.pk], "action": "accept"}, follow=True)
    assert "Anda sendiri yang mengerjakan" in answer.content.decode()


def test_in_an_office_of_one_the_record_says_so(officer):
    office.store("four_eyes", False)
    decisions.accept(submitted(make_obligation(), officer), actor=officer)
    assert Report.objects.get().accepted_alone


def test_in_an_office_of_one_the_work_of_others_is_accepted_as_always(officer, manager):
    office.store("four_eyes", False)
    decisions.accept(submitted(make_obligation(), manager), actor=officer)
    assert not Report.objects.get().accepted_alone


def test_the_database_holds_it_too(officer, manager):
    decisions.accept(submitted(make_obligation(), manager), actor=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(submitted_by=officer)


def test_the_page_offers_what_is_possible_and_says_why(as_user, officer, colleague):
    report = submitted(make_obligation(), officer)
    url = reverse("report_version", args=[report.obligation_id, 1])
    own = as_user(officer).get(url).content.decode()
    assert 'value="accept"' not in own
    assert "Petugas lain yang menerimanya" in own
    assert 'value="return"' in own
    assert 'value="accept"' in as_user(colleague).get(url).content.decode()


def test_a_button_that_was_still_there_is_answered_in_words(as_user, officer):
    report = submitted(make_obligation(), officer)
    url = reverse("review_decide", args=[report.obligation_id, 1])
    answer = as_user(officer).post(url, {"decision": "accept", "revision": report.revision, "note": "Baik"})
    assert "empat mata" in answer.content.decode()
    assert "Baik" in answer.content.decode()
    assert Report.objects.get().state == "submitted"


def test_who_decides_is_the_reviewer_on_record_whoever_began(manager, officer, colleague):
    report = submitted(make_obligation(), manager)
    decisions.begin(report, actor=officer)
    decisions.accept(Report.objects.get(), actor=colleague)
    assert Report.objects.get().reviewer_name == colleague.display_name


# Who signs


def with_board(*names: str):
    cooperative = make_cooperative()
    for position, name in zip(("chair", "treasurer", "supervisor"), names, strict=False):
        board.put(cooperative, member=BoardMember(position=position, name=name), actor=None)
    return cooperative


@pytest.mark.parametrize(
    ("name", "position", "exception", "holds"),
    [
        ("Sri Ketua", "chair", "", True),
        ("  sri   KETUA ", "chair", "", True),
        ("Sri Ketua", "treasurer", "", False),
        ("Orang Asing", "chair", "", False),
        ("Orang Asing", "chair", "  ", False),
        ("Orang Asing", "chair", "-", False),
        ("\u200b", "chair", "Baru dipilih", False),
        ("Orang Asing", "chair", "Baru dipilih", True),
        ("Pak Awas", "supervisor", "", False),
        ("", "chair", "Baru dipilih", False),
        ("Orang Asing", "x", "Baru dipilih", False),
        ("Bo", "chair", "RA", True),
        ("B", "chair", "RA", False),
        ("Bo", "chair", "R", False),
    ],
)
def test_the_signer_is_of_the_board_or_a_named_exception(name, position, exception, holds):
    cooperative = with_board("Sri Ketua", "Budi", "Pak Awas")
    assert (signers.problems(BoardSigner(name, position, exception), cooperative) == []) is holds


def test_who_is_not_of_the_board_is_named_without_the_blanks_around_the_name():
    with translation.override("en"):
        assert signers.problems(BoardSigner("  Orang Asing ", "chair"), with_board("Sri Ketua")) == [
            "Orang Asing is not on the board in the register. Choose somebody of the board, "
            "or say why this person signs."
        ]


def test_somebody_who_has_left_the_board_does_not_sign():
    cooperative = with_board("Sri Ketua")
    board.leave(cooperative.board.get(), actor=None)
    assert signers.eligible(cooperative) == []
    assert signers.problems(BoardSigner("Sri Ketua", "chair"), cooperative)


def test_a_report_without_a_signature_that_holds_is_not_sent(manager):
    report = draft(make_obligation(cooperative=with_board("Sri Ketua")), manager)
    with pytest.raises(submission.NotReadyError) as caught:
        submission.submit(
            report,
            signer=BoardSigner("Asing", "chair"),
            attested=True,
            actor=manager,
            expected_revision=report.revision,
        )
    assert len(caught.value.problems) == 1
    assert Report.objects.get().state == "draft"


def test_a_board_member_is_chosen_with_one_tap(as_user, manager, officer):
    cooperative = with_board("Sri Ketua", "Budi Bendahara")
    memberships.link(manager, cooperative, actor=officer)
    report = draft(make_obligation(cooperative=cooperative), manager)
    url = reverse("report_sign", args=[report.obligation_id])
    page = as_user(manager).get(url).content.decode()
    assert page.index("Sri Ketua, Ketua") < page.index("Budi Bendahara, Bendahara")
    member = cooperative.board.get(name="Budi Bendahara")
    as_user(manager).post(url, {"signer": member.pk, "attested": "on", "revision": report.revision})
    found = Report.objects.get()
    assert (found.signer_name, found.signer_position, found.signer_exception) == ("Budi Bendahara", "treasurer", "")


def test_somebody_else_signs_with_name_position_and_reason_all_asked_at_once(as_user, manager, officer):
    cooperative = with_board("Sri Ketua")
    memberships.link(manager, cooperative, actor=officer)
    report = draft(make_obligation(cooperative=cooperative), manager)
    url = reverse("report_sign", args=[report.obligation_id])
    answer = as_user(manager).post(url, {"signer": "other", "attested": "on", "revision": report.revision})
    assert set(answer.context["form"].errors) == {"signer_name", "signer_position", "signer_exception"}
    as_user(manager).post(url, SIGNED_FORM | {"revision": report.revision})
    assert Report.objects.get().signer_exception == "Belum tercatat di register."
    shown = as_user(officer).get(reverse("report_version", args=[report.obligation_id, 1])).content.decode()
    assert "Belum tercatat di register." in shown


def test_the_member_of_another_board_is_no_choice(as_user, manager, officer):
    cooperative, other = with_board("Sri Ketua"), with_board("Orang Lain")
    memberships.link(manager, cooperative, actor=officer)
    report = draft(make_obligation(cooperative=cooperative), manager)
    data = {"signer": other.board.get().pk, "attested": "on", "revision": report.revision}
    answer = as_user(manager).post(reverse("report_sign", args=[report.obligation_id]), data)
    assert "signer" in answer.context["form"].errors


# What a reviewer notes


def reviewed(manager, officer) -> Report:
    owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    report = submitted(owed, manager)
    decisions.begin(report, actor=officer)
    for key in ("A1.01", ""):
        decisions.comment(Report.objects.get(), key=key, text=f"Rahasia peninjau {key}", actor=officer)
    return Report.objects.get()


def read_by(client, report: Report) -> str:
    pages = [("report_version", report.version), ("report_receipt", report.version), ("obligation",)]
    found = [client.get(reverse(name, args=[report.obligation_id, *more])) for name, *more in pages]
    return " ".join(answer.content.decode() for answer in found)


def test_comments_of_a_review_that_was_released_stay_unread(as_user, manager, officer):
    report = reviewed(manager, officer)
    assert "Rahasia peninjau" not in read_by(as_user(manager), report)
    decisions.release(report, actor=officer)
    assert "Rahasia peninjau" not in read_by(as_user(manager), report)
    assert "Rahasia peninjau" in read_by(as_user(officer), report)


def test_comments_of_a_report_that_was_withdrawn_after_its_release_stay_unread(as_user, manager, officer):
    report = reviewed(manager, officer)
    decisions.release(report, actor=officer)
    submission.withdraw(Report.objects.get(), actor=manager)
    assert "Rahasia peninjau" not in read_by(as_user(manager), Report.objects.get(version=1))


@pytest.mark.parametrize("decision", ["accept", "send_back"])
def test_comments_are_read_with_the_decision(as_user, manager, officer, decision):
    report = reviewed(manager, officer)
    getattr(decisions, decision)(report, actor=officer)
    assert "Rahasia peninjau" in read_by(as_user(manager), report)


def test_comments_of_another_cooperative_are_nobodys_business(manager, officer):
    report = reviewed(manager, officer)
    decisions.send_back(report, actor=officer, note="x")
    assert report.comments.visible_to(manager).count() == 2
    assert report.comments.visible_to(make_user("manager")).count() == 0


def test_the_event_of_a_decision_tells_who_and_what(officer, colleague):
    drafts.save_figures(drafts.editable(make_obligation(), actor=officer), figures(), actor=officer)
    report = submitted(Report.objects.get().obligation, officer, report=Report.objects.get())
    decisions.accept(report, actor=colleague)
    assert Event.objects.get(verb="report.accepted").actor == colleague
