import logging
import re
import uuid
from contextvars import ContextVar

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

_request_id: ContextVar[str] = ContextVar("request_id", default="")
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,36}")
log = logging.getLogger(__name__)


def current_request_id() -> str:
    """The id of the request, or of the job's request, on whose behalf the code runs."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True


def request_id(get_response):
    """Give each request an id that log lines, events and jobs carry on."""

    def middleware(request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SAFE_ID.fullmatch(given) else str(uuid.uuid4())
        set_request_id(request.id)
        response = get_response(request)
        response["X-Request-ID"] = request.id
        return response

    return middleware


def database_unreachable(get_response):
    """Say calmly that the database cannot be reached, instead of a bare 500."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("database not reachable: %s", exception)
        response = render(None, "errors/database.html", status=503)
        response["Retry-After"] = "30"
        return response

    middleware.process_exception = process_exception
    return middleware
