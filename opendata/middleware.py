"""Answers that a page of any other address may read: the interface for programs and the data."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

OPEN = ("/api/v1/", "/data/")


def open_to_pages(get_response):
    """CORS for reading: nothing of these addresses depends on who asks, so that no cookie is needed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(OPEN):
            return get_response(request)
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = get_response(request)
            if isinstance(response, HttpResponse) and _is_for_programs(request, response):
                _in_json(response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        return response

    return middleware


def _is_for_programs(request: HttpRequest, response: HttpResponse) -> bool:
    """What went wrong at an address of the interface, where the portal has a page of words; its first page is one for
    people.
    """
    page = reverse("api")
    is_page = response.get("Content-Type", "").startswith("text/html")
    return response.status_code >= 400 and is_page and request.path.startswith(page) and request.path != page


def _in_json(response: HttpResponse) -> None:
    status = HTTPStatus(response.status_code)
    response.content = json.dumps({"detail": status.description or status.phrase}).encode()
    response["Content-Type"] = "application/json"
    response["Content-Length"] = str(len(response.content))
