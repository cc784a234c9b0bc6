import json

import pytest
from django.core.management import call_command
from django.utils import translation

from core.models import Event
from reports.filing import drafts, intake, submission
from reports.models import Report, Upload
from reports.obligations.quarter import Quarter
from tests.factories import workbook
from tests.reporting import (
    QUARTER,
    accepted,
    change,
    draft,
    figures,
    make_obligation,
    submitted,
    template,
    upload,
    workbook_of,
)

pytestmark = pytest.mark.django_db
Outcome = Upload.Outcome


def test_a_right_workbook_becomes_the_draft_and_is_kept_as_it_came(manager):
    owed = make_obligation()
    content = workbook_of(owed)
    found = upload(owed, content, manager)
    report = Report.objects.get()
    assert found.outcome == Outcome.TAKEN
    assert found.file.read() == content
    assert drafts.typed_of(report) == figures()
    assert (report.state, report.source, report.upload) == ("draft", "workbook", found)
    assert found.findings == []
    assert Event.objects.filter(verb="upload.received").count() == 1


def test_errors_do_not_stop_a_first_workbook_from_becoming_the_draft(manager):
    owed = make_obligation()
    found = upload(owed, workbook_of(owed, **{"A1.01": "dua", "C2": None}), manager)
    report = Report.objects.get()
    assert found.outcome == Outcome.TAKEN
    rules = [(item.rule, item.key) for item in report.findings.all() if item.level == "error"]
    # The unreadable cell is told once: not as empty, and not as a balance that does not come out.
    assert rules == [("B1", "A1.01"), ("N13", "C2")]
    assert "A1.01" not in drafts.typed_of(report)


def test_an_unreadable_cell_stays_a_problem_until_its_line_has_been_looked_at(manager):
    """Its line may be optional: nobody would miss the figure that was lost."""
    owed = make_obligation()
    upload(owed, workbook_of(owed, **{"A1.19": "dua juta"}), manager)
    report = Report.objects.get()

    def problems():
        return [(f.rule, f.key) for f in report.findings.filter(level="error")]

    assert problems() == [("B1", "A1.19")]
    drafts.recheck(report)
    assert problems() == [("B1", "A1.19")]
    report = drafts.save_figures(Report.objects.get(), {"C2": figures()["C2"]}, actor=manager)
    assert problems() == [("B1", "A1.19")]
    assert submission.obstacles(report)
    report = drafts.save_figures(Report.objects.get(), {"A1.19": None}, actor=manager)
    assert problems() == [("B1", "A1.19")]
    report = drafts.save_figures(Report.objects.get(), {"A1.19": None}, actor=manager, confirmed={"A1.19"})
    assert problems() == []


def test_a_mended_workbook_replaces_the_one_before_without_a_question(manager):
    owed = make_obligation()
    upload(owed, workbook_of(owed, **{"E.09": 5}), manager)
    assert upload(owed, workbook_of(owed), manager).outcome == Outcome.TAKEN
    assert drafts.typed_of(Report.objects.get()) == figures()


def test_a_worse_workbook_asks_before_it_replaces_a_good_draft(manager):
    owed = make_obligation()
    upload(owed, workbook_of(owed), manager)
    worse = upload(owed, workbook_of(owed, **{"E.09": 5}), manager)
    assert worse.outcome == Outcome.WAITING
    assert drafts.typed_of(Report.objects.get()) == figures()
    intake.take(worse, actor=manager)
    assert drafts.typed_of(Report.objects.get())["E.09"] == 5


def test_a_workbook_asks_before_it_replaces_what_was_typed_in_the_form(manager):
    owed = make_obligation()
    draft(owed, manager, figures() | {"A1.19": 0})
    found = upload(owed, workbook_of(owed), manager)
    assert found.outcome == Outcome.WAITING
    intake.decline(found, actor=manager)
    intake.decline(found, actor=manager)
    assert Upload.objects.get().outcome == Outcome.DECLINED
    assert drafts.typed_of(Report.objects.get()) == figures() | {"A1.19": 0}


def test_a_sent_report_is_not_touched_by_an_upload(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)
    found = upload(owed, workbook_of(owed, **{"A1.01": 1}), manager)
    assert found.outcome == Outcome.WAITING
    with pytest.raises(submission.DomainError):
        intake.take(found, actor=manager)
    report.refresh_from_db()
    assert report.state == "submitted"
    assert Report.objects.count() == 1


def refusal(owed, content, actor, name="laporan.xlsx"):
    with translation.override("en"):
        found = upload(owed, content, actor, name)
    assert found.outcome == Outcome.REFUSED
    assert Report.objects.count() == 0
    return found.refusal


def test_another_template_is_one_clear_message_that_names_both_sides(manager):
    owed = make_obligation()
    other = make_obligation()
    earlier = make_obligation(cooperative=owed.cooperative, quarter=QUARTER.previous)
    assert f"another cooperative ({other.cooperative.name})" in refusal(owed, template(other), manager)
    for number in ("999999", ""):
        nobody = change(template(owed), {"_solokop!B2": number})
        assert "one that the register does not know" in refusal(owed, nobody, manager)
    text = refusal(owed, template(earlier), manager)
    assert "Quarter I 2026" in text
    assert "Quarter II 2026" in text
    wrong = change(template(owed), {"_solokop!B4": "sharia"})
    assert "Sharia" in refusal(owed, wrong, manager)


def test_versions_that_are_newer_or_unknown_are_told_apart(manager):
    owed = make_obligation()
    assert "does not know yet" in refusal(owed, change(template(owed), {"_solokop!B1": "2099.1"}), manager)
    assert "no longer read" in refusal(owed, change(template(owed), {"_solokop!B1": "2001.1"}), manager)
    assert "no longer read" in refusal(owed, change(template(owed), {"_solokop!B1": "ngawur"}), manager)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("laporan.xlsx", b"PK\x03\x04 broken"),
        ("laporan.xlsx", b""),
        ("laporan.xlsx", b"\xd0\xcf\x11\xe0old"),
        ("laporan.csv", b"a;\x00"),
        ("laporan.pdf", b"%PDF"),
        ("laporan", b"x"),
        ("laporan.xlsm", b"PK\x03\x04"),
    ],
)
def test_what_the_guards_turn_away_is_told_and_not_stored(manager, name, content):
    owed = make_obligation()
    assert refusal(owed, content, manager, name)
    assert not Upload.objects.get().file


def test_a_workbook_of_one_s_own_making_is_kept_for_a_look_together(manager):
    owed = make_obligation()
    assert "not the template" in refusal(owed, workbook([["NERACA"], ["Kas", 5]]), manager)
    assert Upload.objects.get().file


def test_corrections_of_a_returned_report_are_a_new_version(manager, officer):
    from reports.review import decisions

    owed = make_obligation()
    first = submitted(owed, manager)
    decisions.send_back(first, actor=officer, note="Cek kas")
    found = upload(owed, workbook_of(owed, **{"A1.19": 0}), manager)
    assert found.outcome == Outcome.TAKEN
    assert list(Report.objects.order_by("version").values_list("version", "state")) == [(1, "returned"), (2, "draft")]


def test_an_accepted_report_needs_an_amendment_first(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    assert upload(owed, workbook_of(owed), manager).outcome == Outcome.WAITING
    submission.amend(owed, reason="Salah ketik", actor=manager)
    assert Report.objects.filter(state="draft").count() == 1


def test_checks_compare_with_the_last_accepted_quarter(manager, officer):
    owed = make_obligation(quarter=Quarter(2026, 1))
    accepted(owed, manager, officer, figures(quarter=Quarter(2026, 1)))
    now = make_obligation(cooperative=owed.cooperative)
    found = upload(now, workbook_of(now, figures()), manager)
    assert [item["rule"] for item in found.findings if item["level"] == "error"] == []
    wrong = upload(now, workbook_of(now, figures() | {"H1.01:to_date": 5}), manager)
    assert "N9" in [item["rule"] for item in wrong.findings]


def run_check(tmp_path, capsys, owed, content, *options):
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    code = 0
    try:
        call_command(
            "check_report", str(path), "--cooperative", str(owed.cooperative_id), "--period", "2026-2", *options
        )
    except SystemExit as stop:
        code = stop.code
    return code, capsys.readouterr().out


def test_the_command_prints_the_findings_and_exits_1_when_there_are_errors(tmp_path, capsys, db):
    owed = make_obligation()
    code, out = run_check(tmp_path, capsys, owed, workbook_of(owed), "--json")
    assert (code, json.loads(out)["findings"]) == (0, [])
    code, out = run_check(tmp_path, capsys, owed, workbook_of(owed, **{"E.09": 5}), "--json")
    answer = json.loads(out)
    assert code == 1
    assert {item["rule"] for item in answer["findings"]} >= {"N2", "N4"}
    assert answer["findings"][0]["cell"] or answer["findings"][0]["key"] == "A"
    code, out = run_check(tmp_path, capsys, owed, workbook([["x"]]), "--json")
    assert (code, bool(json.loads(out)["refusal"])) == (1, True)
    code, out = run_check(tmp_path, capsys, owed, workbook_of(owed, **{"E.09": 5}))
    assert code == 1
    assert "N4" in out
    assert Report.objects.count() == Upload.objects.count() == 0
