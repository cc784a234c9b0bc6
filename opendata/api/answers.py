"""What the interface answers: the shapes of its JSON, from which its OpenAPI document is made."""

from datetime import date
from typing import Any

from ninja import Field, Schema

from cooperatives.choices import Form, Kind, Pattern, Status
from cooperatives.models import Cooperative as Record
from cooperatives.models import District, Village
from opendata import descriptions


def codes(choices: Any) -> dict[str, Any]:
    """The codes of a column for the document; "" where nobody has said it."""
    return {"enum": ["", *choices.values]}


class Place(Schema):
    code: str = Field(description="Kode Kemendagri", examples=["33.72.01"])
    name: str


class Cooperative(Schema):
    id: int = Field(description="It never changes")
    name: str
    legal_number: str
    legal_date: date | None
    national_number: str = Field(description="Nomor Induk Koperasi")
    kind: str = Field(json_schema_extra=codes(Kind))
    group: str = Field(description="Such as KPRI, BMT or KKMP")
    form: str = Field(json_schema_extra=codes(Form))
    pattern: str = Field(json_schema_extra=codes(Pattern))
    status: str = Field(json_schema_extra=codes(Status))
    status_name: str = Field(description="The status in Indonesian")
    status_on: date | None = Field(description="Since when it has this status")
    district: Place | None
    village: Place | None
    last_rat_year: int | None = Field(description="Year of the last annual meeting (RAT)")
    members: int | None
    employees: int | None
    figures_as_of: date | None
    page: str = Field(description="Its page for people")


class CooperativeInFull(Cooperative):
    meeting_years: list[int] = Field(description="Years of the annual meetings that are known")
    merged_into: int | None = Field(description="The record that stands for this one since both were found to be one")


class Page(Schema):
    total: int = Field(description="How many fit the selection")
    items: list[Cooperative]
    next: str | None = Field(description="Where the next items are; null at the end")


class File(Schema):
    format: str
    url: str
    size: int = Field(description="Bytes")
    sha256: str
    rows: int
    day: date


class Dataset(Schema):
    key: str
    title: str
    about: str
    page: str
    files: list[File]


class Datasets(Schema):
    items: list[Dataset]


class Problem(Schema):
    """What was wrong with a question, in words."""

    detail: str


class Removed(Problem):
    """A record that somebody has asked to be removed."""

    removed_on: date
    reason: str


class Wrong(Schema):
    """Each parameter that could not be read, with its place."""

    detail: list[dict[str, Any]]


def _place(place: District | Village | None) -> dict[str, str] | None:
    return {"code": place.code, "name": place.name} if place else None


def of(record: Record) -> dict[str, Any]:
    """A cooperative as the interface tells it."""
    names = ("name", "legal_number", "legal_date", "national_number", "kind", "group", "form", "pattern", "status")
    names += ("status_on", "last_rat_year", "members", "employees", "figures_as_of")
    return {
        "id": record.pk,
        **{name: getattr(record, name) for name in names},
        "status_name": record.status_label,
        "district": _place(record.district),
        "village": _place(record.village),
        "page": descriptions.address("public_record", record.pk),
    }
