"""Capabilities: who may do what, by role; asked by views, templates and code from one table."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.test.utils import CaptureQueriesContext

from accounts import invitations, permissions
from accounts.models import OFFICE_ROLES, Role, User
from accounts.permissions import CAPABILITIES, Capability, held_by, may, requires
from cooperatives.models import Cooperative
from core import areas, office
from core.errors import DomainError
from tests.factories import make_cooperative, make_user

ALL = ("administrator", "officer", "head", "adviser")
OFFICE = ("administrator", "officer", "head")
STAFF = ("administrator", "officer")
# Capability by capability, as the office would say it.
WHO = {
    "read_register": ALL,
    "change_register": STAFF,
    "record_contacts": ("administrator", "officer", "adviser"),
    "send_messages": STAFF,
    "export_register": ALL,
    "save_views": OFFICE,
    "read_imports": OFFICE,
    "import_register": STAFF,
    "see_contacts": ALL,
    "see_private": OFFICE,
    "read_reports": ALL,
    "file_reports": (*STAFF, "manager"),
    "review_reports": STAFF,
    "set_deadlines": STAFF,
    "issue_letters": STAFF,
    "decide_proposals": STAFF,
    "read_training": ALL,
    "enrol": (*STAFF, "manager"),
    "run_training": STAFF,
    "read_revival": ALL,
    "coach": (*STAFF, "adviser"),
    "run_revival": STAFF,
    "ask_for_coaching": ("manager",),
    "read_warnings": ALL,
    "read_city": OFFICE,
    "decide_dissolution": STAFF,
    "answer_warnings": ("administrator", "officer", "adviser"),
    "give_access": STAFF,
    "administer": ("administrator",),
}


def somebody(role: str, **fields) -> User:
    return User(email="a@contoh.test", name="A", role=role, **fields)


@pytest.mark.parametrize("capability", Capability)
def test_who_may_do_what(db, capability):
    assert {role for role in Role.values if may(somebody(role), capability)} == set(WHO[capability])


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        ("officers", {"administrator", "officer"}),
        ("head", {"administrator", "head"}),
        ("both", {"administrator", "officer", "head"}),
    ],
)
@pytest.mark.parametrize("capability", permissions.DECIDED)
def test_who_signs_and_decides_is_a_setting_of_the_office(administrator, capability, value, roles):
    office.change({permissions.DECIDED[capability]: value}, actor=administrator)
    assert {role for role in Role.values if may(somebody(role), capability)} == roles
    assert {role for role in Role.values if capability in held_by(somebody(role))} == roles
    assert set(permissions.roles_with(capability)) == roles
    others = {one for one in permissions.DECIDED if one != capability}
    assert {role for one in others for role in Role.values if may(somebody(role), one)} == {"administrator", "officer"}


def test_every_role_has_a_row_and_every_capability_a_question(db):
    assert set(CAPABILITIES) == set(Role.values)
    assert {one for held in CAPABILITIES.values() for one in held} == set(Capability)
    for role in Role.values:
        assert held_by(somebody(role)) == {one for one in Capability if role in WHO[one]}
    assert permissions.roles_with(Capability.REVIEW_REPORTS) == list(STAFF)


@pytest.mark.parametrize("user", [AnonymousUser(), somebody("administrator", is_active=False), somebody("nobody")])
def test_whoever_is_not_signed_in_stopped_or_without_a_row_may_nothing(db, user):
    assert [one for one in Capability if may(user, one)] == []
    assert held_by(user) == frozenset()


def test_the_office_works_for_every_cooperative_and_only_a_manager_does_not():
    assert {role for role in Role.values if somebody(role).is_of_office} == set(OFFICE_ROLES) == set(ALL)


@pytest.fixture
def auditor(monkeypatch):
    """Somebody of a sixth role: a row of the table, and nothing else."""
    monkeypatch.setitem(CAPABILITIES, "auditor", frozenset({Capability.READ_REGISTER, Capability.READ_REPORTS}))
    user = somebody("auditor")
    user.pk = 0
    return user


@requires(Capability.READ_REGISTER)
def page(request):
    return HttpResponse("open")


@requires(Capability.CHANGE_REGISTER)
def form(request):
    return HttpResponse("open")


def test_a_role_is_a_row_of_the_table(db, auditor, rf):
    request = rf.get("/halaman/?q=1")
    request.user = auditor
    assert page(request).content == b"open"
    with pytest.raises(PermissionDenied, match=r"^Sebagai auditor, Anda tidak boleh mengubah register\.$"):
        form(request)
    text = "{% if can.read_register %}baca{% endif %}{% if can.change_register %}ubah{% endif %}"
    assert Template(text).render(RequestContext(request)) == "baca"
    request.user = AnonymousUser()
    assert page(request).url == "/accounts/login/?next=/halaman/%3Fq%3D1"


def test_an_act_widens_no_rows_and_rows_no_act(db, auditor):
    make_cooperative()
    assert may(auditor, Capability.READ_REGISTER)
    assert Cooperative.objects.visible_to(auditor).count() == 0
    adviser = make_user("adviser")
    assert Cooperative.objects.visible_to(adviser).count() == 1
    assert not may(adviser, Capability.CHANGE_REGISTER)


def test_asking_costs_no_query_and_follows_the_areas(db, officer):
    office.values()
    with CaptureQueriesContext(connection) as asked:
        assert held_by(officer) == CAPABILITIES["officer"]
        assert may(officer, Capability.REVIEW_REPORTS)
    assert len(asked) == 0
    office.change({areas.AREAS["reports"].setting: False}, actor=officer)
    of_reports = {one for one, area in permissions.AREA_OF.items() if area == "reports"}
    assert held_by(officer) == CAPABILITIES["officer"] - of_reports
    assert [one for one in Capability if one in of_reports and may(officer, one)] == []


def test_templates_ask_for_capabilities_that_there_are():
    asked = set()
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        asked |= set(re.findall(r"\bcan\.(\w+)", path.read_text()))
    assert asked - set(Capability.values) == set()
    assert len(asked) > 15


def test_an_administrator_invites_an_adviser_and_nobody_else_does(officer, administrator):
    with pytest.raises(DomainError):
        invitations.invite(email="ppkl@contoh.test", name="P", role=Role.ADVISER, actor=officer)
    invitation = invitations.invite(email="ppkl@contoh.test", name="P", role=Role.ADVISER, actor=administrator)
    assert invitations.accept(invitation, name="Penyuluh", password=None).role == "adviser"
