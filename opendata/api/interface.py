"""The addresses of the interface, each one function; the OpenAPI document is made from them."""

from typing import Annotated, Literal

from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import NinjaAPI, Path, Query

from cooperatives.choices import Kind, Status
from cooperatives.models import Cooperative
from cooperatives.places import districts, villages
from cooperatives.public import removals
from cooperatives.public.counts import PublicCounts
from cooperatives.public.lists import REGISTER as LIST
from cooperatives.record import meetings
from core.lists.filters import NONE
from core.lists.selection import Selection
from opendata import descriptions, shelf
from opendata.api import answers
from opendata.api.conditional import answered

MOST, USUAL = 500, 100
# What a database takes for a key.
LARGEST = 2**63 - 1
ABOUT = """
Everything that is public of the cooperatives of Kota Surakarta. Read only, without a key.

- Lists come in pages: follow `next` until it is `null`.
- Send the `ETag` of an answer as `If-None-Match`: 304 says that nothing has changed.
- Whoever wants all of it takes the files of `/datasets` in one piece.
"""
api = NinjaAPI(
    title="SoloKop",
    version="1",
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
Code = Annotated[str, Query(max_length=20, description="Kode Kemendagri, or `none` where it is not known")]
Statuses = Literal[("none", *Status.values)]  # type: ignore[valid-type]
Kinds = Literal[tuple(Kind.values)]  # type: ignore[valid-type]
KNOWN = {"q", "status", "kind", "district", "village", "group", "after", "limit"}
LIMITS = {414: answers.Problem, 429: answers.Problem}
WRONG = {422: answers.Wrong, **LIMITS}


@api.get(
    "/cooperatives/",
    response={200: answers.Page, 404: answers.Problem, **WRONG},
    summary="The register",
    tags=["register"],
    url_name="api_cooperatives",
)
def cooperatives(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=150, description="A part of the name, or a number")] = "",
    status: Annotated[list[Statuses], Query(description="`none`: not known")] = [],  # noqa: B006
    kind: Annotated[list[Kinds], Query()] = [],  # noqa: B006
    district: Code = "",
    village: Code = "",
    group: Annotated[str, Query(max_length=80, description="Such as KPRI, BMT or KKMP")] = "",
    after: Annotated[int, Query(ge=0, le=LARGEST, description="The id after which the page begins")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """Cooperatives by the names of the page of the register, in the order of their ids."""
    if unknown := sorted(set(request.GET) - KNOWN):
        wrong = [{"type": "unknown", "loc": ["query", name], "msg": "No parameter has this name."} for name in unknown]
        return answered(request, answers.Wrong, {"detail": wrong}, status=422)
    for name, code, held in (("district", district, districts()), ("village", village, villages())):
        if code not in ("", NONE, *(place.code for place in held.values())):
            text = f"No {name} has this code: it is that of Kemendagri, such as 33.72.01 or 33.72.01.1001."
            return answered(request, answers.Problem, {"detail": text}, status=404)
    # The names and the values are those of the page: it is read as the page reads it.
    selection = Selection.read(LIST, request.GET)
    found = selection.filter(Cooperative.objects.public())
    rows = list(found.filter(pk__gt=after).select_related("district", "village").order_by("pk")[: limit + 1])
    is_more, rows = len(rows) > limit, rows[:limit]
    with translation.override("id"):
        page = {
            "total": PublicCounts()(selection),
            "items": [answers.of(row) for row in rows],
            "next": _next(request, rows[-1].pk) if is_more else None,
        }
    return answered(request, answers.Page, page, changed=_changed(found))


def _next(request: HttpRequest, after: int) -> str:
    params = request.GET.copy()
    params["after"] = str(after)
    return f"{descriptions.address('api_cooperatives')}?{params.urlencode()}"


def _changed(rows: QuerySet[Cooperative]):
    return rows.aggregate(at=Max("updated_at"))["at"]


@api.get(
    "/cooperatives/{id}/",
    response={200: answers.CooperativeInFull, 404: answers.Problem, 410: answers.Removed, **WRONG},
    summary="One cooperative",
    tags=["register"],
    url_name="api_cooperative",
)
def cooperative(request: HttpRequest, id: Annotated[int, Path(ge=1, le=LARGEST)]) -> HttpResponse:
    """A cooperative by its id. A merged record says which one stands for it, a removed one since when and why."""
    record = Cooperative.objects.select_related("district", "village").filter(pk=id).first()
    if record is None:
        return answered(request, answers.Problem, {"detail": "No cooperative has this id."}, status=404)
    if removal := removals.of(record):
        mark = {"removed_on": timezone.localdate(removal.at), "reason": removal.reason}
        return answered(request, answers.Removed, {"detail": "It was removed on request.", **mark}, status=410)
    with translation.override("id"):
        found = answers.of(record) | {
            "meeting_years": meetings.years_of(record),
            "merged_into": record.merged_into_id,
        }
    return answered(request, answers.CooperativeInFull, found, changed=record.updated_at)


@api.get(
    "/datasets/",
    response={200: answers.Datasets, **LIMITS},
    summary="Data sets",
    tags=["data"],
    url_name="api_datasets",
)
def datasets(request: HttpRequest) -> HttpResponse:
    """The data sets with their newest files."""
    with translation.override("id"):
        items = [
            {
                "key": dataset.key,
                "title": str(dataset.title),
                "about": str(dataset.about),
                "page": descriptions.address("data_set", dataset.key),
                "files": [
                    {
                        "format": file.format,
                        "url": descriptions.file_address(file),
                        "size": file.size,
                        "sha256": file.sha256,
                        "rows": file.rows,
                        "day": file.day,
                    }
                    for file in files.values()
                ],
            }
            for dataset, files in shelf.newest()
        ]
    return answered(request, answers.Datasets, {"items": items})
