"""What the store on a phone is told of something that it has sent: always JSON with a state, never a page.

`done`; `ended`: sign in first; `refused`: never taken, with the reason; `changed`: by somebody else meanwhile, with
what stands there now; `later`: the portal cannot just now. That there is no connection the phone finds out by itself.
"""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.utils.translation import gettext as _

STATUS = {
    "done": HTTPStatus.OK,
    "ended": HTTPStatus.UNAUTHORIZED,
    "refused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "changed": HTTPStatus.CONFLICT,
    "later": HTTPStatus.SERVICE_UNAVAILABLE,
}
JSON = "application/json"


def is_from_store(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == JSON


def answer(state: str, text: str = "", *, status: int = 0, **more: Any) -> JsonResponse:
    return JsonResponse({"state": state, "text": text, **more}, status=status or STATUS[state])


def entries_of(request: HttpRequest, most: int, *, before: str = "entries") -> list[Any]:
    """What a queue has sent, up to so many at once. Raises UnreadableError for what is no list of entries.

    `before` is what pages that were open while the portal was upgraded still call them.
    """
    try:
        sent = json.loads(request.body)
        given = sent["entries"] if "entries" in sent else sent[before]
    # A form came instead, whose fields have been read.
    except (ValueError, KeyError, TypeError, RecursionError, RawPostDataException):
        raise UnreadableEntriesError from None
    if not isinstance(given, list) or len(given) > most:
        raise UnreadableEntriesError
    return given


class UnreadableEntriesError(Exception):
    """What a device has sent is no list of entries."""


def told_in_states(get_response):
    """Middleware: an error page or a redirect is told to the store as the state that it means."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_told = response.status_code < 300 or response.get("Content-Type", "").startswith(JSON)
        if is_told or not is_from_store(request):
            return response
        # Who must sign in first is told so before (accounts/middleware.py): this way elsewhere is a view's refusal.
        if response.status_code < 400:
            return answer("refused", _("The portal did not take it: open its page to see why."))
        if response.status_code >= 500 or response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return answer("later", status=response.status_code)
        return answer("refused", _reason(response.status_code), status=response.status_code)

    return middleware


def _reason(status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return _("What this belongs to is not there any more.")
    return _("This request cannot be understood")
