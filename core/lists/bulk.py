"""Acting on ticked rows, or on all of a filter."""

from contextlib import nullcontext
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database import idempotency
from core.errors import DomainError
from core.lists.declaration import Action, Said
from core.lists.listing import Listing
from core.text.parsing import iso_day, whole


def ticked(listing: Listing, data) -> QuerySet:
    """The rows that a form names by `row`, or all of the filter when `all` holds the stamp of what was shown.

    Only rows of the selection, which are rows that the user may see; in one order for all, so that two who act at once
    wait for each other. Of all, those that were looked at just now: a row that comes meanwhile is not among them.
    Raises DomainError when none is named or left, when all are not those that were shown, or when they are too many for
    one press.
    """
    if "all" in data:
        if listing.total > listing.of.most:
            raise DomainError(_("{most} at once are the most; narrow the list.").format(most=listing.of.most))
        marks = listing.marks()
        if data["all"] != listing.stamp_of(marks):
            text = _("This list of {n} has changed since you opened it. Look at it again, then go on.")
            raise DomainError(text.format(n=len(marks)))
        return listing.found.filter(pk__in=[mark.partition("-")[0] for mark in marks]).order_by("pk")
    named = [text.partition("-")[0] for text in data.getlist("row")[: listing.of.most]]
    keys = {key for text in named if (key := whole(text)) is not None}
    if not keys:
        raise DomainError(_("Tick at least one row first."))
    rows = listing.found.filter(pk__in=keys).order_by("pk")
    left = rows.count()
    if not left:
        raise DomainError(_("What you ticked is not in this list any more: somebody has dealt with it meanwhile."))
    if gone := len(keys) - left:
        text = ngettext(
            "{n} ticked row is not in this list any more.", "{n} ticked rows are not in this list any more.", gone
        )
        messages.info(listing.request, text.format(n=gone))
    return rows


def action_of(listing: Listing, name: str) -> Action:
    """Raises DomainError for what is not offered to this user."""
    for offered in listing.actions:
        if offered.of.name == name:
            return offered.of
    raise DomainError(_("This cannot be done here."))


def said_of(action: Action, data) -> Said:
    """What was filled in beside an action. Raises DomainError for what is missing or too long."""
    # A form sends each end of a line as two characters, which its field has counted as one.
    text = data.get(f"text-{action.name}", "").replace("\r\n", "\n").strip()
    looked_at = frozenset(() if "all" in data else data.getlist("row"))
    said = Said(text, data.get(f"choice-{action.name}", ""), looked_at)
    if action.asks_day:
        said = said._replace(day=_day_of(action, data))
    if action.asks and action.needs_text and not text:
        raise DomainError(_("Fill in: {label}.").format(label=action.asks))
    if len(text) > action.longest:
        sentence = _("“{label}” holds {n} characters; {most} are the most.")
        raise DomainError(sentence.format(label=action.asks, n=len(text), most=action.longest))
    if action.choices and said.choice not in dict(action.choices):
        raise DomainError(_("Choose what came of it."))
    return said


def _day_of(action: Action, data) -> date:
    text = data.get(f"day-{action.name}", "")
    try:
        return iso_day(text)
    except ValueError:
        sentence = _("“{label}”: {text} is no date. Choose one, or write it like 2026-12-31.")
        raise DomainError(sentence.format(label=action.asks_day, text=f"“{text[:20]}”")) from None


def run(listing: Listing, data) -> tuple[Action, str]:
    """Do what a form asks for, once, all of it or nothing; the action and what happened in words. Raises DomainError.

    An action that is `each` a decision of its own commits row by row: it holds no locks of one row while it takes those
    of the next.
    """
    action = action_of(listing, data.get("action", ""))
    said = said_of(action, data)
    with nullcontext() if action.each else transaction.atomic():
        with transaction.atomic():
            # First, since what was done may have taken the rows out of the list.
            idempotency.spend(data)
            rows = ticked(listing, data)
        return action, action.run(listing.request, rows, said)
