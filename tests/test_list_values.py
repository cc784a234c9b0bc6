"""A filter with a usual value is in force until the address names its key; a list without columns is only looked at."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from cooperatives.lists import MESSAGES
from cooperatives.models import Contact
from core.lists.declaration import nobody
from core.lists.filters import Filter, cases
from core.lists.listing import Listing
from core.lists.response import respond
from tests.contacts import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(rf, administrator):
    send(3)
    Contact.objects.filter(cooperative__name="KSP Pesan 00").update(subject="Lain")
    choices = {"lain": "Lain", "perihal": "Perihal", "kosong": "Kosong"}
    subject = Filter(
        key="about",
        label="Tentang",
        condition=cases({key: Q(subject__startswith=label) for key, label in choices.items()}),
        choices=choices,
        usual="perihal",
        kind="tabs",
    )

    def of(address: str = "", **changes) -> Listing:
        request = rf.get(f"/?{address}")
        request.user = administrator
        return Listing(replace(MESSAGES, filters=[replace(subject, **changes)]), request)

    return of


@pytest.mark.parametrize(
    ("address", "total", "chips", "again"),
    [
        ("", 2, [], ""),
        ("about=perihal", 2, [], ""),
        ("about=lain", 1, [], "about=lain"),
        ("about=", 3, [], "about="),
        ("q=lain&about=", 1, ["“lain”"], "q=lain&about="),
        ("about=ngawur", 0, ["Tentang: ngawur"], "about=ngawur"),
    ],
)
def test_it_is_shown_as_chosen_and_an_address_tells_what_is_not_usual(listing, address, total, chips, again):
    one = listing(address)
    assert (one.total, [chip.label for chip in one.chips]) == (total, chips)
    assert one.selection.query_string() == again
    assert one.selection.is_narrowed == (again not in ("", "about="))


def test_tabs_tell_how_many_each_holds_and_lead_to_all(listing):
    ((_label, tabs),) = listing("q=ksp&sort=-name&page=2").tabs
    assert [(tab.label, tab.n, tab.address, tab.is_open) for tab in tabs] == [
        ("Lain", 1, "?q=ksp&about=lain&sort=-name", False),
        ("Perihal", 2, "?q=ksp&sort=-name", True),
        ("Semua", 3, "?q=ksp&about=&sort=-name", False),
    ]
    ((_label, tabs),) = listing("q=lain").tabs
    assert [(tab.label, tab.n) for tab in tabs] == [("Lain", 1), ("Perihal", 0), ("Semua", 1)]


def test_a_choice_of_the_form_has_its_usual_value_chosen(listing):
    one = listing(kind="choice")
    assert [(asked.value, one.tabs) for asked in one.filters] == [("perihal", [])]
    assert one.selection.in_words() == "Tentang: Perihal"


def test_a_search_stays_on_its_tab(listing):
    assert listing("about=&sort=name").selection.kept == [("about", ""), ("sort", "name")]


def test_a_list_that_is_only_looked_at_has_no_file_and_no_acts(rf, administrator):
    for request in (rf.get("/", {"format": "xlsx"}), rf.post("/", {"action": "xlsx", "row": "1"})):
        request.user = administrator
        with pytest.raises(PermissionDenied):
            respond(request, replace(MESSAGES, actions=(), has_file=nobody), "cooperatives/messages.html")
