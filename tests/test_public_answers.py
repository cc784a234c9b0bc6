"""Whatever anybody can reach without signing in, page, file or answer to a program, says nothing personal."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from cooperatives.models import Cooperative
from opendata import publication
from opendata.datasets import CATALOGUE
from tests.neighbours import make_side, text_of, values_of
from tests.privacy_of_public import PUBLIC_FIELDS
from tests.training import begin, make_session

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
# Where the walk begins; the rest is what they lead to.
DOORS = ("home", "public_register", "data", "data_package", "data_catalog", "training", "report_guide")
DOORS += ("api", "api_document", "api_cooperatives", "api_datasets")
MOST = 400
# What is somebody's own bears the word of the side, an address of mail, or so many digits.
OWN, DIGITS = re.compile(r"Kapur|Zamrud|kapur|zamrud|@"), 6


@pytest.fixture
def sides(officer):
    session = make_session(actor=officer, quota=20, per_cooperative=5)
    begin(session)
    found = [make_side(word, seed, session, officer) for word, seed in (("Kapur", 11), ("Zamrud", 17))]
    for side in found:
        Cooperative.objects.filter(pk=side.cooperative.pk).update(phone_is_public=False, email_is_public=False)
        side.cooperative.refresh_from_db()
    publication.publish()
    return found


@pytest.fixture
def personal(sides) -> set[str]:
    """Every value of the database that is about these cooperatives and their people, without what is public of them."""
    found = set()
    for side in sides:
        public = {str(getattr(side.cooperative, name)) for name in PUBLIC_FIELDS}
        found |= {value for value in values_of(side) if not any(value in one for one in public)}
    # A word that could be of anybody, such as the name of a kelurahan, is nobody's.
    return {value for value in found if OWN.search(value) or len(re.findall(r"\d", value)) >= DIGITS}


def walk(client) -> dict[str, str]:
    """Every address that can be reached by links, with what it says."""
    waiting, said = [reverse(name) for name in DOORS], {}
    while waiting and len(said) < MOST:
        url = waiting.pop(0)
        if url in said:
            continue
        answer = client.get(url)
        if answer.status_code in (301, 302):
            waiting.append(answer.url)
            said[url] = ""
            continue
        said[url] = text_of(answer)
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/html"):
            waiting += _links(url, said[url])
        elif "json" in kind:
            waiting += _inside(re.findall(r'"(https?://[^"]+)"', said[url]))
    return said


def _links(page: str, html: str) -> list[str]:
    found = [urljoin(page, unescape(link)) for link in LINK.findall(html)]
    return [link for link in found if link.startswith("/") and not link.startswith(("/static/", "//", "/accounts/"))]


def _inside(addresses: list[str]) -> list[str]:
    from django.conf import settings

    return [urlsplit(one).path for one in addresses if one.startswith(settings.BASE_URL + "/")]


def test_no_public_answer_says_anything_personal(client, sides, personal, without_rates):
    assert {"Zamrud Chair", "Peserta Zamrud", "zamrud@contoh.test"} <= personal
    said = walk(client)
    found = {}
    for url, text in said.items():
        if leaks := sorted(value for value in personal if value in text):
            found[url] = leaks
    assert found == {}
    kinds = {url.rpartition(".")[2] for url in said if "/files/" in url}
    assert kinds == {"csv", "xlsx", "json"}
    assert len([url for url in said if "/files/" in url]) == 3 * len(CATALOGUE)
    assert len([url for url in said if url.startswith("/register/")]) > 20
    assert any(sides[1].cooperative.name in text for text in said.values())
