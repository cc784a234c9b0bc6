"""The addresses of the interface: open to all, of the area of the open data, each limited for one client."""

from functools import wraps

from django.urls import URLPattern, path

from core.requests import throttle
from opendata.api.interface import api
from opendata.area import AREA
from opendata.views import try_it


def _opened(pattern: URLPattern) -> URLPattern:
    """Django asks whoever comes to sign in, unless a page says otherwise."""
    view = pattern.callback

    @wraps(view)
    def opened(request, *args, **kwargs):
        if not throttle.take(request, "public_api"):
            return try_it.too_many()
        asked, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        try:
            return view(request, *args, **kwargs)
        finally:
            # The server leaves the content of an answer to HEAD out.
            request.method = asked

    opened.login_required = False  # type: ignore[attr-defined]
    opened.area = AREA.key  # type: ignore[attr-defined]
    opened.csrf_exempt = True  # type: ignore[attr-defined]
    pattern.callback = opened
    return pattern


urlpatterns = [
    path("", try_it.page, name="api"),
    path("openapi.json", try_it.document, name="api_document"),
    *(_opened(one) for one in api.urls[0] if one.name != "api-root"),
]
