"""axe-core on every page of the register, and no page wider than its screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cooperatives.models import Contact, Cooperative
from cooperatives.register_import import decisions
from core import office
from core.areas import AREAS
from core.messages import inbox
from core.models import OutgoingMail, Signer, TaskFailure
from core.papers.verification import in_groups
from reports.arrivals import arrival_log
from reports.escalation import ladder, letters, reminders
from reports.models import Letter, Obligation, Period, Proposal, Reminder, Report, Step
from revival.models import (
    AssignmentLetter,
    Case,
    Dissolution,
    Photo,
    PlanLine,
    QuestionLetter,
    VisitDay,
    VisitRecord,
    WarningLetter,
)
from solokop.demo import contents
from supervision.models import EarlyWarning
from tests.browser import DESKTOP, LAPTOP, PHONE, TABLET
from tests.factories import preview, workbook
from tests.reporting import a_paper, arrived, draft, figures, upload, workbook_of
from training.enrolments import enrolment
from training.models import Certificate, Session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]


def pages() -> list[str]:
    """Addresses of all pages, on the demo with an import that waits and a message in the outbox."""
    officer = User.objects.get(email="petugas@solokop.test")
    one, other = Cooperative.objects.filter(board__term_end__isnull=False).first(), Cooperative.objects.last()
    heading = ["NAMA KOPERASI", "ALAMAT", "KELURAHAN", "JUMLAH ANGGOTA"]
    batch = preview(workbook([heading, ["KSP A", "Jl. A", "Jajjar", 5], ["KSP B", "Jl. B", "Jajar", "x"]]), officer)
    assert decisions.doubts(batch.rows.first())
    OutgoingMail.objects.create(to=["a@contoh.test"], subject="Uji", body="Isi", from_email="b@contoh.test")
    names = [
        ("home",),
        ("cooperative_list",),
        ("completeness",),
        ("duplicates",),
        ("merge", one.pk, other.pk),
        ("import_list",),
        ("import_detail", batch.pk),
        ("import_mapping", batch.pk),
        ("cooperative_create",),
        ("cooperative_detail", one.pk),
        ("cooperative_history", one.pk),
        ("cooperative_sources", one.pk),
        ("cooperative_status", one.pk),
        ("cooperative_public", one.pk),
        ("handover",),
        ("handover_list", "ods"),
        ("handover_fields", one.pk, "ods"),
        ("board_add", one.pk),
        ("meeting_add", one.pk),
        ("manager_invite", one.pk),
        ("user_list",),
        ("invite_staff",),
        ("outbox",),
        ("event_log",),
        ("outbox_mail", OutgoingMail.objects.first().pk),
        ("office_settings",),
        ("signers",),
        ("signer_add",),
        ("signer_edit", Signer.objects.first().pk),
        ("signer_end", Signer.objects.first().pk),
        ("signer_delete", Signer.objects.first().pk),
        ("emblem",),
        ("job_list",),
        ("public_register",),
        ("public_record", one.pk),
        ("public_sticker", one.pk),
        ("tell", one.pk),
        ("complaints",),
        ("follow_complaint",),
        ("api",),
        ("public_figures",),
        ("data",),
        ("data_set", "register"),
        ("account_change_password",),
        ("mfa_index",),
        ("phone",),
        ("offline",),
    ]
    sections = [
        reverse("cooperative_edit", args=[one.pk, section])
        for section in ("identity", "business", "contact", "people", "figures")
    ]
    return [
        *(reverse(name, args=args) for name, *args in names),
        *sections,
        "/cooperatives/?status=passive&district=Jebres&q=ksp",
        "/cooperatives/?q=tidakada",
        f"/cooperatives/imports/{batch.pk}/?outcome=refused",
        "/register/?q=langgeng",
        "/tidak-ada/",
        *report_pages(officer, one),
        *training_pages(officer),
        *revival_pages(),
        *warning_pages(),
        *city_pages(),
    ]


def revival_pages() -> list[str]:
    """The pages of coaching: a case with a plan, one on hold, one that has ended, and the way back for a board."""
    planned = PlanLine.objects.filter(case__closed_on=None).first()
    held, ended = Case.objects.exclude(hold_until=None).first(), Case.objects.exclude(closed_on=None).first()
    cases = [reverse("revival_case", args=[case.pk]) for case in (planned.case, held, ended)]
    names = [
        ("revival",),
        ("revival_candidates",),
        ("revival_others",),
        ("revival_signs",),
        ("revival_asked",),
        ("revival_question", planned.case.cooperative_id),
        ("revival_letters",),
        ("revival_texts",),
        ("revival_texts", "warnings"),
        *(("revival_letter", letter.pk) for letter in QuestionLetter.objects.order_by("village")[:2]),
        ("revival_lurah", QuestionLetter.objects.exclude(village=None).first().pk),
        ("revival_dissolutions",),
        *(("revival_dissolution", one.case_id) for one in Dissolution.objects.order_by("pk")[:4]),
        ("revival_warning", WarningLetter.objects.order_by("pk").first().pk),
        ("revival_results",),
        ("revival_compared",),
        ("revival_month",),
        ("revival_visits",),
        ("revival_visit_plan",),
        ("revival_phone",),
        ("revival_day", VisitDay.objects.first().pk),
        ("revival_assignment", AssignmentLetter.objects.first().pk),
        ("revival_visit", Photo.objects.first().visit_id),
        ("revival_record", VisitRecord.objects.first().pk),
        ("revival_visit_new", planned.case_id),
        ("message_next",),
        ("revival_teams",),
        ("revival_team", planned.case.cooperative.district_id),
        ("revival_programme_new",),
        ("revival_panel", planned.case.cooperative_id),
        ("revival_plan_edit", planned.case_id, planned.pk),
    ]
    return [*cases, *(reverse(name, args=args) for name, *args in names)]


def city_pages() -> list[str]:
    """The city today and of an earlier day, with the rows of some of its numbers, and its targets."""
    rows = [reverse("city_cooperatives") + "?show=active", reverse("city_reports") + "?show=accepted"]
    waits = reverse("disposition", args=["status", Proposal.objects.open().earliest("pk").pk])
    pages = [reverse(name) for name in ("city", "city_targets", "decisions")]
    return [*pages, reverse("city") + "?on=2025-12-31", *rows, waits]


def warning_pages() -> list[str]:
    """The early warning: list, a cooperative with many flags, one answered, the rules and their limits."""
    open_ones = EarlyWarning.objects.open()
    most = open_ones.values_list("cooperative").annotate(n=Count("pk")).order_by("-n").first()[0]
    answered = open_ones.filter(is_quiet=True).first().cooperative_id
    names = [("warnings",), ("warning_page", most), ("warning_page", answered), ("warning_rules",), ("warning_limits",)]
    return [reverse("warnings") + "?show=quiet", *(reverse(name, args=args) for name, *args in names)]


def training_pages(officer) -> list[str]:
    """The pages of training: a session that is over, one that runs, one that is full, one by selection, a draft."""
    over = Session.objects.filter(enrolments__certificates__isnull=False).distinct().order_by("pk").last()
    full = Session.objects.filter(enrolments__state="waitlisted").distinct().get()
    chosen = Session.objects.get(seating="selection")
    running = Session.objects.filter(days__date=timezone.localdate(), state="published").get()
    draft = Session.objects.get(state="draft")
    seated = full.enrolments.confirmed().first()
    enrolment.cancel(full.enrolments.confirmed().last(), actor=officer)
    paper = Certificate.objects.first()
    names = [
        ("training",),
        ("programme_list",),
        ("programme", full.programme_id),
        ("programme_edit", full.programme_id),
        ("session", full.pk),
        ("session", draft.pk),
        ("session_edit", full.pk),
        ("session_cancel", full.pk),
        ("enrol", full.pk),
        ("participants", full.pk),
        ("participants", chosen.pk),
        ("session_history", full.pk),
        ("enrolment_cancel", full.pk, seated.pk),
        ("session_invite", chosen.pk),
        ("enrolment_replace", full.pk, seated.pk),
        ("enrolment_move", full.pk, seated.pk),
        ("attendance", running.pk),
        ("scores", over.pk),
        ("evaluation", over.pk),
        ("session_certificates", over.pk),
        ("certificate_list",),
        ("certificate_layout",),
        ("certificate", paper.number),
        ("certificate_withdraw", paper.number),
        ("training_results",),
        ("training_panel", seated.cooperative_id),
        ("training_card", seated.code),
        ("evaluate", seated.code),
    ]
    offered = full.enrolments.get(state="offered")
    return [
        *(reverse(name, args=args) for name, *args in names),
        f"/training/{full.pk}/enrol/?cooperative={offered.cooperative_id}",
        "/training/?show=past&q=tidakada",
        "/certificates/SP-2026-XXXX-XXXX/",
    ]


def report_pages(officer, one) -> list[str]:
    """The pages of the reports: a draft with errors and warnings, one to review, one returned, one accepted."""
    newest = Period.objects.all()[1]
    missing, other, third = Obligation.objects.filter(period=newest, standing="none", profile="savings_loan")[:3]
    wrong = figures(missing.profile, missing.period.value) | {"E.09": 5, "E.08": 900_000_000, "A1.16": 0}
    upload(missing, workbook_of(missing, wrong), officer)
    waiting = upload(missing, workbook_of(missing, wrong | {"C1": 5, "A1.01": -1, "A1.02": "1.234,50"}), officer)
    refused = upload(other, workbook([["x"]]), officer)
    ready = draft(third, officer, figures(third.profile, third.period.value))
    ready.findings.filter(level="error").delete()
    review, returned, done = (
        Report.objects.filter(obligation__period=newest, state=state).order_by("pk")[0]
        for state in ("in_review", "returned", "accepted")
    )
    slug = newest.slug
    paper, aside = arrived(third, officer, a_paper(2)), arrived(other, officer)
    arrival_log.set_aside(aside, reason="Tidak terbaca.", actor=officer)
    names = [
        ("report_home",),
        ("period_list",),
        ("period", slug),
        ("period_obligations", slug),
        ("period_joint", slug),
        ("period_extend", slug),
        ("holidays",),
        ("obligation", missing.pk),
        ("obligation", other.pk),
        ("obligation", returned.obligation_id),
        ("obligation", done.obligation_id),
        ("report_check", missing.pk),
        ("report_sign", missing.pk),
        ("report_nil", other.pk),
        ("report_upload", other.pk),
        ("upload_result", missing.pk, waiting.pk),
        ("upload_result", other.pk, refused.pk),
        ("report_version", review.obligation_id, 1),
        ("report_version", done.obligation_id, 1),
        ("report_receipt", done.obligation_id, 1),
        ("receipt", done.receipt_number),
        ("report_guide",),
        ("report_panel", done.obligation.cooperative_id),
        ("late_list",),
        ("letters",),
        ("letter_book",),
        ("proposals",),
        ("ladder",),
        ("step_edit", "T2"),
        ("message_list",),
        ("unreached_list",),
        ("contact_list", missing.cooperative_id),
        ("manager_let_in", missing.cooperative_id),
        ("cooperative_detail", missing.cooperative_id),
        ("inbox",),
        ("preferences",),
        ("system",),
        ("arrivals",),
        ("arrival", third.pk, paper.pk),
        ("arrival", other.pk, aside.pk),
        ("arrival_new", third.pk),
        ("report_sign", third.pk),
        ("receipt", paper.number),
    ]
    reach_everybody(officer, missing)
    parts = ("balance", "surplus", "cash_flow", "loan_quality", "equity_change", "indicators")
    warned = Letter.objects.filter(state="issued").first()
    return [
        *(reverse(name, args=args) for name, *args in names),
        reverse("letter", args=[warned.pk]),
        reverse("paper_check", args=[in_groups(warned.code)]),
        *(reverse("report_form", args=[missing.pk, part]) for part in parts),
        reverse("report_form", args=[third.pk, "balance"]),
        reverse("arrival_find") + "?q=koperasi",
        reverse("period_obligations", args=[slug]) + "?state=late&q=tidakada",
        "/receipts/TW1-2026-XXXX-XXXX/",
    ]


def reach_everybody(officer, missing) -> None:
    """The ladder climbed once more: letters to sign and issued, messages to send, one that did not arrive."""
    Reminder.objects.filter(obligation=missing).delete()
    Step.objects.filter(code="T2").update(ways=["inbox", "whatsapp"])
    ladder.climb(timezone.localdate())
    reminders.tell(timezone.localdate())
    letters.issue(Letter.objects.filter(state="prepared").values_list("pk", flat=True)[:3], actor=officer)
    contacts = Contact.objects.filter(channel="whatsapp")
    contacts.filter(pk=contacts[0].pk).update(state="failed")
    inbox.put([User.objects.get(email="admin@solokop.test")], key="x", title="Laporan terlambat", text="Isi", url="/")
    TaskFailure.objects.create(task="reports.tasks.flag_overdue", error="OperationalError: mati")


def violations(visitor) -> list[str]:
    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


SMALLEST_TEXT = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const dense = innerWidth >= 992 && element.closest(".desk .table");
    // The table under a chart says in full size what stands at its marks.
    const least = element.closest("figure.chart svg") ? 12 : dense ? 14 : 16;
    if (parseFloat(getComputedStyle(element).fontSize) < least) small.push(element.outerHTML.slice(0, 100));
  }
  return small;
}"""


def problems_of(visitor, path: str, viewport: dict, between: dict) -> list[str]:
    """What is wrong with a page for somebody who sees it badly or on another screen."""
    visitor.go(path)
    found = violations(visitor)
    found += [f"smaller than 16 px: {html}" for html in visitor.page.evaluate(SMALLEST_TEXT)]
    # What is between phone and desktop can only be too wide.
    for width in (viewport, between):
        visitor.page.set_viewport_size(width)
        if visitor.overflow() > 0:
            found.append(f"wider than {width['width']} by {visitor.overflow()}")
    visitor.page.set_viewport_size(viewport)
    return found


def pages_of_an_adviser() -> list[str]:
    """What only they see as it is: the city on the home page, a record without its private part, a refusal."""
    one = Contact.objects.filter(channel="visit").earliest("pk").cooperative_id
    names = ("cooperative_detail", "contact_list", "cooperative_status")
    return ["/", *(reverse(name, args=[one]) for name in names)]


@pytest.mark.parametrize(
    ("viewport", "between", "scheme"),
    [(PHONE, TABLET, "light"), (DESKTOP, LAPTOP, "dark")],
    ids=["phone", "desktop"],
)
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(visit, viewport, between, scheme):
    contents.build()
    visitor, adviser = visit(viewport, scheme), visit(viewport, scheme)
    visitor.go("/accounts/login/")
    problems = {"/accounts/login/": violations(visitor)}
    visitor.go("/accounts/code/")
    problems["/accounts/code/"] = violations(visitor)
    visitor.sign_in("admin@solokop.test", contents.PASSWORD)
    for path in pages():
        problems[path] = problems_of(visitor, path, viewport, between)
    adviser.sign_in("penyuluh@solokop.test", contents.PASSWORD)
    for path in pages_of_an_adviser():
        problems[f"{path} (adviser)"] = problems_of(adviser, path, viewport, between)
    office.change({AREAS["training"].setting: False}, actor=User.objects.get(email="admin@solokop.test"))
    problems["/training/ (off)"] = problems_of(adviser, "/training/", viewport, between)
    assert {path: found for path, found in problems.items() if found} == {}
    complaints = visitor.complaints + adviser.complaints
    assert [text for text in complaints if "404" not in text and "403" not in text] == []
