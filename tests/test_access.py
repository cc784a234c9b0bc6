"""Every page, every role: who may open it, and that another's record is not there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from accounts import invitations
from cooperatives.contacts import notes
from cooperatives.models import SavedView
from core.models import Job
from reports.models import Report
from tests.open_pages import OTHERS
from tests.pages import ACTIONS, EVERYBODY, OF_ONE_ENROLMENT, OF_ONE_OBLIGATION, PAGES
from tests.training import make_session
from tests.world import address, args_of
from training.sessions import programmes

pytestmark = pytest.mark.django_db


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
    notes.add_note(world["own"], text="Catatan rahasia", actor=officer)
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
