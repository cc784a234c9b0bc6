"""The pages of a report for the people who use them: next steps, files, answers to what goes wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cooperatives import memberships
from core.models import Event
from reports import drafts, filing, reviewing, waivers
from reports.models import Holiday, Obligation, Report, Upload
from reports.obligations import open_period
from tests.factories import make_cooperative, workbook
from tests.reporting import (
    QUARTER,
    SIGNED_FORM,
    accepted,
    draft,
    figures,
    kept_upload,
    make_obligation,
    submitted,
    upload,
    workbook_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(manager, officer):
    found = make_obligation()
    memberships.link(manager, found.cooperative, actor=officer)
    return found


@pytest.fixture
def board(as_user, manager):
    return as_user(manager)


def page(client, name, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, (name, response.status_code, getattr(response, "url", ""))
    return response.content.decode()


def test_the_page_of_a_quarter_says_the_next_step_in_every_state(owed, board, manager, officer):
    assert "Unduh templat" in page(board, "obligation", owed.pk)
    report = draft(owed, manager)
    assert "Ada draf" in page(board, "obligation", owed.pk)
    submitted(owed, manager, report=report)
    found = page(board, "obligation", owed.pk)
    assert "Tarik kembali" in found
    assert "Unduh templat" not in found
    report = Report.objects.get()
    reviewing.begin(report, actor=officer)
    assert "Tarik kembali" not in page(board, "obligation", owed.pk)
    reviewing.send_back(report, actor=officer, comments={"A1.01": "Cek buku kas"})
    found = page(board, "obligation", owed.pk)
    assert "Cek buku kas" in found
    assert f"{reverse('report_form', args=[owed.pk, 'balance'])}#line-A1.01" in found
    submitted(owed, manager)
    reviewing.accept(Report.objects.get(version=2), actor=officer)
    assert "Betulkan laporan" in page(board, "obligation", owed.pk)


def test_a_waived_report_says_so_and_by_whom(owed, board, officer):
    waivers.waive(owed, reason="rat_postponed", note="Menunggu RAT", actor=officer)
    found = page(board, "obligation", owed.pk)
    assert "Menunggu RAT" in found
    assert officer.display_name in found


def test_uploading_leads_to_the_result_and_the_file_comes_back_as_it_was(owed, board):
    content = workbook_of(owed, **{"E.09": 5})
    answer = board.post(
        reverse("report_upload", args=[owed.pk]), {"file": SimpleUploadedFile("laporan saya.xlsx", content)}
    )
    assert answer.url == reverse("report_check", args=[owed.pk])
    found = Upload.objects.get()
    back = board.get(reverse("upload_file", args=[owed.pk, found.pk]))
    assert b"".join(back.streaming_content) == content
    assert "attachment" in back["Content-Disposition"]
    assert back["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(verb="upload.downloaded").count() == 1
    assert "N4" in page(board, "report_check", owed.pk)
    assert "N4" in page(board, "upload_result", owed.pk, found.pk)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04xx"),
        ("a.xlsx", b""),
        ("a.txt", b"x"),
        ("a.xlsx", None),
        ("Ā\x00.xlsx", b"x"),
    ],
)
def test_a_bad_file_is_answered_in_words_and_never_by_an_error(owed, board, name, content):
    data = {} if content is None else {"file": SimpleUploadedFile(name, content)}
    answer = board.post(reverse("report_upload", args=[owed.pk]), data, follow=True)
    assert answer.status_code == 200
    assert "alert-danger" in answer.content.decode()
    assert Report.objects.count() == 0


def test_a_file_that_says_what_the_draft_says_is_said_to_change_nothing(owed, board, manager):
    draft(owed, manager, {"A1.01": 5})
    found = kept_upload(owed, manager)
    shown = page(board, "upload_result", owed.pk, found.pk)
    assert "tidak ada yang akan berubah" in shown
    assert "0 angka" not in shown


def test_a_waiting_file_is_taken_or_left_by_a_question(owed, board, manager):
    draft(owed, manager)
    found = kept_upload(owed, manager)
    assert "Ya, pakai berkas ini" in page(board, "upload_result", owed.pk, found.pk)
    board.post(reverse("upload_take", args=[owed.pk, found.pk]))
    assert drafts.typed_of(Report.objects.get()) == {"A1.01": 5}
    board.post(reverse("upload_decline", args=[owed.pk, found.pk]))
    assert Upload.objects.get().outcome == "taken"


def test_a_marked_workbook_that_cannot_be_made_is_answered_in_words(owed, board, manager):
    found = kept_upload(owed, manager)
    found.file.save("bad.xlsx", SimpleUploadedFile("bad.xlsx", b"not a workbook"))
    answer = board.get(reverse("upload_marked", args=[owed.pk, found.pk]), follow=True)
    assert answer.status_code == 200
    assert "tidak dapat ditandai" in answer.content.decode()


def test_signing_twice_shows_the_same_receipt(owed, board, manager):
    report = draft(owed, manager)
    data = {**SIGNED_FORM, "revision": report.revision}
    first = board.post(reverse("report_sign", args=[owed.pk]), data)
    second = board.post(reverse("report_sign", args=[owed.pk]), data)
    assert first.url == second.url == reverse("report_receipt", args=[owed.pk, 1])
    number = Report.objects.get().receipt_number
    assert number in page(board, "report_receipt", owed.pk, 1)
    assert page(board, "report_receipt", owed.pk, 1).count("wa.me") == 1


def test_signing_without_the_needed_says_everything_and_keeps_what_was_typed(owed, board, manager):
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures() | {"E.09": 5}, actor=manager)
    data = {"signer": "other", "signer_name": "Suparman", "signer_position": "", "revision": report.revision}
    answer = board.post(reverse("report_sign", args=[owed.pk]), data)
    found = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Suparman"' in found
    assert "Kesalahan yang harus diperbaiki" in found
    data |= SIGNED_FORM
    assert (
        "Kesalahan yang harus diperbaiki" in board.post(reverse("report_sign", args=[owed.pk]), data).content.decode()
    )
    assert Report.objects.get().state == "draft"


def test_explanations_lead_on_to_the_signature_when_nothing_else_is_open(owed, board, manager):
    report = drafts.save_figures(drafts.editable(owed, actor=manager), figures(), actor=manager)
    report.findings.create(rule="S8", level="warning", key="H.SHU:to_date", found=-1)
    answer = board.post(reverse("report_check", args=[owed.pk]), {"explain-S8-H.SHU:to_date": " "})
    assert answer.url == reverse("report_check", args=[owed.pk])
    answer = board.post(
        reverse("report_check", args=[owed.pk]),
        {"explain-S8-H.SHU:to_date": "Rugi", "explain-x": "y", "explain-²": "z"},
    )
    assert answer.url == reverse("report_sign", args=[owed.pk])


def test_a_nil_report_and_an_amendment_and_a_withdrawal_by_their_forms(owed, board, manager, officer):
    answer = board.post(reverse("report_nil", args=[owed.pk]), {"reason": "Tidak ada kegiatan", **SIGNED_FORM})
    assert answer.url == reverse("report_receipt", args=[owed.pk, 1])
    board.post(reverse("report_withdraw", args=[owed.pk]))
    assert sorted(Report.objects.values_list("state", flat=True)) == ["draft", "withdrawn"]
    board.post(reverse("report_discard", args=[owed.pk]))
    accepted(owed, manager, officer)
    board.post(reverse("report_amend", args=[owed.pk]), {"reason": " "})
    assert not Report.objects.filter(state="draft").exists()
    board.post(reverse("report_amend", args=[owed.pk]), {"reason": "Salah saldo"})
    assert "Salah saldo" in page(board, "report_check", owed.pk)


def test_an_amendment_shows_its_differences_to_board_and_reviewer(owed, board, as_user, manager, officer):
    accepted(owed, manager, officer)
    filing.amend(owed, reason="Salah saldo bank", actor=manager)
    draft(owed, manager, {"A1.19": 0})
    found = page(board, "report_check", owed.pk)
    assert "Yang diubah oleh pembetulan" in found
    assert "Perlengkapan" in found
    reviewer = page(as_user(officer), "report_version", owed.pk, 2)
    assert "v1</th>" in reviewer.replace(" ", "").replace("\n", "")
    assert "row-changed" in reviewer


def test_the_form_names_each_part_and_another_is_not_there(owed, board):
    assert board.get(reverse("report_form", args=[owed.pk, "savings_unit"])).status_code == 404
    answer = board.get(reverse("report_form_begin", args=[owed.pk]))
    assert answer.url == reverse("report_form", args=[owed.pk, "balance"])


def test_a_form_saves_its_part_alone_and_says_what_it_cannot_read(owed, board, manager):
    draft(owed, manager)
    report = Report.objects.get()
    address = reverse("report_form", args=[owed.pk, "cash_flow"])
    data = {"C1": "1.000", "C2": "-5", "C3": "", "C5": "dua", "revision": report.revision}
    answer = board.post(address, data)
    assert answer.status_code == 200
    assert 'value="dua"' in answer.content.decode()
    answer = board.post(address, data | {"C5": "7", "action": "next"})
    assert answer.url == reverse("report_form", args=[owed.pk, "loan_quality"])
    typed = drafts.typed_of(Report.objects.get())
    assert (typed["C1"], typed["C2"], typed.get("C3"), typed["C5"]) == (1000, -5, None, 7)
    assert typed["A1.01"] == figures()["A1.01"]


def test_autosave_answers_with_sums_errors_or_a_conflict(owed, board):
    address = reverse("report_form", args=[owed.pk, "balance"])
    headers = {"headers": {"X-Autosave": "1"}}
    first = board.post(address, {"A1.01": "5"}, **headers).json()
    assert first["totals"]["A"] == "Rp 5"
    seen = {"draft": first["draft"], "revision": first["revision"]}
    unread = board.post(address, {"A1.01": "x", "A1.02": "8", **seen}, **headers).json()
    assert list(unread["errors"]) == ["A1.01"]
    assert unread["totals"]["A"] == "Rp 13"
    both = board.post(address, {"A1.01": "9", "draft": first["draft"], "revision": 1}, **headers).json()
    assert both["conflicts"]["A1.01"]["stored"] == "5"
    assert drafts.typed_of(Report.objects.get())["A1.01"] == 5


def test_a_sent_report_cannot_be_changed_through_the_form(owed, board, manager):
    submitted(owed, manager)
    address = reverse("report_form", args=[owed.pk, "balance"])
    assert board.get(address).url == reverse("obligation", args=[owed.pk])
    assert board.post(address, {"A1.01": "5"}).url == reverse("obligation", args=[owed.pk])
    assert drafts.typed_of(Report.objects.get()) == figures()


def test_year_to_date_is_filled_in_on_demand_and_typed_figures_stay(board, manager, officer):
    before = make_obligation(quarter=QUARTER.previous)
    memberships.link(manager, before.cooperative, actor=officer)
    values = figures(quarter=QUARTER.previous)
    accepted(before, manager, officer, values)
    owed = make_obligation(cooperative=before.cooperative)
    address = reverse("report_form", args=[owed.pk, "surplus"])
    board.post(address, {"H1.01:quarter": "1.000", "H7.01:quarter": "5", "H7.01:to_date": "6", "action": "compute"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert typed["H1.01:to_date"] == values["H1.01:to_date"] + 1000
    assert typed["H7.01:to_date"] == 6


def test_what_is_copied_from_last_quarter_is_what_lasts(board, manager, officer):
    before = make_obligation(quarter=QUARTER.previous)
    memberships.link(manager, before.cooperative, actor=officer)
    values = figures(quarter=QUARTER.previous)
    accepted(before, manager, officer, values)
    owed = make_obligation(cooperative=before.cooperative)
    board.post(reverse("report_form", args=[owed.pk, "balance"]), {"E.01": "7", "action": "copy"})
    typed = drafts.typed_of(Report.objects.get(obligation=owed))
    assert (typed["E.01"], typed["E.02"], typed["A3.02"]) == (7, values["E.02"], values["A3.02"])
    assert "A1.01" not in typed
    assert "E.09" not in typed


def test_the_queue_filters_by_its_address_and_never_fails(as_user, officer, manager):
    one = submitted(make_obligation(), manager)
    two = submitted(make_obligation(profile="real_sector"), manager)
    two.findings.create(rule="S8", level="warning", explanation="x")
    client, address = as_user(officer), reverse("report_home")

    def found(**query):
        return [report.pk for report in client.get(address, query).context["page"].object_list]

    assert found() == [one.pk, two.pk]
    assert found(kind="consumer") == [two.pk]
    assert found(findings="none") == [one.pk]
    assert found(findings="some") == [two.pk]
    assert found(state="in_review") == []
    assert found(quarter="2026-2", district=one.obligation.cooperative.district_id) == [one.pk, two.pk]
    assert found(quarter="2026-1") == []
    for query in ({"quarter": "x"}, {"quarter": "99999-9"}, {"district": "9" * 40}, {"state": "x"}, {"page": "-1"}):
        assert client.get(address, query).status_code == 200


def test_the_queue_needs_no_query_a_report(as_user, officer, manager):
    client = as_user(officer)
    submitted(make_obligation(), manager)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("report_home"))
        return len(queries)

    count()
    before = count()
    for _n in range(4):
        submitted(make_obligation(), manager)
    assert count() == before <= 12


def test_lists_and_pages_of_a_quarter_need_few_queries(as_user, officer, manager):
    for _n in range(6):
        accepted(make_obligation(), manager, officer)
    client = as_user(officer)
    owed = Obligation.objects.first()
    for name, args, most in (
        ("period", ["2026-2"], 16), ("period_obligations", ["2026-2"], 12), ("obligation", [owed.pk], 16),
        ("report_version", [owed.pk, 1], 22), ("report_panel", [owed.cooperative_id], 12),
    ):  # fmt: skip
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=args))
        assert len(queries) <= most, (name, len(queries))


def test_an_officer_decides_from_the_page_and_an_old_page_decides_nothing(as_user, officer, manager, owed):
    report = submitted(owed, manager)
    client, address = as_user(officer), reverse("review_decide", args=[owed.pk, 1])
    client.post(address, {"decision": "accept", "revision": report.revision - 1})
    assert Report.objects.get().state == "submitted"
    client.post(address, {"decision": "return", "revision": report.revision})
    assert Report.objects.get().state == "submitted"
    client.post(address, {"decision": "accept", "revision": "x"})
    assert Report.objects.get().state == "submitted"
    client.post(address, {"decision": "accept", "revision": Report.objects.get().revision, "note": "Terima kasih"})
    assert (Report.objects.get().state, Report.objects.get().decision_note) == ("accepted", "Terima kasih")


def test_several_are_accepted_from_the_queue(as_user, officer, manager):
    reports = [submitted(make_obligation(), manager) for _n in range(2)]
    client = as_user(officer)
    client.post(reverse("report_accept_clean"), {"report": [reports[0].pk, "x", "9" * 30]})
    assert sorted(Report.objects.values_list("state", flat=True)) == ["accepted", "submitted"]


def test_an_administrator_keeps_the_holidays(as_user, administrator):
    client = as_user(administrator)
    data = {"date": "2027-01-01", "kind": "libur_nasional", "name": "Tahun Baru 2027"}
    client.post(reverse("holidays"), data)
    assert client.post(reverse("holidays"), data).status_code == 200
    added = Holiday.objects.get(date__year=2027)
    client.post(reverse("holiday_delete", args=[added.pk]))
    assert not Holiday.objects.filter(date__year=2027).exists()
    assert Event.objects.filter(verb__startswith="holiday.").count() == 2


def test_a_quarter_is_opened_and_extended_from_its_pages(as_user, officer):
    make_cooperative()
    open_period(QUARTER)
    client = as_user(officer)
    answer = client.post(reverse("period_list"), {"year": "2026", "quarter": "2"})
    assert answer.url == reverse("period", args=["2026-2"])
    assert client.post(reverse("period_list"), {"year": "1", "quarter": "9"}).status_code == 200
    client.post(reverse("period_extend", args=["2026-2"]), {"until": "2026-08-01", "reason": "Gangguan listrik"})
    owed = Obligation.objects.get()
    assert owed.due_on.isoformat() == "2026-08-01"
    client.post(reverse("obligation_extend", args=[owed.pk]), {"until": "2026-09-01", "reason": "Banjir"})
    client.post(reverse("obligation_waive", args=[owed.pk]), {"reason": "other", "note": "Kebakaran"})
    owed = Obligation.objects.get()
    assert (owed.due_on.isoformat(), owed.state_on(timezone.localdate())) == ("2026-09-01", "waived")
    client.post(reverse("waiver_end", args=[owed.pk]))
    assert Obligation.objects.get().state_on(timezone.localdate()) == "late"
    assert client.get("/reports/periods/2031-1/").status_code == 404
    assert client.get("/reports/periods/2026-7/").status_code == 404


def test_the_panel_of_a_cooperative_shows_its_quarters_and_figures(as_user, officer, manager, owed):
    earlier = make_obligation(cooperative=owed.cooperative, quarter=QUARTER.previous)
    accepted(earlier, manager, officer, figures(quarter=QUARTER.previous))
    accepted(owed, manager, officer, figures())
    found = page(as_user(officer), "report_panel", owed.cooperative_id)
    assert "<svg" in found
    assert found.count('class="strip-square') == 2
    assert reverse("report_panel", args=[owed.cooperative_id]) in page(
        as_user(officer), "cooperative_detail", owed.cooperative_id
    )


def test_the_home_page_tells_a_board_what_is_due(board, owed):
    assert reverse("obligation", args=[owed.pk]) in page(board, "home")


def test_the_guide_explains_every_line_and_check_to_everybody(client):
    from reports.checks import CATALOGUE
    from reports.statement.lines import STATEMENT

    found = page(client, "report_guide")
    for rule in CATALOGUE:
        assert f"{rule} ·" in found
    for code in STATEMENT.lines:
        assert f"{code} ·" in found
    assert client.get(reverse("report_guide"), {"profile": "x"}).status_code == 200
    assert "U7 ·" not in client.get(reverse("report_guide"), {"profile": "sharia"}).content.decode()


def test_a_workbook_of_ones_own_is_refused_with_a_way_on(owed, board, manager):
    found = upload(owed, workbook([["NERACA"]]), manager)
    assert "Ini bukan templat SoloKop" in page(board, "upload_result", owed.pk, found.pk)


def test_nul_characters_are_taken_out_wherever_they_are_sent(as_user, officer, manager, owed, client):
    report = submitted(owed, manager)
    reviewing.begin(report, actor=officer)
    staff = as_user(officer)
    staff.post(reverse("review_comment", args=[owed.pk, 1]), {"key": "A1.01", "text": "Cek\x00 kas"})
    assert report.comments.get().text == "Cek kas"
    assert staff.get("/reports/", {"kind": "a\x00", "quarter": "\x00"}).status_code == 200
    assert client.get("/receipts/TW%00/").status_code == 404
