"""What programs take: files, descriptions of them, and the rows of one's own selection."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.base import File
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from cooperatives.public.lists import REGISTER as LIST
from core import clock
from core.lists.listing import Listing
from core.requests import throttle
from core.storage import downloads, scratch
from opendata import descriptions, erasure, shelf
from opendata.choices import MEDIA_TYPES, Format
from opendata.datasets.register import REGISTER, of
from opendata.writers import WRITERS

JSON = {"ensure_ascii": False, "indent": 1}


@login_not_required
@require_safe
@throttle.limited("public_file")
def file(request, name: str):
    """A file of the shelf, as it was made."""
    found = shelf.find(name)
    if found is None:
        raise Http404
    if erasure.is_held_back(found):
        return _later(request)
    content_type = MEDIA_TYPES[Format(found.format)]
    return downloads.publish(request, found.file, found.name, content_type=content_type, etag=found.sha256)


@login_not_required
@require_safe
@throttle.limited("public_rows")
def rows(request, ending: str):
    """The cooperatives that a selection of the public register holds, in its order; all of them lie ready as a file."""
    if ending not in Format.values:
        raise Http404
    listing = Listing(LIST, request)
    if not listing.selection.is_narrowed:
        newest = {dataset.key: files for dataset, files in shelf.newest()}.get(REGISTER.key)
        if newest:
            return redirect("data_file", newest[Format(ending)].name)
    with translation.override("id"), scratch.folder() as folder:
        path = folder / f"rows.{ending}"
        WRITERS[Format(ending)](path, REGISTER, of(listing.found))
        # The name goes at once, the open file stays until it is sent.
        content = File(path.open("rb"))
    name = f"{REGISTER.key}-pilihan-{clock.today().isoformat()}.{ending}"
    return downloads.publish(request, content, name, content_type=MEDIA_TYPES[Format(ending)])


@login_not_required
@require_safe
@throttle.limited("public_page")
def datapackage(request):
    return _described(descriptions.package(), "application/json")


@login_not_required
@require_safe
@throttle.limited("public_page")
def catalog(request):
    return _described(descriptions.catalogue(), "application/ld+json")


def _later(request) -> HttpResponse:
    """A record was removed on request: the file is being written without it."""
    response = render(request, "opendata/later.html", status=503)
    response["Retry-After"] = "600"
    return response


def _described(found: dict, content_type: str) -> JsonResponse:
    response = JsonResponse(found, json_dumps_params=JSON, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=600"
    return response
