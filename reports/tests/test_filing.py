import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from cooperatives.people import memberships
from core import office
from core.errors import DomainError, StaleVersionError
from core.images import qr
from core.models import Event, OutgoingMail
from core.text import tokens
from reports.filing import drafts, receipts, submission
from reports.filing.signers import BoardSigner
from reports.models import Obligation, Period, Report
from reports.obligations import extensions
from reports.obligations.quarter import Quarter
from reports.review import decisions
from reports.workflow import MOVES, transition
from tests.factories import make_user
from tests.reporting import (
    QUARTER,
    SIGNED,
    accepted,
    days_ago,
    draft,
    figures,
    make_obligation,
    submitted,
    upload,
    workbook_of,
)

pytestmark = pytest.mark.django_db


def test_a_signed_report_gets_a_receipt_its_totals_and_its_event(manager):
    owed = make_obligation()
    report = submitted(owed, manager)
    assert report.state == "submitted"
    assert report.receipt_number.startswith("TW2-2026-")
    values = report.values()
    assert (report.assets, report.surplus, report.members) == (values["A"], values["H.SHU:to_date"], values["IT"])
    assert report.assets == report.own_capital + report.outside_capital
    assert report.attestation == office.value("report_attestation")
    assert (report.on_behalf, report.submitted_by_name, report.signer_name) == (False, manager.display_name, "Suparman")
    assert Event.objects.filter(verb="report.submitted", object_id=report.pk).count() == 1


def test_a_workbook_s_receipt_carries_the_hash_of_the_file(manager):
    owed = make_obligation()
    content = workbook_of(owed)
    upload(owed, content, manager)
    report = submitted(owed, manager, report=Report.objects.get())
    assert report.sha256 == hashlib.sha256(content).hexdigest()


def test_the_hash_of_a_form_is_that_of_its_figures_and_version(manager):
    one, other = submitted(make_obligation(), manager), submitted(make_obligation(), manager)
    assert len(one.sha256) == 64
    assert one.sha256 != other.sha256
    assert one.sha256 == submission.fingerprint(one, one.values())


def test_the_hash_of_a_form_stays_what_it_was_whatever_the_order_of_its_figures():
    """Whoever checks a receipt of an earlier version must come to the same hash."""
    owed = Obligation(cooperative_id=7, period=Period(year=2026, quarter=2))
    report = Report(obligation=owed, version=1)
    for found in ({"A": 5, "A1.01": 5}, {"A1.01": 5, "A": 5}):
        assert submission.fingerprint(report, found) == (
            "854a6adacf34634ef6c549d4921adf84218f4edfc8f1536821cb9ae3e2cf1789"
        )


def test_everything_that_is_missing_is_told_at_once(manager):
    owed = make_obligation()
    report = drafts.editable(owed, actor=manager)
    report = drafts.save_figures(report, figures() | {"E.09": 5, "E.08": 0, "E.05": -900_000_000}, actor=manager)
    with translation.override("en"), pytest.raises(submission.NotReadyError) as caught:
        submission.submit(
            report,
            signer=BoardSigner(" ", "x"),
            attested=False,
            actor=manager,
            expected_revision=report.revision,
        )
    text = " ".join(caught.value.problems)
    assert len(caught.value.problems) >= 4
    assert "Errors to be corrected" in text
    assert "position" in text
    report.refresh_from_db()
    assert (report.state, report.receipt_number) == ("draft", None)


def test_a_warning_needs_words(manager):
    owed = make_obligation()
    report = drafts.editable(owed, actor=manager)
    report = drafts.save_figures(report, figures(E_05=0) | {"A1.16": 0}, actor=manager)
    warnings = list(report.findings.filter(level="warning"))
    errors = list(report.findings.filter(level="error"))
    assert [item.rule for item in warnings] == ["S6"]
    assert [item.rule for item in errors] == ["N2"]
    assert drafts.explain(report, {("S6", "A1.16"): "  Dibukukan bulan depan. ", ("N2", "A"): "x"}, actor=manager) == [
        "x"
    ]
    assert drafts.explain(report, {("S6", "A1.16"): "Dibukukan bulan depan."}, actor=manager) == []
    assert Event.objects.filter(verb="report.explained").count() == 1
    again = drafts.save_figures(Report.objects.get(), {"A1.19": 0}, actor=manager)
    assert again.findings.get(rule="S6").explanation == "Dibukukan bulan depan."


def test_a_second_click_gives_the_same_receipt(manager):
    owed = make_obligation()
    report = draft(owed, manager)
    revision = report.revision
    first = submission.submit(report, actor=manager, expected_revision=revision, **SIGNED)
    second = submission.submit(report, actor=manager, expected_revision=revision, **SIGNED)
    assert first.receipt_number == second.receipt_number
    assert Event.objects.filter(verb="report.submitted").count() == 1


def test_a_second_click_on_a_report_that_has_gone_on_gives_its_receipt(manager, officer):
    owed = make_obligation()
    report = draft(owed, manager)
    revision = report.revision

    def click():
        found = submission.submit(report, actor=manager, expected_revision=revision, **SIGNED)
        return found.receipt_number, found.state

    number, _state = click()
    sent = Report.objects.get()
    decisions.begin(sent, actor=officer)
    assert click() == (number, "in_review")
    decisions.accept(sent, actor=officer)
    assert click() == (number, "accepted")
    amended = submission.amend(owed, reason="Salah ketik.", actor=manager)
    amended = drafts.save_figures(amended, drafts.typed_of(amended) | {"I4": 99}, actor=manager)
    second = submission.submit(amended, actor=manager, expected_revision=amended.revision, **SIGNED)
    decisions.accept(second, actor=officer)
    assert click() == (number, "superseded")
    assert Event.objects.filter(verb="report.submitted").count() == 2


def test_a_second_click_on_a_report_that_was_returned_gives_its_receipt(manager, officer):
    report = draft(make_obligation(), manager)
    revision = report.revision
    first = submission.submit(report, actor=manager, expected_revision=revision, **SIGNED)
    decisions.send_back(first, actor=officer, note="Periksa kas.")
    again = submission.submit(report, actor=manager, expected_revision=revision, **SIGNED)
    assert (again.receipt_number, again.state) == (first.receipt_number, "returned")


def test_a_name_longer_than_its_column_is_cut_and_stops_nothing():
    """PostgreSQL refuses the 151st letter; a user without a name goes by the address, which may be longer."""
    long = f"{'p' * 170}@contoh.test"
    board, reviewer = make_user("manager", long, name=""), make_user("officer", f"r{long}", name="")
    found = draft(make_obligation(), board)
    signer = BoardSigner(f"  {'S' * 151}", "chair", "y" * 301)
    sent = submission.submit(found, signer=signer, attested=True, actor=board, expected_revision=found.revision)
    decisions.begin(sent, actor=reviewer)
    decisions.comment(sent, key="", text="x" * 2001, actor=reviewer)
    sent.refresh_from_db()
    assert sent.signer_exception == "y" * 300
    assert (sent.signer_name, sent.submitted_by_name, sent.reviewer_name) == (
        "S" * 150,
        long[:150],
        f"r{long}"[:150],
    )
    assert sent.comments.get().author_name == f"r{long}"[:150]
    assert len(sent.comments.get().text) == 2000


def test_a_draft_that_changed_since_it_was_looked_at_is_not_sent(manager):
    owed = make_obligation()
    report = draft(owed, manager)
    drafts.save_figures(report, {"A1.19": 0}, actor=manager)
    with pytest.raises(StaleVersionError):
        submission.submit(report, actor=manager, expected_revision=report.revision - 1, **SIGNED)


def test_days_late_are_frozen_at_the_first_receipt(manager, officer):
    owed = make_obligation(quarter=Quarter.of(days_ago(150)))
    first = submitted(owed, manager)
    owed.refresh_from_db()
    received, late = owed.received_at, owed.days_late
    assert (received, late) == (first.submitted_at, (timezone.localdate() - owed.due_on).days)
    decisions.send_back(first, actor=officer, note="Cek")
    second = submitted(owed, manager)
    assert second.version == 2
    owed.refresh_from_db()
    assert (owed.received_at, owed.days_late) == (received, late)


def test_a_report_in_time_is_not_late(manager, officer):
    owed = make_obligation()
    extensions.extend(owed.period, until=timezone.localdate() + timedelta(days=3), reason="banjir", actor=officer)
    submitted(owed, manager)
    owed.refresh_from_db()
    assert owed.days_late == 0


def test_a_withdrawn_report_is_no_report_and_its_receipt_no_longer_counts(manager, officer, client):
    owed = make_obligation()
    first = submitted(owed, manager)
    fresh = submission.withdraw(first, actor=manager)
    owed.refresh_from_db()
    first.refresh_from_db()
    assert (owed.standing, owed.received_at, owed.days_late) == ("draft", None, None)
    assert (first.state, fresh.state, fresh.version) == ("withdrawn", "draft", 2)
    assert drafts.typed_of(fresh) == drafts.typed_of(first)
    assert client.get(f"/receipts/{first.receipt_number}/").context["withdrawn"]
    second = submitted(owed, manager, report=fresh)
    decisions.begin(second, actor=officer)
    with pytest.raises(DomainError):
        submission.withdraw(second, actor=manager)


def test_an_officer_files_on_behalf_and_stands_on_the_receipt(officer):
    report = submitted(make_obligation(), officer)
    with translation.override("en"):
        lines = dict(receipts.lines_of(report))
    assert report.on_behalf
    assert lines["Entered by"] == f"{officer.display_name}, officer, on behalf of the cooperative"


def test_a_nil_report_counts_and_is_sent_once(manager):
    owed = make_obligation()
    details = {"reason": "Tidak ada kegiatan", "actor": manager, **SIGNED}
    first = submission.submit_nil(owed, **details)
    assert submission.submit_nil(owed, **details) == first
    owed.refresh_from_db()
    assert (owed.standing, first.source, first.assets) == ("submitted", "nil", None)
    assert Report.objects.count() == 1


def test_a_nil_report_does_not_throw_figures_away(manager):
    owed = make_obligation()
    draft(owed, manager)
    with pytest.raises(DomainError):
        submission.submit_nil(owed, reason="Nihil", actor=manager, **SIGNED)
    assert Report.objects.get().figures.exists()
    with pytest.raises(submission.NotReadyError):
        submission.submit_nil(make_obligation(), reason=" ", actor=manager, **SIGNED)
    assert Report.objects.count() == 1


def test_an_amendment_has_a_reason_and_a_change_and_the_old_version_stays_until_it_is_accepted(manager, officer):
    owed = make_obligation()
    old = accepted(owed, manager, officer)
    with pytest.raises(DomainError):
        submission.amend(owed, reason=" ", actor=manager)
    fresh = submission.amend(owed, reason="Salah ketik saldo bank", actor=manager)
    with translation.override("en"), pytest.raises(submission.NotReadyError, match="must change something"):
        submission.submit(fresh, actor=manager, expected_revision=fresh.revision, **SIGNED)
    fresh = drafts.save_figures(Report.objects.get(pk=fresh.pk), {"A1.19": 0}, actor=manager)
    submitted(owed, manager, report=fresh)
    old.refresh_from_db()
    owed.refresh_from_db()
    assert (old.state, owed.standing) == ("accepted", "accepted")
    decisions.accept(Report.objects.get(version=2), actor=officer)
    old.refresh_from_db()
    assert (old.state, Report.objects.get(version=2).state) == ("superseded", "accepted")
    assert Report.objects.current().get().version == 2
    assert old.values()


def test_the_database_allows_one_open_and_one_accepted_version(manager, officer):
    owed = make_obligation()
    accepted(owed, manager, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(version=1).update(receipt_number=None)
    draft_row = submission.amend(owed, reason="x", actor=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(obligation=owed, version=9, profile=owed.profile, statement_version="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft_row.pk).update(state="accepted", receipt_number="X", submitted_at=timezone.now())


def test_only_the_moves_of_the_table_are_possible(manager, officer):
    owed = make_obligation()
    report = submitted(owed, manager)
    for state in MOVES:
        if state not in MOVES["submitted"]:
            with pytest.raises(DomainError):
                transition(report, state, actor=officer)
    with pytest.raises(StaleVersionError):
        transition(report, "in_review", actor=officer, expected_revision=report.revision - 1)


def test_a_draft_is_thrown_away_only_while_it_is_one(manager):
    owed = make_obligation()
    report = draft(owed, manager)
    drafts.discard(report, actor=manager)
    owed.refresh_from_db()
    assert (owed.standing, Report.objects.count()) == ("none", 0)
    sent = submitted(owed, manager)
    with pytest.raises(DomainError):
        drafts.discard(sent, actor=manager)
    assert Report.objects.get().figures.exists()


def test_the_receipt_is_mailed_with_the_report_and_holds_no_figures(manager, officer):
    owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    OutgoingMail.objects.all().delete()
    report = submitted(owed, officer)
    message = OutgoingMail.objects.get()
    assert message.to == [manager.email]
    assert report.receipt_number in message.subject
    assert f"/receipts/{report.receipt_number}/" in message.body
    assert officer.display_name in message.body
    assert f"{report.assets:,}".replace(",", ".") not in message.body


def test_without_a_linked_manager_the_cooperative_s_own_address_gets_the_mail(officer):
    owed = make_obligation()
    owed.cooperative.email = "kop@contoh.test"
    owed.cooperative.save()
    OutgoingMail.objects.all().delete()
    submitted(Obligation.objects.get(), officer)
    assert OutgoingMail.objects.get().to == ["kop@contoh.test"]


def test_a_receipt_is_a_pdf_with_any_name_and_a_code_that_leads_to_its_page(manager):
    owed = make_obligation()
    owed.cooperative.name = "KSP “Ngudi Rahayu” – Ćwikła 合"
    owed.cooperative.save()
    report = submitted(Obligation.objects.get(), manager)
    made = receipts.pdf(report)
    assert made.content.startswith(b"%PDF")
    assert made.missing == "合"
    assert qr.svg("https://contoh.test/receipts/X/").startswith("<svg")


def test_receipt_numbers_cannot_be_guessed_and_can_be_read_out():
    numbers = {submission.receipt_number(QUARTER) for _n in range(500)}
    assert len(numbers) == 500
    assert all(set(number[9:]) <= set(tokens.ALPHABET + "-") for number in numbers)
    assert not set("ILOU") & set(tokens.ALPHABET)


def test_what_is_late_today_was_in_time_when_it_was_extended(manager, officer):
    from reports.obligations import extensions

    owed = make_obligation(quarter=Quarter.of(days_ago(150)))
    extensions.extend(owed.period, until=timezone.localdate() + timedelta(days=1), reason="x", actor=officer)
    owed.refresh_from_db()
    submitted(owed, manager)
    owed.refresh_from_db()
    assert owed.days_late == 0
