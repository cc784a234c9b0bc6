"""The data sets described for machines: a Frictionless Data Package, and DCAT 3 in JSON-LD.

Both are made from the catalogue and from the newest files. Texts come in Indonesian; DCAT has them in English too.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import office
from opendata import shelf
from opendata.choices import LICENCES, MEDIA_TYPES, Format
from opendata.datasets import Dataset, DatasetColumn
from opendata.models import DataFile

LANGUAGES = ("id", "en")
# Of the Publications Office of the European Union, which DCAT readers know.
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
SPATIAL = "https://www.wikidata.org/wiki/Q10128"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "sdi": "https://data.go.id/metadata#",
}


def address(name: str, *args: Any) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def file_address(file: DataFile) -> str:
    return address("data_file", file.name)


def _in(language: str, *texts: Any) -> str:
    with translation.override(language):
        return " ".join(str(text) for text in texts)


def licence() -> tuple[str, str, str]:
    """Its key, name and address."""
    key = office.value("data_licence")
    return (key, *LICENCES[key])


def field(column: DatasetColumn) -> dict[str, Any]:
    """A column in the words of a Table Schema."""
    found: dict[str, Any] = {"name": column.name, "type": str(column.type), "title": _in("id", column.label)}
    found["title_en"] = _in("en", column.label)
    if column.about:
        found |= {"description": _in("id", column.about), "description_en": _in("en", column.about)}
    if column.values:
        found["constraints"] = {"enum": [code for code, _label in column.values]}
        found["categories"] = [
            {"value": code, "label": _in("id", label), "label_en": _in("en", label)} for code, label in column.values
        ]
    return found


def metadata(dataset: Dataset, language: str) -> dict[str, str]:
    """The metadata of Satu Data Indonesia, under its own names (DOMAIN-2.md C)."""

    def said(text: Any) -> str:
        return _in(language, text)

    return {
        "nama_elemen_data": said(dataset.title),
        "urusan": "Koperasi, usaha kecil, dan menengah",
        "konsep": said(dataset.concept),
        "definisi": said(dataset.about),
        "jenis_elemen_data": "Indikator" if dataset.is_indicator else "Variabel",
        "interpretasi": said(dataset.about),
        "metode_perhitungan": said(dataset.method),
        "ukuran": "jumlah",
        "satuan": said(dataset.unit),
        "klasifikasi_penyajian": said(dataset.classes),
        "indikator_komposit": "tidak",
    }


def _resource(dataset: Dataset, file: DataFile) -> dict[str, Any]:
    return {
        "name": dataset.key,
        "type": "table",
        "title": _in("id", dataset.title),
        "description": _in("id", dataset.about),
        "path": file_address(file),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": [field(column) for column in dataset.columns],
            "primaryKey": list(dataset.identifiers),
            "missingValues": [""],
        },
        "metadata_sdi": metadata(dataset, "id"),
        "changes": [{"on": change.on.isoformat(), "what": _in("id", change.what)} for change in dataset.changes],
    }


def package() -> dict[str, Any]:
    """The newest CSV files as one Data Package (Frictionless, version 2)."""
    key, name, url = licence()
    files = [(dataset, newest[Format.CSV]) for dataset, newest in shelf.newest()]
    made = max((file.made_at for _dataset, file in files), default=None)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "koperasi-surakarta",
        "title": f"Data terbuka koperasi, {office.value('name')}",
        "homepage": address("data"),
        "licenses": [{"name": key, "title": name, "path": url}],
        "contributors": [{"title": office.value("name"), "path": settings.BASE_URL, "roles": ["publisher"]}],
        **({"created": made.isoformat(timespec="seconds")} if made else {}),
        "resources": [_resource(dataset, file) for dataset, file in files],
    }


def _words(text: Any) -> list[dict[str, str]]:
    return [{"@language": language, "@value": _in(language, text)} for language in LANGUAGES]


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": kind}


def _distribution(file: DataFile) -> dict[str, Any]:
    of = Format(file.format)
    return {
        "@id": file_address(file),
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dcat:downloadURL": {"@id": file_address(file)},
        "dcat:accessURL": {"@id": address("data_set", file.dataset)},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[of].partition(';')[0]}"},
        "dct:format": {"@id": f"{FILE_TYPE}{of.upper()}"},
        "dcat:byteSize": _typed(str(file.size), "xsd:nonNegativeInteger"),
        "dct:license": {"@id": licence()[2]},
        "dct:modified": _typed(file.made_at.isoformat(timespec="seconds"), "xsd:dateTime"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file.sha256, "xsd:hexBinary"),
        },
    }


def _dataset(dataset: Dataset, files: Iterable[DataFile]) -> dict[str, Any]:
    files = list(files)
    first = min((change.on for change in dataset.changes), default=files[0].day)
    return {
        "@id": address("data_set", dataset.key),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.key,
        "dct:title": _words(dataset.title),
        "dct:description": _words(dataset.about),
        "dct:issued": _typed(first.isoformat(), "xsd:date"),
        "dct:modified": _typed(files[0].day.isoformat(), "xsd:date"),
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "dct:spatial": {"@id": SPATIAL},
        "dct:language": [{"@id": "http://id.loc.gov/vocabulary/iso639-1/id"}],
        "dct:publisher": {"@id": f"{settings.BASE_URL}/#office"},
        "dcat:landingPage": {"@id": address("data_set", dataset.key)},
        "dcat:keyword": [_typed_word("koperasi", "id"), _typed_word("cooperatives", "en")],
        "dcat:distribution": [_distribution(file) for file in files],
        **{f"sdi:{name}": text for name, text in metadata(dataset, "id").items()},
    }


def _typed_word(text: str, language: str) -> dict[str, str]:
    return {"@language": language, "@value": text}


def catalogue() -> dict[str, Any]:
    """All data sets with the newest files of each, in DCAT 3 as JSON-LD."""
    found: Sequence[tuple[Dataset, dict[Format, DataFile]]] = shelf.newest()
    return {
        "@context": CONTEXT,
        "@id": address("data"),
        "@type": "dcat:Catalog",
        "dct:title": _words_of(lambda: office.value("name")),
        "dct:license": {"@id": licence()[2]},
        "dct:publisher": {
            "@id": f"{settings.BASE_URL}/#office",
            "@type": "foaf:Organization",
            "foaf:name": office.value("name"),
        },
        "dcat:dataset": [_dataset(dataset, files.values()) for dataset, files in found],
    }


def _words_of(text: Callable[[], str]) -> list[dict[str, str]]:
    return [
        _typed_word(f"Data terbuka koperasi, {text()}", "id"),
        _typed_word(f"Open data of cooperatives, {text()}", "en"),
    ]
