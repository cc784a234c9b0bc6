"""No state of a report is a dead end, and nothing that was typed or said is lost on the way."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.errors import DomainError, StaleVersionError
from reports.choices import State
from reports.filing import drafts, intake, submission
from reports.models import LineComment, Obligation, Period, Report, Upload
from reports.obligations import opening, waivers
from reports.obligations.quarter import Quarter
from reports.review import decisions
from tests.factories import make_cooperative
from tests.reporting import (
    QUARTER,
    SIGNED,
    SIGNED_FORM,
    accepted,
    change,
    days_ago,
    draft,
    figures,
    kept_upload,
    make_obligation,
    read,
    submitted,
    template,
    upload,
    workbook_of,
)

pytestmark = pytest.mark.django_db


def returned(owed, manager, officer, **comments) -> Report:
    report = submitted(owed, manager)
    decisions.send_back(report, actor=officer, comments=comments or {"A1.01": "Cek buku kas"})
    return Report.objects.get(pk=report.pk)


def test_the_form_of_a_returned_report_holds_its_figures_before_anything_is_saved(owed, board, manager, officer):
    returned(owed, manager, officer)
    address = reverse("report_form", args=[owed.pk, "balance"])
    form = board.get(address).context["form"]
    assert form["A1.01"].value() == figures()["A1.01"]
    assert not Report.objects.filter(state="draft").exists()
    shown = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
    board.post(address, shown | {"A1.01": "7", "action": "next"})
    assert drafts.typed_of(Report.objects.get(state="draft")) == figures() | {"A1.01": 7}


def test_correcting_leads_to_the_line_and_says_what_was_asked_until_something_changes(owed, board, manager, officer):
    returned(owed, manager, officer)
    answer = board.post(reverse("report_correct", args=[owed.pk]))
    assert answer.url == reverse("report_form", args=[owed.pk, "balance"]) + "#line-A1.01"
    assert "Cek buku kas" in board.get(answer.url).content.decode()
    for name in ("report_check", "report_sign"):
        page = board.get(reverse(name, args=[owed.pk])).content.decode()
        assert "Cek buku kas" in page
        assert "Belum ada yang berubah" in page
    drafts.save_figures(Report.objects.get(state="draft"), {"A1.19": 0}, actor=manager)
    assert "Belum ada yang berubah" not in board.get(reverse("report_check", args=[owed.pk])).content.decode()


def test_a_returned_amendment_goes_on_with_its_own_figures(owed, board, manager, officer):
    accepted(owed, manager, officer)
    submission.amend(owed, reason="Salah saldo", actor=manager)
    second = submitted(owed, manager, report=draft(owed, manager, {"A1.19": 0}))
    decisions.send_back(second, actor=officer, note="Lampirkan bukti")
    assert "Perbaiki sekarang" in board.get(reverse("obligation", args=[owed.pk])).content.decode()
    board.post(reverse("report_correct", args=[owed.pk]))
    third = Report.objects.get(version=3)
    assert (third.state, third.amendment_reason) == ("draft", "Salah saldo")
    assert drafts.typed_of(third)["A1.19"] == 0


def test_a_returned_report_can_become_a_nil_report(owed, board, manager, officer):
    returned(owed, manager, officer)
    board.post(reverse("report_nil", args=[owed.pk]), {"reason": "Tidak ada usaha", **SIGNED_FORM})
    assert sorted(Report.objects.values_list("version", "source", "state")) == [
        (1, "form", "returned"),
        (2, "nil", "submitted"),
    ]


def test_what_was_withdrawn_and_thrown_away_does_not_come_back(owed, manager):
    fresh = submission.withdraw(submitted(owed, manager), actor=manager)
    drafts.discard(fresh, actor=manager)
    assert drafts.what_next(owed).figures == {}
    drafts.save_figures(drafts.editable(owed, actor=manager), {"A1.01": 5}, actor=manager)
    assert drafts.typed_of(Report.objects.get(state="draft")) == {"A1.01": 5}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED])
def test_a_sent_version_takes_no_explanation_comment_or_discard_any_more(owed, manager, officer, state):
    stale = draft(owed, manager)
    finding = stale.findings.create(
        rule="S8", level="warning", key="H.SHU:to_date", explanation="rugi", explained_at=timezone.now()
    )
    report = submitted(owed, manager, report=stale)
    if state != State.SUBMITTED:
        decisions.begin(report, actor=officer)
    if state == State.ACCEPTED:
        decisions.accept(report, actor=officer)
    with pytest.raises(DomainError):
        drafts.explain(stale, {("S8", "H.SHU:to_date"): "lain"}, actor=manager)
    with pytest.raises(DomainError):
        drafts.discard(stale, actor=manager)
    assert Report.objects.get().findings.filter(pk=finding.pk, explanation="lain").count() == 0
    if state == State.ACCEPTED:
        with pytest.raises(DomainError):
            decisions.comment(report, key="A1.01", text="x", actor=officer)
        assert LineComment.objects.count() == 0


def test_sending_a_withdrawn_version_changes_nothing(owed, manager):
    report = draft(owed, manager)
    submission.withdraw(submitted(owed, manager, report=report), actor=manager)
    before = list(report.findings.values())
    with pytest.raises(StaleVersionError):
        submission.submit(report, actor=manager, expected_revision=report.revision, **SIGNED)
    assert list(Report.objects.get(version=1).findings.values()) == before


def test_an_explanation_survives_new_checks_and_asks_again_when_the_amounts_have_changed(owed, manager):
    report = drafts.editable(owed, actor=manager)
    report = drafts.save_figures(report, figures() | {"A1.16": 0, "A1.19": 0}, actor=manager)
    drafts.explain(report, {("S6", "A1.16"): "Dibukukan nanti"}, actor=manager)
    drafts.recheck(Report.objects.get())
    assert Report.objects.get().findings.get(rule="S6").is_explained
    drafts.save_figures(Report.objects.get(), {"A1.16": 5}, actor=manager)
    finding = Report.objects.get().findings.get(rule="S6")
    assert (finding.explanation, finding.is_explained) == ("Dibukukan nanti", False)
    assert drafts.explain(Report.objects.get(), {("S6", "A1.16"): "Dibukukan nanti"}, actor=manager) == []
    assert Report.objects.get().findings.get(rule="S6").is_explained


def test_an_unreadable_cell_is_shown_beside_its_field_and_may_be_said_to_be_blank(owed, board, manager):
    upload(owed, workbook_of(owed, **{"A1.19": "12 juta", "A1.20": "5 juta"}), manager)
    address = reverse("report_form", args=[owed.pk, "balance"])
    page = board.get(address)
    assert "12 juta" in page.content.decode()
    data = {field.html_name: field.value() for field in page.context["form"] if field.value() not in (None, "")}
    board.post(address, data | {"A1.19": "12.000.000", "action": "leave"})
    report = Report.objects.get()
    assert [f.key for f in report.findings.filter(rule="B1")] == ["A1.20"]
    board.post(
        address, data | {"A1.19": "12.000.000", "blank-A1.20": "on", "revision": report.revision, "action": "leave"}
    )
    assert not Report.objects.get().findings.filter(rule="B1").exists()


def test_a_waiting_file_replaces_only_the_draft_that_was_looked_at_and_only_once(owed, board, manager):
    report = draft(owed, manager)
    found = kept_upload(owed, manager)
    address = reverse("upload_take", args=[owed.pk, found.pk])
    seen = report.revision
    report = drafts.save_figures(Report.objects.get(), {"A1.19": 9}, actor=manager)
    board.post(address, {"revision": seen})
    assert drafts.typed_of(Report.objects.get())["A1.19"] == 9
    board.post(address, {"revision": report.revision})
    assert drafts.typed_of(Report.objects.get()) == {"A1.01": 5}
    drafts.save_figures(Report.objects.get(), {"A1.01": 6}, actor=manager)
    board.post(address, {"revision": report.revision})
    assert drafts.typed_of(Report.objects.get()) == {"A1.01": 6}
    assert Upload.objects.get().outcome == "taken"


def test_a_conflict_shows_what_was_saved_meanwhile(owed, board, manager):
    draft(owed, manager)
    revision = Report.objects.get().revision
    drafts.save_figures(Report.objects.get(), {"C1": 4321}, actor=manager)
    answer = board.post(reverse("report_form", args=[owed.pk, "cash_flow"]), {"C1": "5", "revision": revision})
    assert "Rp 4.321" in answer.content.decode()
    assert 'value="5"' in answer.content.decode()


def test_an_expired_waiver_makes_room_for_the_next(owed, officer):
    waiver = waivers.waive(owed, reason="new", note="Baru", expires_on=timezone.localdate(), actor=officer)
    type(waiver).objects.update(expires_on=days_ago(3))
    waivers.waive(owed, reason="other", note="Banjir", actor=officer)
    assert owed.waivers.filter(ended_at=None).count() == 1


def test_a_quarter_that_has_not_begun_or_lies_far_back_is_not_opened(as_user, officer):
    make_cooperative()
    for year in (2099, 1950):
        with pytest.raises(DomainError):
            opening.open_period(Quarter(year, 1))
        answer = as_user(officer).post(reverse("period_list"), {"year": year, "quarter": 1})
        assert answer.status_code == 200
    assert Period.objects.count() == 0


def test_an_opening_by_mistake_is_taken_back_until_somebody_has_worked_on_it(as_user, officer, manager):
    make_cooperative()
    client = as_user(officer)
    period = opening.open_period(QUARTER, actor=officer).period
    client.post(reverse("period_remove", args=["2026-2"]))
    assert (Period.objects.count(), Obligation.objects.count()) == (0, 0)
    period = opening.open_period(QUARTER, actor=officer).period
    draft(Obligation.objects.get(), manager)
    client.post(reverse("period_remove", args=["2026-2"]))
    assert Period.objects.get() == period


def test_a_wrong_kind_is_put_right_for_a_report_that_has_not_begun(as_user, officer, owed, manager):
    owed.cooperative.kind = "consumer"
    owed.cooperative.save()
    client = as_user(officer)
    assert "jenis" in client.get(reverse("obligation", args=[owed.pk])).content.decode()
    client.post(reverse("obligation_realign", args=[owed.pk]))
    owed.refresh_from_db()
    assert owed.profile == "real_sector"
    draft(owed, manager, figures("real_sector"))
    owed.cooperative.kind = "savings_loan"
    owed.cooperative.save()
    client.post(reverse("obligation_realign", args=[owed.pk]))
    owed.refresh_from_db()
    assert owed.profile == "real_sector"


def test_what_a_reviewer_typed_comes_back_when_it_cannot_be_kept(as_user, officer, manager, owed):
    submitted(owed, manager)
    answer = as_user(officer).post(
        reverse("review_decide", args=[owed.pk, 1]),
        {"decision": "accept", "revision": "1", "note": "Sudah baik sekali"},
    )
    assert "Sudah baik sekali" in answer.content.decode()
    answer = as_user(officer).post(reverse("review_decide", args=[owed.pk, 1]), {"note": "x", "revision": "²" * 5000})
    assert answer.status_code == 200
    assert Report.objects.get().state == "submitted"
    other = make_obligation()
    answer = as_user(officer).post(
        reverse("obligation_waive", args=[other.pk]), {"reason": "x", "note": "Banjir bandang"}
    )
    assert "Banjir bandang" in answer.content.decode()


def test_comments_are_told_to_the_board_with_the_decision_not_before(owed, board, manager, officer):
    report = submitted(owed, manager)
    decisions.begin(report, actor=officer)
    decisions.comment(report, key="A1.01", text="masih dipikirkan", actor=officer)
    decisions.comment(report, key="", text="umum sekali", actor=officer)
    page = board.get(reverse("report_version", args=[owed.pk, 1])).content.decode()
    assert "masih dipikirkan" not in page
    assert "umum sekali" not in page
    decisions.send_back(Report.objects.get(), actor=officer)
    assert "masih dipikirkan" in board.get(reverse("report_version", args=[owed.pk, 1])).content.decode()


def test_odd_numbers_and_names_are_answered_in_words(owed, board, manager, as_user, officer):
    address = reverse("report_form", args=[owed.pk, "balance"])
    assert board.post(address, {"A1.01": "9" * 5000}).status_code == 200
    board.post(address, {"A1.01": "9" * 15, "A1.02": "9" * 15, "E.01": "1", "action": "leave"})
    assert Report.objects.get().values()["A"] == 2 * int("9" * 15)
    for query in ({"district": "²"}, {"quarter": "²-1"}, {"district": "9" * 3900}):
        assert as_user(officer).get(reverse("report_home"), query).status_code == 200
    odd = change(template(owed), {"_solokop!B2": "²", "A1.01": 5})
    sent = SimpleUploadedFile("a.xlsx", odd)
    assert board.post(reverse("report_upload", args=[owed.pk]), {"file": sent}, follow=True).status_code == 200


def test_a_file_that_is_too_large_is_refused_before_it_is_read(owed, board, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    sent = SimpleUploadedFile("a.xlsx", b"PK" + b"x" * 5000)
    answer = board.post(reverse("report_upload", args=[owed.pk]), {"file": sent})
    assert "alert-danger" in answer.content.decode()
    assert Upload.objects.count() == 0


def test_an_untouched_template_is_told_to_be_empty(owed, manager):
    found = upload(owed, template(owed), manager)
    assert found.outcome == "refused"
    assert not Report.objects.exists()


def test_a_note_with_a_code_elsewhere_is_not_taken_for_the_line(owed, tmp_path):
    def rework(book):
        for name in list(book.defined_names):
            del book.defined_names[name]
        book.create_sheet("Catatan").append(["A1.03", "dipindah", 7])

    parsed = read(change(template(owed), {"A1.03": 48_871_225}, rework=rework), tmp_path)
    assert parsed.figures == {"A1.03": 48_871_225}


def test_parts_of_a_rupiah_in_text_are_told_too(owed, tmp_path):
    parsed = read(change(template(owed), {"A1.01": "1.234,56", "A1.02": "5,00"}), tmp_path)
    assert [(item.rule, item.key) for item in parsed.findings] == [("B7", "A1.01")]


def test_a_name_that_looks_like_a_formula_stays_text_in_the_template(tmp_path):
    owed = make_obligation(cooperative=make_cooperative('=HYPERLINK("http://x.test")', kind="savings_loan"))
    path = tmp_path / "t.xlsx"
    path.write_bytes(template(owed))
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell for cell in cells if cell.data_type == "f" and "HYPERLINK" in str(cell.value)] == []


def test_the_marked_workbook_lists_every_problem_and_marks_totals_and_merged_cells(owed, manager, board, tmp_path):
    content = workbook_of(owed, **{"E.09": 5})
    book = load_workbook(io.BytesIO(content))
    book["Neraca"].merge_cells("C6:C7")
    stream = io.BytesIO()
    book.save(stream)
    found = upload(owed, stream.getvalue(), manager)
    answer = board.get(reverse("upload_marked", args=[owed.pk, found.pk]))
    marked = load_workbook(io.BytesIO(answer.content))
    problems = [row[2] for row in marked.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert len(problems) == len(found.findings)
    assert marked["Neraca"]["C6"].comment is not None
    again = upload(owed, answer.content, manager)
    assert again.figures == found.figures


def test_a_leap_of_the_members_is_asked_about_at_the_members(owed, manager, officer):
    now = make_obligation(cooperative=owed.cooperative, quarter=QUARTER.next)
    accepted(owed, manager, officer)
    values = figures(quarter=QUARTER.next) | {"I2": 5}
    found = upload(now, workbook_of(now, values), manager)
    rules = [item["rule"] for item in found.findings]
    assert "S5" in rules
    assert "S4" not in rules


def test_bulk_acceptance_leaves_nil_reports_and_those_in_somebody_s_hands(manager, officer):
    nil = submission.submit_nil(make_obligation(), reason="Nihil", actor=manager, **SIGNED)
    held = submitted(make_obligation(), manager)
    decisions.begin(held, actor=officer)
    clean = submitted(make_obligation(), manager)
    reports = list(Report.objects.filter(pk__in=[nil.pk, held.pk, clean.pk]).order_by("pk"))
    done, left = decisions.accept_clean(reports, actor=officer)
    assert (done, {report.pk for report in left}) == (1, {nil.pk, held.pk})


def test_take_refuses_what_was_declined(owed, manager):
    draft(owed, manager)
    found = kept_upload(owed, manager)
    intake.decline(found, actor=manager)
    with pytest.raises(DomainError):
        intake.take(found, actor=manager)
