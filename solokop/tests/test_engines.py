"""What search engines ask for: the map of the site, robots, canonical addresses, and a page for what is too long."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse

from core import office
from solokop import engines
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client, url: str) -> list[str]:
    answer = client.get(url.removeprefix(settings.BASE_URL))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [one.text for one in ElementTree.fromstring(answer.content).iter(f"{SPACE}loc")]


def test_the_maps_lead_to_every_cooperative_once_and_to_pages_that_are_there(client, monkeypatch):
    monkeypatch.setattr(engines, "AT_ONCE", 3)
    made = [make_cooperative() for _n in range(7)]
    make_cooperative(merged_into=made[0])
    found = [one for part in addresses(client, "/sitemap.xml") for one in addresses(client, part)]
    records = [f"{settings.BASE_URL}{reverse('public_record', args=[one.pk])}" for one in made]
    assert [one for one in found if re.search(r"/register/\d", one)] == records
    assert {client.get(one.removeprefix(settings.BASE_URL)).status_code for one in found} == {200}
    assert client.get("/sitemap-register-999.xml").status_code == 404
    assert client.get("/sitemap-x.xml").status_code == 404


def test_a_map_without_the_register_names_none_of_it(client, administrator):
    make_cooperative()
    office.change({"area_public_register": False}, actor=administrator)
    assert [
        one for part in addresses(client, "/sitemap.xml") for one in addresses(client, part) if "register/" in one
    ] == [f"{settings.BASE_URL}/data/sets/register/"]


def test_robots_are_led_to_the_map_and_away_from_single_questions(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in text
    assert "Disallow: /accounts/" in text


def test_who_finds_a_hole_reads_whom_to_tell(client, administrator):
    office.change({"email": "dinas@contoh.id"}, actor=administrator)
    assert "Contact: mailto:dinas@contoh.id\n" in client.get("/.well-known/security.txt").content.decode()
    office.change({"security_contact": "aman@contoh.id"}, actor=administrator)
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:aman@contoh.id\n" in text
    assert re.search(r"^Expires: \d{4}-12-31T23:59:59Z$", text, re.M)


def test_a_record_says_what_it_is_about_whatever_its_name_holds(client):
    one = make_cooperative("KSP </script><script>alert(1)</script> & Co", legal_number="1/BH/2020")
    page = client.get(reverse("public_record", args=[one.pk])).content.decode()
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    found = json.loads(text)
    assert (found["name"], found["identifier"]) == (one.name, ["1/BH/2020"])
    address = f"{settings.BASE_URL}{reverse('public_record', args=[one.pk])}"
    assert f'<link rel="canonical" href="{address}">' in page
    listed = client.get(f"{reverse('public_register')}?q=ksp").content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/register/">' in listed


@pytest.mark.parametrize("url", ["/register/?q=", "/?x=", "/x/"])
def test_an_address_of_more_than_4000_characters_gets_our_page(client, url, django_assert_num_queries):
    answer = client.get(url + "a" * (4001 - len(url)))
    assert answer.status_code == 414
    assert "Alamat ini terlalu panjang" in answer.content.decode()
    assert client.get(url + "a" * (3900 - len(url))).status_code != 414


def test_the_sticker_leads_to_the_record(client):
    one = make_cooperative("KSP Stiker")
    page = client.get(reverse("public_sticker", args=[one.pk])).content.decode()
    assert f"{settings.BASE_URL}/register/{one.pk}/" in page
    assert "<svg" in page
    assert client.get(reverse("public_sticker", args=[999_999])).status_code == 404
