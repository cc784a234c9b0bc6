"""The interface for programs: what it answers, by equality with the register, and asked by a machine that tries all."""

from contextlib import suppress
from datetime import timedelta

import pytest
import schemathesis
from django.conf import settings as project
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as tries
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from cooperatives.models import Cooperative
from core import office
from opendata import publication
from opendata.api.described import ADDRESSES, ERRORS
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
LIST = "/api/v1/cooperatives/"


def ids(answer) -> list[int]:
    return [one["id"] for one in answer.json()["items"]]


@pytest.fixture
def register(db) -> list[Cooperative]:
    return [
        make_cooperative("KSP Amanah", place="Jajar", group="KSP", members=12),
        make_cooperative("Koperasi Batik", place="Sondakan", kind="producer", status="passive"),
        make_cooperative("KPRI Cahaya", place="", kind="consumer", status="", status_on=None, group="KPRI"),
        make_cooperative("KSU Dulu", place="Jajar", status="dissolved"),
    ]


def test_it_gives_the_whole_register_page_by_page_in_the_order_of_the_ids(client, register):
    make_cooperative(merged_into=register[0])
    found, url = [], f"{LIST}?limit=3"
    while url:
        page = client.get(url).json()
        assert page["total"] == 4
        found += [one["id"] for one in page["items"]]
        url = page["next"] and page["next"].removeprefix(project.BASE_URL)
    assert found == [one.pk for one in register]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=batik", [1]),
        ("status=passive", [1]),
        ("status=passive&status=dissolved", [1, 3]),
        ("status=none", [2]),
        ("kind=producer", [1]),
        ("group=KPRI", [2]),
        ("q=ksp+amanah", [0]),
        ("q=cahaya+kpri", [2]),
        ("village=none", [2]),
        ("after=0&limit=1", [0]),
    ],
)
def test_it_is_chosen_by_the_names_of_the_page_and_holds_what_the_page_holds(client, register, asked, found):
    answer = client.get(f"{LIST}?{asked}")
    assert ids(answer) == [register[n].pk for n in found]
    if "limit" not in asked:
        rows = client.get(f"{reverse('public_register')}?{asked}").context["listing"].found
        assert set(ids(answer)) == {one.pk for one in rows}


def test_a_cooperative_is_told_as_its_page_tells_it(client, register):
    one = register[0]
    assert client.get(f"{LIST}{one.pk}/").json() == {
        "id": one.pk,
        "name": "KSP Amanah",
        "legal_number": one.legal_number,
        "legal_date": None,
        "national_number": "",
        "kind": "savings_loan",
        "group": "KSP",
        "form": one.form,
        "pattern": one.pattern,
        "status": "active",
        "status_name": "Aktif",
        "status_on": "2020-12-31",
        "district": {"code": one.district.code, "name": "Laweyan"},
        "village": {"code": one.village.code, "name": "Jajar"},
        "last_rat_year": None,
        "members": 12,
        "employees": None,
        "figures_as_of": None,
        "page": f"{project.BASE_URL}/register/{one.pk}/",
        "meeting_years": [],
        "merged_into": None,
    }


def test_a_merged_record_says_which_one_stands_for_it_and_no_id_is_no_cooperative(client, register):
    merged = make_cooperative(merged_into=register[0])
    assert client.get(f"{LIST}{merged.pk}/").json()["merged_into"] == register[0].pk
    answer = client.get(f"{LIST}999999999/")
    assert (answer.status_code, answer.json()) == (404, {"detail": "No cooperative has this id."})


@pytest.mark.parametrize(
    "asked",
    [
        "status=x",
        "limit=0",
        "limit=501",
        "after=-1",
        "after=x",
        "kind=",
        f"after={2**63}",
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(client, register, asked):
    answer = client.get(f"{LIST}?{asked}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][1] == asked.partition("=")[0]


@pytest.mark.parametrize("asked", ["district=Laweyan", "district=33.72.99", "village=33.72.99.9999"])
def test_a_place_that_is_none_is_told_and_not_taken_for_an_empty_one(client, register, asked):
    answer = client.get(f"{LIST}?{asked}")
    assert answer.status_code == 404
    assert asked.partition("=")[0] in answer.json()["detail"]


def test_what_has_not_changed_is_not_sent_again(client, register):
    for n, url in enumerate((LIST, f"{LIST}{register[0].pk}/")):
        first = client.get(url)
        assert first["Last-Modified"]
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
        later = Cooperative.objects.get(pk=register[0].pk).updated_at + timedelta(hours=1)
        Cooperative.objects.filter(pk=register[0].pk).update(members=20 + n, updated_at=later)
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert again["Last-Modified"] != first["Last-Modified"]


def test_a_page_of_another_address_may_read_it_and_nobody_may_write(client, register):
    answer = client.get(LIST, headers={"Origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    asked = client.options(LIST, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Credentials" not in answer
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(LIST).status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get("/register/").headers


def test_a_parameter_that_nobody_knows_is_refused_and_a_head_is_answered(client, register):
    wrong = client.get(LIST, {"page": 2, "sort": "name", "limit": 1})
    assert (wrong.status_code, [one["loc"][1] for one in wrong.json()["detail"]]) == (422, ["page", "sort"])
    head, whole = client.head(LIST), client.get(LIST)
    assert (head.status_code, head["ETag"], head.content) == (200, whole["ETag"], b"")


def test_who_asks_too_often_is_told_so_as_a_program_reads_it(client, register, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "public_api": "2/m/ip"}
    assert [client.get(LIST).status_code for _n in range(3)] == [200, 200, 429]
    answer = client.get(LIST)
    assert (answer["Retry-After"], answer.json()["detail"][:8]) == ("60", "Too many")


def test_an_address_that_is_none_is_answered_as_a_program_reads_it(client):
    for address in ("/api/v1/cooperative/1/", "/api/v1/nothing", "/api/v1/cooperatives/1/members/"):
        answer = client.get(address)
        assert (answer.status_code, list(answer.json())) == (404, ["detail"])
    assert client.get("/api/v1/cooperatives").status_code == 301
    refused = client.post(LIST)
    assert (refused.status_code, refused["Allow"], list(refused.json())) == (405, "GET", ["detail"])


def test_an_address_that_is_too_long_is_answered_as_the_document_says(client):
    answer = client.get(LIST, {"q": "x" * 4000})
    assert (answer.status_code, list(answer.json())) == (414, ["detail"])
    assert "414" in client.get("/api/v1/openapi.json").json()["paths"][LIST]["get"]["responses"]


def test_the_page_for_people_is_one_whatever_goes_wrong(client, administrator):
    office.change({"area_opendata": False}, actor=administrator)
    for address in ("/api/v1/", LIST):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("text/html" if address == "/api/v1/" else "application/json")


def test_it_goes_with_the_open_data(client, administrator, register):
    publication.publish()
    files = client.get("/api/v1/datasets/").json()["items"][0]["files"]
    assert {one["format"] for one in files} == {"csv", "json", "xlsx"}
    assert client.get(files[0]["url"].removeprefix(project.BASE_URL)).status_code == 200
    office.change({"area_opendata": False}, actor=administrator)
    for url in (LIST, f"{LIST}1/", "/api/v1/datasets/", "/api/v1/", "/api/v1/openapi.json"):
        assert client.get(url).status_code == 404


def test_as_many_statements_for_one_as_for_many(client):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    make_cooperative()
    count()
    first = count()
    for _n in range(30):
        make_cooperative()
    assert count() == first


@pytest.fixture
def document(register, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "public_api": "100000/m/ip"}
    publication.publish()
    # As Django's own client does: the connection of the test is not the request's to close.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@tries(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=strategies.data())
def ask(address, data):
    case = data.draw(address)
    # Its client does not unpack what is sent packed.
    answer = case.call(headers={"Accept-Encoding": "identity"})
    # It knows of no refusal for an address that is too long, which a test of ours looks at.
    if answer.status_code != 414:
        case.validate_response(answer)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_it_keeps_its_own_document_whatever_is_asked(document, mode):
    """Right and wrong questions, made from the document: no 5xx, nothing undocumented, every answer of its shape."""
    addresses = [found.ok() for found in document.get_all_operations()]
    assert len(addresses) == 3
    for address in addresses:
        with suppress(Unsatisfiable):
            # Nothing can be asked wrongly where nothing is asked.
            ask(address.as_strategy(generation_mode=mode))


def test_the_document_names_every_address_and_no_other(client, document):
    found = client.get("/api/v1/openapi.json").json()
    assert set(found["paths"]) == {LIST, LIST + "{id}/", "/api/v1/datasets/"}


def test_its_page_names_what_the_document_names(client, document):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    told = {one.path: set(one.parameters) for one in ADDRESSES}
    asked = {
        path: {one["name"] for one in act["get"].get("parameters", []) if one["in"] == "query"}
        for path, act in paths.items()
    }
    assert told == asked
    statuses = {int(status) for act in paths.values() for status in act["get"]["responses"]} - {200}
    assert set(ERRORS) == statuses
    page = client.get("/api/v1/").content.decode()
    assert "33.72.01.1001" in page and "{id}" in page
