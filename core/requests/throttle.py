"""How often one client or one user may ask for what is dear or can be guessed; the counting is allauth's.

The rates stand in settings.RATE_LIMITS: an amount, a time, and whose are counted (`ip`, `user`, or `key`
for those of all together).
"""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.core.exceptions import RateLimited
from allauth.core.internal.ratelimit import consume, respond_429
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

log = logging.getLogger(__name__)
APP = "solokop"


def take(request: HttpRequest, action: str, *, only_look: bool = False) -> bool:
    """Count one more of an action, or only look whether one more is allowed. False above its rate.

    A cache that is away counts nothing and holds nobody up.
    """
    try:
        # `key` counts what all clients do together.
        used = consume(
            request,
            app=APP,
            action=action,
            config=settings.RATE_LIMITS,
            key="all",
            dry_run=only_look,
            limit_get=True,
        )
    except Exception:
        log.warning("the cache cannot be reached, %s is not counted", action, exc_info=True)
        return True
    if used is None:
        log.warning("too many: %s", action)
    return used is not None


def take_or_stop(request: HttpRequest, action: str) -> None:
    """Count one more. Raises RateLimited above the rate, which becomes the page 429 (`answer_limited`)."""
    if not take(request, action):
        raise RateLimited


def limited(action: str, *, when: Callable[[HttpRequest], bool] = lambda request: True):
    """A view that a client or a user may ask so often; `when` says which requests count."""

    def decorator(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if when(request):
                take_or_stop(request, action)
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def misses_limited(action: str):
    """A view found by a number or a secret: who has guessed wrong too often is not answered, right or wrong."""

    def decorator(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not take(request, action, only_look=True):
                raise RateLimited
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                take(request, action)
                raise
            if response.status_code == 404:
                take(request, action)
            return response

        return guarded

    return decorator


# Addresses that end in a file: too many are stopped before the work (core/storage/downloads.py counts).
FILES = ("_pdf", "_xlsx", "_csv", "_export", "_summary", "_template", "_file", "_marked", "_problems")


def answer_limited(get_response):
    """Middleware: what raised RateLimited is answered by the page 429, and so is a file above the rate."""

    def middleware(request):
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponseBase | None:
        name = getattr(request.resolver_match, "url_name", None) or ""
        wants_file = request.GET.get("format") == "xlsx" or name.endswith(FILES)
        if wants_file and request.user.is_authenticated and not take(request, "download", only_look=True):
            return respond_429(request)
        return None

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return respond_429(request) if isinstance(exception, RateLimited) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
