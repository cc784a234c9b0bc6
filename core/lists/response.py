"""The answer to a request for a list: the page, the file, or what was done to ticked rows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core import downloads, once
from core.errors import DomainError
from core.lists import bulk
from core.lists.declaration import ListOf
from core.lists.listing import Listing
from core.workbook_write import Column

FILE = "xlsx"


def respond(
    request: HttpRequest, of: ListOf, template: str, more: Callable[[Listing], dict[str, Any]] = lambda listing: {}
) -> HttpResponseBase:
    """`more` adds to the context of the page what only this list shows. Raises Http404 for the file of a list that is
    only looked at.
    """
    listing = Listing(of, request)
    if not of.cells and (request.method == "POST" or request.GET.get("format") == FILE):
        raise Http404
    if request.method == "POST" and "action" in request.POST:
        if answer := _act(listing):
            return answer
        listing = Listing(of, request, request.POST)
    if request.GET.get("format") == FILE:
        return _file(listing, listing.found, listing.selection.in_words())
    return render(request, template, {"listing": listing, "page": listing.page} | more(listing))


def _act(listing: Listing) -> HttpResponseBase | None:
    """None where it could not be done: the page comes again with what was ticked and typed."""
    request = listing.request
    try:
        if request.POST.get("action") == FILE:
            rows = bulk.ticked(listing, request.POST)
            return _file(listing, rows, listing.selection.in_words())
        action, done = bulk.run(listing, request.POST)
        if done:
            messages.success(request, done)
            if action.leads_to:
                return HttpResponseRedirect(action.leads_to())
    except once.AlreadySentError as error:
        messages.info(request, str(error))
    except DomainError as error:
        messages.error(request, str(error))
        return None
    return HttpResponseRedirect(request.get_full_path())


def _file(listing: Listing, rows, selection: str) -> HttpResponseBase:
    of = listing.of
    return downloads.send_table(
        listing.request,
        title=str(of.title),
        columns=[Column(str(cell.title), cell.kind, cell.width) for cell in of.cells],
        rows=listing.values(rows),
        name=of.file_name or of.name,
        selection=selection,
        trace=of.trace,
    )
