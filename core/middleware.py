import logging
import re
import uuid
from contextvars import ContextVar

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils import translation

from core.requests import client

_request_id: ContextVar[str] = ContextVar("request_id", default="")
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,36}")


def current_request_id() -> str:
    """The id of the request, or of the job's request, on whose behalf the code runs."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        record.client = client.current_address() or "-"
        return True


def request_id(get_response):
    """Give each request an id that log lines, events and jobs carry on, and note its client's address for them."""

    def middleware(request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SAFE_ID.fullmatch(given) else str(uuid.uuid4())
        set_request_id(request.id)
        client.set_address(client.address_of(request))
        response = get_response(request)
        response["X-Request-ID"] = request.id
        return response

    return middleware


def without_content_of_head(get_response):
    """What follows the headers of an answer to HEAD would be read as the next answer; not every server cuts it."""

    def middleware(request):
        response = get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.close()
                response.streaming_content = []
            else:
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response

    return middleware


def language(get_response):
    """Indonesian, unless the visitor has switched. A phone set to English says nothing about its owner's wish."""

    def middleware(request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.setdefault("Content-Language", code)
        return response

    return middleware


def in_utf8(get_response):
    """Read what was sent as UTF-8, whatever its sender calls it: the portal's own forms are nothing else, and other
    codecs give letters that no database keeps.
    """

    def middleware(request):
        if request.encoding and request.encoding.lower() != "utf-8":
            request.encoding = "utf-8"
        return get_response(request)

    return middleware


def without_nul(get_response):
    """Take NUL characters out of what was sent: no person types them, and PostgreSQL keeps none."""

    def middleware(request):
        if "\x00" in request.path_info:
            raise Http404
        for name in ("GET", "POST"):
            sent = getattr(request, name)
            if any("\x00" in text for key, values in sent.lists() for text in (key, *values)):
                clean = QueryDict(mutable=True)
                for key, values in sent.lists():
                    clean.setlist(key.replace("\x00", ""), [text.replace("\x00", "") for text in values])
                setattr(request, name, clean)
        return get_response(request)

    return middleware


def never_stored(get_response):
    """No cache keeps what a signed-in person sees: after signing out, Back shows nothing of it.

    A response counts as public when its view says so and the request carries no session.
    """

    def middleware(request):
        response = get_response(request)
        view = getattr(request.resolver_match, "func", None)
        is_public = view is not None and not getattr(view, "login_required", True)
        if not is_public or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
