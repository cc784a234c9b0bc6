"""Behind the name of a cooperative that is wound up stand the words that UU 25/1992 art. 52 asks for, on every page."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from cooperatives.models import Cooperative
from tests.pages import PAGES
from tests.world import address

pytestmark = pytest.mark.django_db
NAME, WORDS = "KSP Ganti", "(Koperasi dalam penyelesaian)"
# Where the name is a value of the register itself: its form, what has changed and where it comes from.
AS_TYPED = {
    "cooperative_edit",
    "cooperative_history",
    "cooperative_sources",
    "handover_fields",
    "merge",
    "merge_undo",
}


@pytest.fixture
def pages(world) -> dict[str, str]:
    """The address of each page, of a cooperative that is wound up, and has another name, since all of it was made: what
    was sent and written before keeps the old one.
    """
    own = world["own"].pk
    found = {name: address(world, name) for name in PAGES if name not in AS_TYPED}
    Cooperative.objects.filter(pk=own).update(status="winding_up", name=NAME)
    public = {name: reverse(name, args=[own]) for name in ("public_record", "public_sticker", "tell")}
    return found | public | {"public_register": f"{reverse('public_register')}?q=ganti"}


def bare(page: str) -> list[str]:
    """Each place where the name stands without the words, with what is around it; what is not shown left out."""
    shown = re.sub(r"<script.*?</script>|<option.*?</option>|<[^>]*>", " ", page, flags=re.S)
    # The field of the register is the name alone.
    shown = re.sub(r"\s+", " ", unescape(shown)).replace(f" Nama {NAME} ", " ")
    return [
        shown[max(at.start() - 40, 0) : at.end() + 40] for at in re.finditer(rf"{NAME}(?! {re.escape(WORDS)})", shown)
    ]


@pytest.mark.parametrize("role", ["officer", "manager", ""])
def test_every_page_says_that_it_is_wound_up(pages, world, as_user, officer, role):
    client = as_user(officer if role == "officer" else world["actors"][1]) if role else Client()
    found, named = {}, 0
    for name, url in pages.items():
        answer = client.get(url)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            named += WORDS in page
            if places := bare(page):
                found[name] = places
    assert found == {}
    assert named > (10 if role else 0)
