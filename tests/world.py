"""An office with two cooperatives, in which every page has something to show: `address(world, name)`."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cooperatives.merging import records as merging
from cooperatives.models import BoardMember, Contact, Merge, SavedView, StatusChange
from cooperatives.people import board, memberships
from cooperatives.public import complaints
from core import office
from core.models import Job, OutgoingMail, TaskFailure
from reports.escalation import letters
from reports.models import Holiday, Letter, Reminder, Step
from revival.models import CoachingProgramme, Question
from revival.question import letters as letters_that_ask
from revival.question import questions
from revival.visits import assignments, records
from tests import training
from tests.coaching import make_case, make_line
from tests.factories import make_cooperative, make_signer, preview, workbook
from tests.leaving import make_proposal, make_step
from tests.pages import (
    OF_COACHES,
    OF_LEAVING,
    OF_ONE_ENROLMENT,
    OF_ONE_OBLIGATION,
    OF_ONE_SESSION,
    OF_TRAINING,
    PERIOD_PAGES,
    REPORT_ACTIONS,
)
from tests.reporting import QUARTER, a_paper, arrived, days_ago, draft, kept_upload, make_obligation, submitted
from tests.training import make_session
from tests.visiting import make_day, make_photo, make_visit
from tests.warned import make_warning, passed_on
from training.models import Certificate
from training.sessions import programmes


def issued_letter(cooperative, officer) -> int:
    # The cooperative is coached as well.
    office.store("coaching_stops_letters", False)
    owed = make_obligation(cooperative=cooperative)
    letter = Letter.objects.create(cooperative=cooperative, level=1, made_on=days_ago(1))
    Reminder.objects.create(obligation=owed, step=Step.objects.get(code="T2"), on=days_ago(1), letter=letter)
    letters.issue([letter.pk], actor=officer)
    return letter.pk


def coaching_args(own, officer) -> dict:
    """An open case with a line of its plan: names of pages and their arguments."""
    case = make_case(own, officer)
    line = make_line(case, officer)
    questions.ask([own.pk], actor=officer)
    asked = Question.objects.filter(cooperative=own).values_list("pk", flat=True)
    (letter,) = letters_that_ask.write(asked, actor=officer).letters
    (to_lurah,) = letters_that_ask.pass_on(asked, actor=officer).letters
    case.refresh_from_db()
    day = make_day([case], officer)
    sent = assignments.draft([day], others="", actor=officer)
    assignments.issue(sent, first=0, actor=officer)
    visit = make_visit(case, officer, stop=day.stops.get())
    photo, numbered = make_photo(visit, officer), records.issue(visit, first=0, actor=officer)
    of_day = ("revival_day", "revival_day_sheets", "revival_day_ics", "revival_day_luggage", "revival_day_move")
    of_day += ("revival_day_out", "revival_day_off", "revival_day_letter")
    of_sent = ("revival_assignment", "revival_assignment_pdf", "revival_assignment_act", "revival_assignment_scan")
    of_record = ("revival_record", "revival_record_pdf", "revival_record_act", "revival_record_scan")
    of_visit = ("revival_visit", "revival_photo_add", "revival_record_issue")
    of_letter = ("revival_letter", "revival_letter_pdf", "revival_letter_act", "revival_letter_scan")
    return {
        **dict.fromkeys(of_letter, (letter.pk,)),
        "revival_letter_earlier_scan": (letter.pk, "x"),
        **dict.fromkeys(of_day, (day.pk,)),
        **dict.fromkeys(of_sent, (sent.pk,)),
        **dict.fromkeys(of_record, (numbered.pk,)),
        **dict.fromkeys(of_visit, (visit.pk,)),
        "revival_visit_new": (case.pk,),
        # One whose record has no number yet.
        "revival_visit_edit": (make_visit(case, officer).pk,),
        **dict.fromkeys(("revival_photo", "revival_photo_drop"), (case.pk, photo.pk)),
        "revival_assignment_earlier_scan": (sent.pk, "x"),
        "revival_record_earlier_scan": (numbered.pk, "x"),
        "revival_lurah": (to_lurah.pk,),
        **dict.fromkeys(("revival_case", "revival_end", "revival_active", *OF_COACHES), (case.pk,)),
        **dict.fromkeys(("revival_plan_edit", "revival_plan_done"), (case.pk, line.pk)),
        **dict.fromkeys(("revival_panel", "revival_begin", "revival_ask"), (own.pk,)),
        **dict.fromkeys(("revival_question", "revival_question_ask", "revival_question_send"), (own.pk,)),
        **dict.fromkeys(("revival_question_withdraw", "revival_type_answer"), (own.pk,)),
        "revival_opening_back": (case.opening_id,),
        "revival_team": (own.district_id,),
        "revival_programme": (CoachingProgramme.objects.create(year=2026, name="Pembinaan", target=40).pk,),
    }


def leaving_args(officer) -> dict:
    """A case that is proposed for dissolution, and one that is warned."""
    case = make_case(make_cooperative("KSP Senja", status="passive"), officer)
    make_proposal(case, officer)
    make_step(case, officer, "told")
    of_case = ("revival_dissolution", "revival_dissolution_pdf", "revival_propose", "revival_legal_step", *OF_LEAVING)
    of_case += ("revival_legal_back", "revival_withdraw", "revival_winding_up_team", "revival_warning_draft")
    of_letter = ("revival_warning", "revival_warning_pdf", "revival_warning_act", "revival_warning_scan")
    letter, paper = case.warnings.get(), case.evidence.first()
    return {
        **dict.fromkeys(of_case, (case.pk,)),
        **dict.fromkeys(of_letter, (letter.pk,)),
        "revival_warning_earlier_scan": (letter.pk, "x"),
        "revival_evidence": (case.pk, paper.pk),
    }


def disposition_args(own, officer) -> dict[str, tuple]:
    made = passed_on(own, officer)
    return {
        "disposition": (made.matter, made.thing),
        **dict.fromkeys(("disposition_done", "disposition_back"), (made.pk,)),
    }


@pytest.fixture
def world(officer, manager):
    own, other = make_cooperative("KSP Milik"), make_cooperative("KSP Lain")
    gone = make_cooperative("KSP Dulu")
    merging.merge(keep=own.pk, drop=gone.pk, reason="Ganda.", actor=officer)
    merge = Merge.objects.get()
    entry = StatusChange.objects.create(
        cooperative=own, new=own.status, on=own.status_on, basis="register", reason="Sesuai daftar."
    )
    membership = memberships.link(manager, own, actor=officer)
    member = board.put(own, member=BoardMember(position="secretary", name="Sri"), actor=officer)
    invitation = memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[own], actor=officer)
    return {
        "actors": (officer, manager),
        "own": own,
        "other": other,
        "args": {
            "warning_page": (own.pk,),
            **disposition_args(own, officer),
            "city_picture_file": ("kecamatan",),
            **dict.fromkeys(("warning_answer", "warning_again"), (own.pk, make_warning(own).pk)),
            "merge": (own.pk, other.pk),
            "not_double": (own.pk, other.pk),
            "merge_undo": (merge.pk,),
            "cooperative_detail": (own.pk,),
            "cooperative_edit": (own.pk, "identity"),
            "cooperative_history": (own.pk,),
            "cooperative_sources": (own.pk,),
            "cooperative_status": (own.pk,),
            "status_correct": (own.pk, entry.pk),
            **coaching_args(own, officer),
            **leaving_args(officer),
            "board_add": (own.pk,),
            "board_edit": (own.pk, member.pk),
            "board_leave": (own.pk, member.pk),
            "meeting_add": (own.pk,),
            "note_add": (own.pk,),
            "handover_list": ("ods",),
            "handover_fields": (own.pk, "ods"),
            "cooperative_public": (own.pk,),
            "removal_end": (own.pk,),
            "manager_invite": (own.pk,),
            "membership_end": (own.pk, membership.pk),
            "manager_let_in": (own.pk,),
            "manager_code": (own.pk, membership.pk),
            "send_invitation_again": (invitation.pk,),
            "withdraw_invitation": (invitation.pk,),
            "set_user_active": (manager.pk,),
            "change_email": (manager.pk,),
            "outbox_mail": (OutgoingMail.objects.first().pk,),
            "outbox_retry": (OutgoingMail.objects.first().pk,),
            "delete_view": (SavedView.objects.create(name="x", owner=officer).pk,),
            **dict.fromkeys(("contact_list", "contact_add"), (own.pk,)),
            **dict.fromkeys(
                ("complaint", "complaint_answer", "complaint_record"),
                (complaints.tell(own, kind="withdrawal", text="Tidak bisa ambil.").pk,),
            ),
            **dict.fromkeys(
                ("contact_sent", "contact_failed", "contact_take_back", "contact_result"),
                (Contact.objects.create(cooperative=own, channel="whatsapp", to="+62811").pk,),
            ),
            **dict.fromkeys(
                ("letter", "letter_pdf", "letter_set_aside", "letter_act", "letter_result", "letter_scan_file"),
                (issued_letter(own, officer),),
            ),
            "letter_earlier_scan_file": (own.pk, "x"),
            "paper_check": ("x",),
            **dict.fromkeys(("step_edit", "step_preview"), ("T1",)),
            **dict.fromkeys(("signer_edit", "signer_end", "signer_delete"), (make_signer().pk,)),
            "task_retry": (TaskFailure.objects.create(task="x", error="x").pk,),
            "job_retry": (Job.objects.create(work="x", title="x", owner=officer).pk,),
            "report_panel": (own.pk,),
            "training_panel": (own.pk,),
            "obligation_add": (own.pk, "2026-2"),
            "holiday_delete": (Holiday.objects.first().pk,),
            **dict.fromkeys(
                (
                    "period",
                    "period_obligations",
                    "period_export",
                    "period_summary",
                    "period_joint",
                    "period_extend",
                    "period_remove",
                    "province_row",
                ),
                ("2026-2",),
            ),
        },
    }


def make_reports(cooperative, actor) -> dict:
    """A draft with an upload, and a sent report of the quarter before: names of pages and their arguments."""
    sent = make_obligation(cooperative=cooperative, quarter=QUARTER.previous)
    submitted(sent, actor)
    owed = make_obligation(cooperative=cooperative)
    draft(owed, actor)
    found = kept_upload(owed, actor)
    paper = arrived(owed, actor, a_paper(2))
    names = (
        "obligation",
        "report_template",
        "report_upload",
        "report_form_begin",
        "report_check",
        "report_sign",
        "report_nil",
        "report_mend",
        "report_discard",
        "report_correct",
        "report_amend",
        "obligation_waive",
        "waiver_end",
        "obligation_extend",
        "obligation_realign",
        "arrival_new",
        "report_sheet_pdf",
        "report_ask",
        "report_ask_end",
    )
    of_upload = ("upload_result", "upload_file", "upload_marked", "upload_take", "upload_decline")
    of_arrival = ("arrival", "arrival_receipt_pdf", "arrival_correct", "arrival_set_aside", "arrival_restore")
    of_version = (
        "report_version",
        "report_receipt",
        "report_receipt_pdf",
        "review_begin",
        "review_release",
        "review_comment",
        "review_decide",
        "report_reopen",
    )
    return {
        **dict.fromkeys(names, (owed.pk,)),
        **dict.fromkeys(of_upload, (owed.pk, found.pk)),
        **dict.fromkeys(of_version, (sent.pk, 1)),
        **dict.fromkeys(of_arrival, (owed.pk, paper.pk)),
        **dict.fromkeys(("arrival_file", "arrival_file_drop"), (owed.pk, paper.pk, paper.files.get().pk)),
        "arrival_page": (owed.pk, paper.pk, 1),
        "report_form": (owed.pk, "balance"),
        "report_withdraw": (sent.pk,),
        "comment_delete": (sent.pk, 1, 1),
    }


def make_training(cooperative, officer) -> dict:
    """A session with a participant who has a certificate, and a programme with a file."""
    session = make_session(actor=officer)
    seat = training.enrol(session, cooperative, actor=officer)
    material = programmes.add_material(
        session.programme, title="Bahan", file=SimpleUploadedFile("a.pdf", b"%PDF-1.4"), actor=officer
    )
    paper = Certificate.objects.create(
        enrolment=seat,
        number=f"SP-2026-0000-{seat.pk:04}",
        name=seat.name,
        cooperative_name=cooperative.name,
        programme="X",
        hours=1,
        held_from=days_ago(2),
        held_until=days_ago(1),
        venue="Aula",
        issued_on=days_ago(0),
        signer_name="A",
        title="Sertifikat",
        text="x",
        issued_by_name="B",
    )
    programme, day = session.programme, session.days.first()
    return {
        **dict.fromkeys((*OF_ONE_ENROLMENT, "enrolment_move", "enrolment_correct", "no_show"), (session.pk, seat.pk)),
        **dict.fromkeys(OF_ONE_SESSION, (session.pk,)),
        **dict.fromkeys(("programme", "programme_edit", "session_new", "material_add"), (programme.pk,)),
        "material": (material.pk,),
        "material_remove": (programme.pk, material.pk),
        "attendance_take_back": (session.pk, seat.pk, day.pk),
        **dict.fromkeys(("certificate_pdf", "certificate_withdraw"), (paper.number,)),
    }


IMPORTS = (
    "import_detail",
    "import_mapping",
    "import_problems",
    "import_file",
    "import_decide",
    "import_field",
    "import_apply",
    "import_undo",
    "import_discard",
)


def args_of(world, name: str, whose: str = "own"):
    """The arguments of a page; an import, or the reports of a cooperative, are made when a page asks for them."""
    officer, manager = world["actors"]
    if name in IMPORTS and name not in world["args"]:
        batch = preview(workbook([["NAMA KOPERASI", "ALAMAT", "JENIS"], ["KSP Baru", "Jl. A", "Jasa"]]), officer)
        world["args"] |= dict.fromkeys(IMPORTS, (batch.pk,))
    if name in (*OF_ONE_OBLIGATION, *REPORT_ACTIONS, *PERIOD_PAGES):
        if f"{whose} reports" not in world:
            world[f"{whose} reports"] = make_reports(world[whose], manager if whose == "own" else officer)
        return world["args"].get(name) or world[f"{whose} reports"][name]
    if name in OF_TRAINING:
        if f"{whose} training" not in world:
            world[f"{whose} training"] = make_training(world[whose], officer)
        return world[f"{whose} training"][name]
    return world["args"].get(name, ())


def address(world, name):
    return reverse(name, args=args_of(world, name))
