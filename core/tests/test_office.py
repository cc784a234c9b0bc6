"""Settings of the office as a request sees them, and as a preview tries them."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from core import office
from core.models import OfficeSetting

pytestmark = pytest.mark.django_db


def change_elsewhere(name: str) -> None:
    """As another process does it."""
    OfficeSetting.objects.update_or_create(key="name", defaults={"value": name})
    cache.delete(office.CACHE_KEY)


def in_a_request(rf, act) -> list[str]:
    seen: list[str] = []

    def view(request) -> HttpResponse:
        act(lambda: seen.append(office.value("name")))
        return HttpResponse()

    office.read_once(view)(rf.get("/"))
    return seen


def test_a_request_sees_the_settings_as_they_were_at_its_first_look(rf):
    change_elsewhere("Satu")

    def act(look) -> None:
        look()
        change_elsewhere("Dua")
        look()

    assert in_a_request(rf, act) == ["Satu", "Satu"]
    assert in_a_request(rf, lambda look: look()) == ["Dua"]
    assert office.value("name") == "Dua"


def test_a_request_sees_at_once_what_it_has_changed_itself(rf, administrator):
    def act(look) -> None:
        look()
        office.change({"name": "Dinas Baru"}, actor=administrator)
        look()

    assert in_a_request(rf, act)[1] == "Dinas Baru"


def test_what_is_tried_is_forgotten_even_after_a_fault():
    before, seen = office.value("name"), []

    def fail() -> None:
        with office.trying({"name": "Percobaan"}):
            seen.append(office.value("name"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (seen, office.value("name")) == (["Percobaan"], before)
    assert not OfficeSetting.objects.filter(key="name").exists()
