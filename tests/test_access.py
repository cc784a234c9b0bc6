"""Every page, every role: who may open it, and that another's record is not there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from accounts import invitations
from cooperatives import board, journal, memberships
from cooperatives.models import BoardMember, Contact, SavedView
from core.models import Job, OutgoingMail, TaskFailure
from reports import letters
from reports.models import Holiday, Letter, Reminder, Report, Step
from tests import training
from tests.factories import make_cooperative, preview, workbook
from tests.reporting import QUARTER, days_ago, draft, kept_upload, make_obligation, submitted
from tests.training import make_session
from training import programmes
from training.models import Certificate

pytestmark = pytest.mark.django_db
OFFICE = {"administrator", "officer", "head"}
STAFF = {"administrator", "officer"}
ADMINISTRATOR = {"administrator"}
EVERYBODY = {"administrator", "officer", "head", "manager"}
FILERS = {"administrator", "officer", "manager"}

# Name of the page: (who may open it, 403 or 404 for the others). `own` is a cooperative of the manager.
PAGES = {
    "home": (EVERYBODY, 0),
    "cooperative_list": (EVERYBODY, 0),
    "export_xlsx": (OFFICE, 403),
    "export_csv": (OFFICE, 403),
    "completeness": (OFFICE, 403),
    "duplicates": (OFFICE, 403),
    "merge": (STAFF, 403),
    "import_list": (OFFICE, 403),
    "import_detail": (OFFICE, 403),
    "import_mapping": (STAFF, 403),
    "import_problems": (OFFICE, 403),
    "import_file": (OFFICE, 403),
    "cooperative_create": (STAFF, 403),
    "cooperative_detail": (EVERYBODY, 404),
    "cooperative_edit": (STAFF, 403),
    "cooperative_history": (OFFICE, 403),
    "cooperative_sources": (OFFICE, 403),
    "cooperative_status": (STAFF, 403),
    "board_add": (STAFF, 403),
    "board_edit": (STAFF, 403),
    "meeting_add": (STAFF, 403),
    "manager_invite": (STAFF, 403),
    "membership_end": (STAFF, 403),
    "user_list": (STAFF, 403),
    "security_log": (ADMINISTRATOR, 403),
    "invite_staff": (ADMINISTRATOR, 403),
    "outbox": (ADMINISTRATOR, 403),
    "outbox_mail": (ADMINISTRATOR, 403),
    "office_settings": (ADMINISTRATOR, 403),
    "job_list": (EVERYBODY, 0),
    "report_home": (EVERYBODY, 0),
    "inbox": (EVERYBODY, 0),
    "preferences": (EVERYBODY, 0),
    "system": (ADMINISTRATOR, 403),
    "message_list": (OFFICE, 403),
    "unreached_list": (OFFICE, 403),
    "contact_list": (OFFICE, 403),
    "late_list": (OFFICE, 403),
    "letters": (OFFICE, 403),
    "letter_book": (OFFICE, 403),
    "letters_pdf": (OFFICE, 403),
    "letter_pdf": (OFFICE, 403),
    "proposals": (OFFICE, 403),
    "ladder": (ADMINISTRATOR, 403),
    "step_edit": (ADMINISTRATOR, 403),
    "holidays": (ADMINISTRATOR, 403),
    "period_list": (OFFICE, 403),
    "period": (OFFICE, 403),
    "period_obligations": (OFFICE, 403),
    "period_export": (OFFICE, 403),
    "period_summary": (OFFICE, 403),
    "period_joint": (OFFICE, 403),
    "period_extend": (STAFF, 403),
    "report_panel": (EVERYBODY, 404),
    "obligation": (EVERYBODY, 404),
    "report_template": (FILERS, 403),
    "report_upload": (FILERS, 403),
    "upload_result": (EVERYBODY, 404),
    "upload_file": (EVERYBODY, 404),
    "upload_marked": (EVERYBODY, 404),
    "report_form": (FILERS, 403),
    "report_check": (EVERYBODY, 404),
    "report_sign": (FILERS, 403),
    "report_nil": (FILERS, 403),
    "report_version": (EVERYBODY, 404),
    "report_receipt": (EVERYBODY, 404),
    "report_receipt_pdf": (EVERYBODY, 404),
    "programme_list": (OFFICE, 403),
    "programme": (OFFICE, 403),
    "programme_new": (STAFF, 403),
    "programme_edit": (STAFF, 403),
    "session_new": (STAFF, 403),
    "session_edit": (STAFF, 403),
    "session_cancel": (STAFF, 403),
    "enrol": (FILERS, 403),
    "enrolment_replace": (FILERS, 403),
    "enrolment_cancel": (FILERS, 403),
    "session_history": (OFFICE, 403),
    "participants": (OFFICE, 403),
    "participants_export": (OFFICE, 403),
    "enrolment_move": (STAFF, 403),
    "enrolment_correct": (STAFF, 403),
    "session_invite": (STAFF, 403),
    "attendance": (OFFICE, 403),
    "attendance_pdf": (OFFICE, 403),
    "scores": (STAFF, 403),
    "evaluation": (OFFICE, 403),
    "session_certificates": (OFFICE, 403),
    "certificate_layout": (ADMINISTRATOR, 403),
    "certificate_pdf": (EVERYBODY, 404),
    "certificate_withdraw": (STAFF, 403),
    "training_results": (OFFICE, 403),
    "training_panel": (EVERYBODY, 404),
    "material": (EVERYBODY, 404),
    "material_add": (STAFF, 403),
}
# Pages of one obligation: another cooperative's is not there, whatever is asked for.
OF_ONE_OBLIGATION = (
    "obligation", "report_template", "report_upload", "upload_result", "upload_file", "upload_marked", "upload_take",
    "upload_decline", "report_form_begin", "report_form", "report_check", "report_sign", "report_nil",
    "report_discard", "report_withdraw", "report_correct", "report_amend", "report_version", "report_receipt",
    "report_receipt_pdf",
)  # fmt: skip
PERIOD_PAGES = ("period", "period_obligations", "period_export", "period_summary", "period_joint", "period_extend",
                "period_remove", "obligation_add")  # fmt: skip
REPORT_ACTIONS = (
    "obligation_waive", "waiver_end", "obligation_extend", "obligation_realign", "review_begin", "review_release", "review_comment",
    "comment_delete", "review_decide",
)  # fmt: skip
# Pages that only take a POST: who may send it.
ACTIONS = {
    "save_view": OFFICE,
    "delete_view": OFFICE,
    "import_decide": STAFF,
    "import_apply": STAFF,
    "import_undo": STAFF,
    "import_discard": STAFF,
    "cooperative_revival": STAFF,
    "board_leave": STAFF,
    "note_add": STAFF,
    "send_invitation_again": STAFF,
    "withdraw_invitation": STAFF,
    "set_user_active": ADMINISTRATOR,
    "outbox_retry": ADMINISTRATOR,
    "holiday_delete": ADMINISTRATOR,
    "inbox_read": EVERYBODY,
    "task_retry": ADMINISTRATOR,
    "job_retry": ADMINISTRATOR,
    "contact_add": STAFF,
    "contact_sent": STAFF,
    "contact_take_back": STAFF,
    "contact_result": STAFF,
    "letters_issue": STAFF,
    "letter_set_aside": STAFF,
    "proposals_decide": STAFF,
    "report_accept_clean": STAFF,
    "obligation_add": STAFF,
    "upload_take": FILERS,
    "upload_decline": FILERS,
    "report_discard": FILERS,
    "report_withdraw": FILERS,
    "report_correct": FILERS,
    "report_amend": FILERS,
    "obligation_waive": STAFF,
    "waiver_end": STAFF,
    "obligation_extend": STAFF,
    "obligation_realign": STAFF,
    "period_remove": STAFF,
    "review_begin": STAFF,
    "review_release": STAFF,
    "review_comment": STAFF,
    "comment_delete": STAFF,
    "review_decide": STAFF,
    "material_remove": STAFF,
    "session_publish": STAFF,
    "session_copy": STAFF,
    "session_delete": STAFF,
    "participants_decide": STAFF,
    "no_show": STAFF,
    "attendance_marks": STAFF,
    "attendance_tick": STAFF,
    "attendance_decode": STAFF,
    "attendance_take_back": STAFF,
    "certificates_issue": STAFF,
    "offer_take": FILERS,
}
# Of one enrolment: another cooperative's is not there for a manager.
OF_ONE_ENROLMENT = ("offer_take", "enrolment_cancel", "enrolment_replace")
OF_ONE_SESSION = (
    "session_edit", "session_cancel", "session_history", "enrol", "participants", "participants_export", "session_invite", "attendance",
    "attendance_pdf", "scores", "evaluation", "session_certificates", "session_publish", "session_copy", "session_delete",
    "participants_decide", "attendance_marks", "attendance_tick", "attendance_decode", "certificates_issue",
)  # fmt: skip
OF_TRAINING = (
    *OF_ONE_ENROLMENT, *OF_ONE_SESSION, "programme", "programme_edit", "session_new", "material_add", "material",
    "material_remove", "enrolment_move", "enrolment_correct", "no_show", "attendance_take_back", "certificate_pdf", "certificate_withdraw",
)  # fmt: skip
# Reached without signing in, or the sign-in machinery of allauth; their own tests are elsewhere.
OTHERS = {
    "set_language",
    "accept_invitation",
    "public_register",
    "public_record",
    "healthz",
    "job",
    "job_file",
    "status_evidence",
    "receipt",
    "report_guide",
    "report_form_begin",
    "metrics",
    "calendar",
    "own_calendar",
    "training",
    "session",
    "session_ics",
    "sessions_ics",
    "training_card",
    "card_certificate",
    "evaluate",
    "certificate",
    "certificate_list",
    "change_email",
    "end_sessions",
}


def issued_letter(cooperative, officer) -> int:
    owed = make_obligation(cooperative=cooperative)
    letter = Letter.objects.create(cooperative=cooperative, level=1, made_on=days_ago(1))
    Reminder.objects.create(obligation=owed, step=Step.objects.get(code="T2"), on=days_ago(1), letter=letter)
    letters.issue([letter.pk], actor=officer)
    return letter.pk


@pytest.fixture
def world(officer, manager):
    own, other = make_cooperative("KSP Milik"), make_cooperative("KSP Lain")
    membership = memberships.link(manager, own, actor=officer)
    member = board.put(own, member=BoardMember(position="secretary", name="Sri"), actor=officer)
    invitation = memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[own], actor=officer)
    return {
        "actors": (officer, manager),
        "own": own,
        "other": other,
        "args": {
            "merge": (own.pk, other.pk),
            "cooperative_detail": (own.pk,), "cooperative_edit": (own.pk, "identity"),
            "cooperative_history": (own.pk,), "cooperative_sources": (own.pk,), "cooperative_status": (own.pk,),
            "cooperative_revival": (own.pk,), "board_add": (own.pk,), "board_edit": (own.pk, member.pk),
            "board_leave": (own.pk, member.pk), "meeting_add": (own.pk,), "note_add": (own.pk,),
            "manager_invite": (own.pk,), "membership_end": (own.pk, membership.pk),
            "send_invitation_again": (invitation.pk,), "withdraw_invitation": (invitation.pk,),
            "set_user_active": (manager.pk,),
            "change_email": (manager.pk,),
            "outbox_mail": (OutgoingMail.objects.first().pk,), "outbox_retry": (OutgoingMail.objects.first().pk,),
            "delete_view": (SavedView.objects.create(name="x", owner=officer).pk,),
            **dict.fromkeys(("contact_list", "contact_add"), (own.pk,)),
            **dict.fromkeys(
                ("contact_sent", "contact_take_back", "contact_result"),
                (Contact.objects.create(cooperative=own, channel="whatsapp", to="+62811").pk,),
            ),
            **dict.fromkeys(("letter_pdf", "letter_set_aside"), (issued_letter(own, officer),)),
            "step_edit": ("T1",),
            "task_retry": (TaskFailure.objects.create(task="x", error="x").pk,),
            "job_retry": (Job.objects.create(work="x", title="x", owner=officer).pk,),
            "report_panel": (own.pk,), "training_panel": (own.pk,), "obligation_add": (own.pk, "2026-2"),
            "holiday_delete": (Holiday.objects.first().pk,),
            **dict.fromkeys(("period", "period_obligations", "period_export", "period_summary", "period_joint", "period_extend", "period_remove"), ("2026-2",)),
        },
    }  # fmt: skip


def make_reports(cooperative, actor) -> dict:
    """A draft with an upload, and a sent report of the quarter before: names of pages and their arguments."""
    sent = make_obligation(cooperative=cooperative, quarter=QUARTER.previous)
    submitted(sent, actor)
    owed = make_obligation(cooperative=cooperative)
    draft(owed, actor)
    found = kept_upload(owed, actor)
    names = (
        "obligation", "report_template", "report_upload", "report_form_begin", "report_check", "report_sign",
        "report_nil", "report_discard", "report_correct", "report_amend", "obligation_waive", "waiver_end",
        "obligation_extend", "obligation_realign",
    )  # fmt: skip
    of_upload = ("upload_result", "upload_file", "upload_marked", "upload_take", "upload_decline")
    of_version = ("report_version", "report_receipt", "report_receipt_pdf", "review_begin", "review_release",
                  "review_comment", "review_decide")  # fmt: skip
    return {
        **dict.fromkeys(names, (owed.pk,)),
        **dict.fromkeys(of_upload, (owed.pk, found.pk)),
        **dict.fromkeys(of_version, (sent.pk, 1)),
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
        enrolment=seat, number=f"SP-2026-0000-{seat.pk:04}", name=seat.name, cooperative_name=cooperative.name,
        programme="X", hours=1, held_from=days_ago(2), held_until=days_ago(1), venue="Aula", issued_on=days_ago(0),
        signer_name="A", title="Sertifikat", text="x", issued_by_name="B",
    )  # fmt: skip
    programme, day = session.programme, session.days.first()
    return {
        **dict.fromkeys((*OF_ONE_ENROLMENT, "enrolment_move", "enrolment_correct", "no_show"), (session.pk, seat.pk)),
        **dict.fromkeys(OF_ONE_SESSION, (session.pk,)),
        **dict.fromkeys(("programme", "programme_edit", "session_new", "material_add"), (programme.pk,)),
        "material": (material.pk,), "material_remove": (programme.pk, material.pk),
        "attendance_take_back": (session.pk, seat.pk, day.pk),
        **dict.fromkeys(("certificate_pdf", "certificate_withdraw"), (paper.number,)),
    }  # fmt: skip


IMPORTS = ("import_detail", "import_mapping", "import_problems", "import_file", "import_decide", "import_apply",
           "import_undo", "import_discard")  # fmt: skip


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


def test_no_page_is_missing_from_these_tables():
    named = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    ours = {name for name in named if not name.startswith(("account_", "mfa_", "usersessions_"))}
    assert ours == set(PAGES) | set(ACTIONS) | OTHERS


@pytest.mark.parametrize("name", sorted(PAGES))
def test_who_may_open_a_page(world, as_user, request, client, name):
    allowed, refusal = PAGES[name]
    url = address(world, name)
    assert client.get(url).status_code == (200 if name == "home" else 302)
    for role in EVERYBODY:
        user = request.getfixturevalue(role)
        status = as_user(user).get(url).status_code
        assert (role, status) == (role, 200 if role in allowed else refusal)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_who_may_send_a_form(world, as_user, request, client, name):
    url = address(world, name)
    assert client.post(url).status_code == 302
    assert client.post(url).url.startswith("/accounts/login/")
    for role in EVERYBODY - ACTIONS[name]:
        assert (role, as_user(request.getfixturevalue(role)).post(url).status_code) == (role, 403)
    for role in ACTIONS[name]:
        response = as_user(request.getfixturevalue(role)).get(url)
        assert (role, response.status_code) == (role, 405)


def test_another_cooperative_is_not_there_for_a_manager(world, as_user, manager):
    client = as_user(manager)
    assert client.get(reverse("cooperative_detail", args=[world["own"].pk])).status_code == 200
    assert client.get(reverse("cooperative_detail", args=[world["other"].pk])).status_code == 404
    assert client.get(reverse("cooperative_detail", args=[10**9])).status_code == 404


@pytest.mark.parametrize("name", OF_ONE_OBLIGATION)
def test_the_report_of_another_cooperative_is_not_there(world, as_user, manager, name):
    url = reverse(name, args=args_of(world, name, "other"))
    response = as_user(manager).post(url) if name in ACTIONS else as_user(manager).get(url)
    assert response.status_code == 404
    mine = address(world, name)
    assert (as_user(manager).post(mine) if name in ACTIONS else as_user(manager).get(mine)).status_code in (200, 302)


@pytest.mark.parametrize("name", [*OF_ONE_ENROLMENT, "certificate_pdf", "training_panel"])
def test_the_participants_of_another_cooperative_are_not_there(world, as_user, manager, name):
    args = (world["other"].pk,) if name == "training_panel" else args_of(world, name, "other")
    client = as_user(manager)
    assert (client.post if name in ACTIONS else client.get)(reverse(name, args=args)).status_code == 404
    mine = address(world, name)
    assert (client.post if name in ACTIONS else client.get)(mine).status_code in (200, 302)


def test_an_enrolment_is_found_only_under_its_own_session(world, as_user, officer):
    session, seat = args_of(world, "enrolment_cancel")
    other, _seat = args_of(world, "enrolment_cancel", "other")
    form = {"reason": "x"}
    assert as_user(officer).post(reverse("enrolment_cancel", args=[other, seat]), form).status_code == 404
    assert as_user(officer).post(reverse("enrolment_cancel", args=[session, seat]), form).status_code == 302


def test_a_draft_and_its_material_are_the_offices_alone(world, as_user, client, manager, officer):
    session = make_session(actor=officer, published=False)
    material = programmes.add_material(
        session.programme, title="Bahan", file=SimpleUploadedFile("a.pdf", b"%PDF-1.4"), actor=officer
    )
    for name, pk in (("session", session.pk), ("enrol", session.pk), ("material", material.pk)):
        assert as_user(manager).get(reverse(name, args=[pk])).status_code == 404
        assert as_user(officer).get(reverse(name, args=[pk])).status_code == 200
    client.logout()
    assert client.get(reverse("session", args=[session.pk])).status_code == 404
    assert str(session) not in client.get(reverse("training") + "?show=draft").content.decode()


def test_an_upload_is_found_only_under_its_own_obligation(world, as_user, manager):
    own, others = args_of(world, "upload_file"), args_of(world, "upload_file", "other")
    assert as_user(manager).get(reverse("upload_file", args=[own[0], others[1]])).status_code == 404


def test_the_public_page_of_a_receipt_says_nothing_of_figures_or_people(world, client, manager):
    report = Report.objects.get(obligation=args_of(world, "report_withdraw")[0])
    page = client.get(reverse("receipt", args=[report.receipt_number])).content.decode()
    assert "KSP Milik" in page
    assert report.receipt_number in page
    for hidden in (report.signer_name, manager.display_name, manager.email, f"{report.assets:,}".replace(",", ".")):
        assert hidden not in page
    assert client.get(reverse("receipt", args=["TW2-2026-XXXX-XXXX"])).status_code == 404


def test_explanations_and_ratios_are_for_the_office_alone(world, as_user, manager, officer):
    report = Report.objects.get(obligation=args_of(world, "report_withdraw")[0])
    report.findings.create(rule="S8", level="warning", explanation="rahasia sekali")
    url = reverse("report_version", args=[report.obligation_id, 1])
    assert "rahasia sekali" in as_user(officer).get(url).content.decode()
    page = as_user(manager).get(url).content.decode()
    assert "rahasia sekali" not in page
    assert "ratio-grid" not in page


def test_a_manager_sees_nothing_that_is_for_the_office(world, as_user, manager, officer):
    journal.add_note(world["own"], text="Catatan rahasia", actor=officer)
    page = as_user(manager).get(reverse("cooperative_detail", args=[world["own"].pk])).content.decode()
    assert "KSP Milik" in page
    for hidden in ("Catatan rahasia", officer.email, "b@contoh.test"):
        assert hidden not in page


def test_a_job_and_its_file_are_for_their_owner_alone(as_user, officer, administrator):
    job = Job.objects.create(work="x", title="x", owner=officer)
    assert as_user(administrator).get(reverse("job", args=[job.pk])).status_code == 404
    assert as_user(administrator).get(reverse("job_file", args=[job.pk])).status_code == 404
    assert as_user(officer).get(reverse("job", args=[job.pk])).status_code == 200
    assert as_user(officer).get(reverse("job_file", args=[job.pk])).status_code == 404


def test_a_saved_view_is_deleted_by_its_owner_alone(as_user, officer, administrator):
    view = SavedView.objects.create(name="x", owner=officer)
    assert as_user(administrator).post(reverse("delete_view", args=[view.pk])).status_code == 404
    assert as_user(officer).post(reverse("delete_view", args=[view.pk])).status_code == 302


def test_an_officer_does_not_handle_the_invitations_of_the_office(as_user, officer, administrator):
    invitation = invitations.invite(email="c@contoh.test", name="C", role="officer", actor=administrator)
    assert as_user(officer).post(reverse("withdraw_invitation", args=[invitation.pk])).status_code == 404


def test_pages_carry_a_strict_policy_and_no_inline_script(as_user, officer, world):
    for name in ("home", "cooperative_list", "cooperative_detail"):
        response = as_user(officer).get(address(world, name))
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = response.content.decode()
        assert "<script>" not in page
        assert " style=" not in page
        assert "onclick" not in page
        assert "//cdn" not in page
