"""Answers that a program need not read twice: with the ETag of what they say, and the moment of its last change."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from ninja import Schema
from ninja.responses import NinjaJSONEncoder


def answered(
    request: HttpRequest, shape: type[Schema], found: Any, *, changed: datetime | None = None, status: int = 200
) -> HttpResponse:
    """JSON of a shape, or 304 to whoever has it already."""
    known = shape.model_validate(found).model_dump()
    response = JsonResponse(known, encoder=NinjaJSONEncoder, json_dumps_params={"ensure_ascii": False}, status=status)
    if status != 200:
        # A record that was removed may be shown again: a 410 is kept unless it is said.
        response["Cache-Control"] = "no-cache"
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    # A list changes by a record that leaves it, too, of which no date tells: the ETag decides alone.
    return get_conditional_response(request, etag=etag, response=response) or response
