"""The page on which the interface for programs is read and tried, and its OpenAPI document."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperatives.places import districts, villages
from core.requests import throttle
from opendata import descriptions
from opendata.api.described import ADDRESSES, ERRORS
from opendata.api.interface import api


@login_not_required
@require_safe
@throttle.limited("public_page")
def page(request):
    """With an example to copy, what there is to ask, and a form for each address."""
    context = {
        "base": settings.BASE_URL,
        "addresses": ADDRESSES,
        "errors": ERRORS,
        "districts": sorted(districts().values(), key=lambda place: place.code),
        "villages": sorted(villages().values(), key=lambda place: place.code),
    }
    return render(request, "opendata/api.html", context)


@login_not_required
@require_safe
@throttle.limited("public_page")
def document(request):
    """OpenAPI, made from the code."""
    found = api.get_openapi_schema(path_prefix="/api/v1/")
    found["servers"] = [{"url": "/"}]
    _key, licence, url = descriptions.licence()
    found["info"]["license"] = {"name": licence, "url": url}
    return JsonResponse(found)


def too_many() -> JsonResponse:
    response = JsonResponse({"detail": "Too many requests. Wait a minute, or take the files of /datasets."}, status=429)
    response["Retry-After"] = "60"
    return response
