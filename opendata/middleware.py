"""Answers that a page of any other address may read: the interface for programs and the data."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

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
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        return response

    return middleware
