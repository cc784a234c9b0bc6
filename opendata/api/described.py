"""The addresses of the interface in the words of its page. A test holds them to the OpenAPI document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind, Status
from opendata.api.interface import MOST, USUAL


@dataclass(frozen=True, slots=True)
class Address:
    """`parameters` by name; a part of the path in braces is none of them."""

    path: str
    about: Any
    parameters: Mapping[str, Any]


ADDRESSES = (
    Address(
        "/api/v1/cooperatives/",
        _("The register, in the order of the ids"),
        {
            "q": _("words of the name, or a number"),
            "status": ", ".join([*Status.values, "none"]),
            "kind": ", ".join(Kind.values),
            "district": _("code of a kecamatan, or none"),
            "village": _("code of a kelurahan, or none"),
            "group": _("such as KPRI, BMT or KKMP"),
            "after": _("the id after which the page begins"),
            "limit": f"1–{MOST} ({USUAL})",
        },
    ),
    Address("/api/v1/cooperatives/{id}/", _("One cooperative, with the years of its meetings"), {}),
    Address("/api/v1/datasets/", _("The data sets with their newest files"), {}),
)
# By status, what a program is told when it asks wrongly or too much.
ERRORS = {
    404: _("There is nothing: no such address, id or place."),
    410: _("The record was removed on request; the day and the reason stand in the answer."),
    414: _("The address is longer than 4,000 characters."),
    422: _("A parameter is unknown or cannot be read; each is named."),
    429: _("Too many questions. Wait as many seconds as Retry-After says; all of it is in the files."),
}
