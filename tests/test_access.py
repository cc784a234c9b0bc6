"""Every page, every role: who may open it, and that another's record is not there."""

import pytest
from django.urls import get_resolver, reverse

from accounts import invitations
from cooperatives import board, journal, memberships
from cooperatives.models import BoardMember, SavedView
from core.models import Job, OutgoingMail
from tests.factories import make_cooperative, preview, workbook

pytestmark = pytest.mark.django_db
OFFICE = {"administrator", "officer", "head"}
STAFF = {"administrator", "officer"}
ADMINISTRATOR = {"administrator"}
EVERYBODY = {"administrator", "officer", "head", "manager"}

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
    "invite_staff": (ADMINISTRATOR, 403),
    "outbox": (ADMINISTRATOR, 403),
    "outbox_mail": (ADMINISTRATOR, 403),
    "office_settings": (ADMINISTRATOR, 403),
    "job_list": (EVERYBODY, 0),
}
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
}
# Reached without signing in, or the sign-in machinery of allauth; their own tests are elsewhere.
OTHERS = {"set_language", "accept_invitation", "public_register", "public_record", "healthz", "job", "job_file",
          "status_evidence"}  # fmt: skip


@pytest.fixture
def world(officer, manager):
    own, other = make_cooperative("KSP Milik"), make_cooperative("KSP Lain")
    membership = memberships.link(manager, own, actor=officer)
    member = board.put(own, member=BoardMember(position="secretary", name="Sri"), actor=officer)
    batch = preview(workbook([["NAMA KOPERASI", "ALAMAT", "JENIS"], ["KSP Baru", "Jl. A", "Jasa"]]), officer)
    invitation = memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[own], actor=officer)
    return {
        "own": own,
        "other": other,
        "args": {
            "merge": (own.pk, other.pk), "import_detail": (batch.pk,), "import_mapping": (batch.pk,),
            "import_problems": (batch.pk,), "import_file": (batch.pk,), "import_decide": (batch.pk,),
            "import_apply": (batch.pk,), "import_undo": (batch.pk,), "import_discard": (batch.pk,),
            "cooperative_detail": (own.pk,), "cooperative_edit": (own.pk, "identity"),
            "cooperative_history": (own.pk,), "cooperative_sources": (own.pk,), "cooperative_status": (own.pk,),
            "cooperative_revival": (own.pk,), "board_add": (own.pk,), "board_edit": (own.pk, member.pk),
            "board_leave": (own.pk, member.pk), "meeting_add": (own.pk,), "note_add": (own.pk,),
            "manager_invite": (own.pk,), "membership_end": (own.pk, membership.pk),
            "send_invitation_again": (invitation.pk,), "withdraw_invitation": (invitation.pk,),
            "set_user_active": (manager.pk,),
            "outbox_mail": (OutgoingMail.objects.first().pk,), "outbox_retry": (OutgoingMail.objects.first().pk,),
            "delete_view": (SavedView.objects.create(name="x", owner=officer).pk,),
        },
    }  # fmt: skip


def address(world, name):
    return reverse(name, args=world["args"].get(name, ()))


def test_no_page_is_missing_from_these_tables():
    named = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    ours = {name for name in named if not name.startswith(("account_", "mfa_"))}
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
