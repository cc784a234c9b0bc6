"""Answers that a page of any other address may read: the interface for programs and the data."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

INTERFACE = "/api/v1/"
OPEN = (INTERFACE, "/data/")


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
            if request.path.startswith(INTERFACE) and response.status_code >= 400:
                response = _for_programs(response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        return response

    return middleware


def _for_programs(response: HttpResponseBase) -> HttpResponseBase:
    """What went wrong as JSON, where the portal has a page of words for it."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return response
    status = HTTPStatus(response.status_code)
    answer = JsonResponse({"detail": status.description or status.phrase}, status=status)
    if "Retry-After" in response:
        answer["Retry-After"] = response["Retry-After"]
    return answer
