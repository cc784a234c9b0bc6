"""The descriptions for machines, read by the libraries that others read them with."""

import json
from collections import Counter

import pytest
from frictionless import Package, system, validate
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace, URIRef

from opendata import descriptions, publication, shelf
from opendata.choices import Format
from opendata.datasets import CATALOGUE
from opendata.models import DataFile
from tests.factories import make_cooperative
from tests.reporting import accepted, make_obligation

pytestmark = pytest.mark.django_db
SPDX = Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture
def published(officer, administrator):
    for _n in range(6):
        make_cooperative(members=12)
    make_cooperative("=1+1", status="", status_on=None)
    accepted(make_obligation(officer), officer, administrator)
    publication.publish()


def test_the_data_package_and_every_row_that_it_describes_are_valid(client, published, tmp_path):
    """Frictionless reads the files as the address gives them: sizes, hashes, types, values, keys."""
    found = client.get("/data/datapackage.json").json()
    assert {one["name"] for one in found["resources"]} == set(CATALOGUE)
    for resource in found["resources"]:
        name = resource["path"].rpartition("/")[2]
        (tmp_path / name).write_bytes(b"".join(client.get(f"/data/files/{name}").streaming_content))
        resource["path"] = name
    (tmp_path / "datapackage.json").write_text(json.dumps(found))
    with system.use_context(trusted=True):
        report = validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    assert report.valid
    assert report.stats["tasks"] == len(CATALOGUE)
    package = Package(str(tmp_path / "datapackage.json"))
    assert package.licenses[0]["name"] == "CC-BY-4.0"


def test_a_file_that_was_changed_is_seen(client, published, tmp_path):
    found = client.get("/data/datapackage.json").json()
    resource = next(one for one in found["resources"] if one["name"] == "register")
    name = resource["path"].rpartition("/")[2]
    (tmp_path / name).write_bytes(b"".join(client.get(f"/data/files/{name}").streaming_content) + b"x,y\n")
    found["resources"], resource["path"] = [resource], name
    (tmp_path / "datapackage.json").write_text(json.dumps(found))
    assert not validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_catalogue_is_dcat_with_a_dataset_and_three_files_for_each(client, published):
    answer = client.get("/data/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=answer.content.decode(), format="json-ld")
    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    sets = set(graph.objects(catalogue, DCAT.dataset))
    assert sets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert {str(graph.value(one, DCTERMS.identifier)) for one in sets} == set(CATALOGUE)
    for one in sets:
        titles = list(graph.objects(one, DCTERMS.title))
        assert {title.language for title in titles} == {"id", "en"}
        files = list(graph.objects(one, DCAT.distribution))
        assert Counter(str(graph.value(file, DCTERMS.format))[-4:].strip("/") for file in files) == {
            "CSV": 1,
            "XLSX": 1,
            "JSON": 1,
        }
        for file in files:
            address = graph.value(file, DCAT.downloadURL)
            assert isinstance(address, URIRef)
            kept = shelf.find(str(address).rpartition("/")[2])
            checksum = graph.value(graph.value(file, SPDX.checksum), SPDX.checksumValue)
            assert kept.sha256 == str(checksum)
            assert int(graph.value(file, DCAT.byteSize)) == kept.size


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_data_set_has_the_metadata_of_satu_data_indonesia_in_both_languages(key):
    found = {language: descriptions.metadata(CATALOGUE[key], language) for language in descriptions.LANGUAGES}
    assert all(found["id"].values())
    for name in ("konsep", "definisi", "metode_perhitungan", "klasifikasi_penyajian"):
        assert found["id"][name] != found["en"][name], name
    for column in CATALOGUE[key].columns:
        assert descriptions.field(column)["title"]


def test_before_the_first_night_the_descriptions_are_empty_and_the_page_says_what_comes(client):
    assert client.get("/data/datapackage.json").json()["resources"] == []
    assert client.get("/data/catalog.jsonld").json()["dcat:dataset"] == []
    assert "Berkas pertama" in client.get("/data/").content.decode()
    assert list(shelf.newest()) == []


def test_as_many_statements_for_one_day_as_for_many(client, published, django_assert_num_queries):
    with django_assert_num_queries(2):
        shelf.newest()
    for one in DataFile.objects.all():
        for n in range(1, 4):
            one.pk, one.day = None, one.day.replace(day=n, month=1)
            one.save(force_insert=True)
    with django_assert_num_queries(2):
        assert {files[Format.CSV].day.month for _dataset, files in shelf.newest()} != {1}
