"""The answer to a request for a list: the page, the file, or what was done to ticked rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.database import idempotency
from core.errors import DomainError
from core.lists import bulk
from core.lists.declaration import ListOf
from core.lists.listing import Listing
from core.storage import downloads
from core.workbooks.writer import SheetColumn

FILE = "xlsx"


# A file of some rows of a list: what the list says of its columns, unless a list has its own way.
File = Callable[[Listing, QuerySet], HttpResponseBase]


def table(listing: Listing, rows: QuerySet) -> HttpResponseBase:
    """The columns that a list declares, as Excel."""
    of = listing.of
    return downloads.send_table(
        listing.request,
        title=str(of.title),
        columns=[SheetColumn(str(cell.title), cell.kind, cell.width, cell.is_wanted) for cell in of.cells],
        rows=listing.values(rows),
        name=of.file_name or of.name,
        selection=listing.in_words(rows),
        trace=of.trace,
    )


def respond(
    request: HttpRequest,
    of: ListOf,
    template: str,
    more: Callable[[Listing], dict[str, Any]] = lambda listing: {},
    *,
    kind: type[Listing] = Listing,
    file: File = table,
) -> HttpResponseBase:
    """`more` adds to the context of the page what only this list shows; `kind` is a listing that knows more.

    Raises PermissionDenied for an act or a file of a list that this user may only look at.
    """
    listing = kind(of, request)
    if not listing.has_ticks and (request.method == "POST" or request.GET.get("format") == FILE):
        raise PermissionDenied
    if request.method == "POST" and "action" in request.POST:
        if answer := _act(listing, file):
            return answer
        listing = kind(of, request, request.POST)
    if request.GET.get("format") == FILE:
        return _taken(listing, listing.found, file)
    return render(request, template, {"listing": listing, "page": listing.page} | more(listing))


def _taken(listing: Listing, rows: QuerySet, file: File) -> HttpResponseBase:
    if not listing.has_file:
        raise PermissionDenied
    return file(listing, rows)


def _act(listing: Listing, file: File) -> HttpResponseBase | None:
    """None where it could not be done: the page comes again with what was ticked and typed."""
    request = listing.request
    try:
        if request.POST.get("action") == FILE:
            return _taken(listing, bulk.ticked(listing, request.POST), file)
        chosen = bulk.action_of(listing, request.POST["action"])
        if chosen.page:
            return chosen.page(request, bulk.ticked(listing, request.POST))
        action, done = bulk.run(listing, request.POST)
        if done:
            messages.success(request, done)
            if action.leads_to:
                return HttpResponseRedirect(action.leads_to())
    except idempotency.AlreadySentError as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.error(request, str(error))
        return None
    return HttpResponseRedirect(request.get_full_path())
