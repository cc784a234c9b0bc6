"""Acting on ticked rows, or on all of a filter."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.lists.declaration import Action, Said
from core.lists.listing import Listing
from core.reading import whole

# What is done in one press.
MOST = 500


def ticked(listing: Listing, data) -> QuerySet:
    """The rows that a form names by `row`, or all of the filter when `all` holds their number.

    Only rows of the selection, which are rows that the user may see. Raises DomainError when none is named, when there
    are more or fewer by now than were agreed to, or too many for one press.
    """
    if "all" in data:
        if whole(data["all"]) != listing.total:
            text = _("There are {n} rows now, not {seen}. Look at them again, then go on.")
            raise DomainError(text.format(n=listing.total, seen=data["all"][:10]))
        if listing.total > MOST:
            raise DomainError(_("{most} at once are the most; narrow the list.").format(most=MOST))
        return listing.found
    named = [text.partition("-")[0] for text in data.getlist("row")[:MOST]]
    keys = [key for text in named if (key := whole(text)) is not None]
    rows = listing.found.filter(pk__in=keys)
    if not keys or not rows.exists():
        raise DomainError(_("Tick at least one row first."))
    return rows


def action_of(listing: Listing, name: str) -> Action:
    """Raises DomainError for what is not offered to this user."""
    for offered in listing.actions:
        if offered.of.name == name:
            return offered.of
    raise DomainError(_("This cannot be done here."))


@transaction.atomic
def run(listing: Listing, data) -> str:
    """Do what a form asks for, all of it or nothing; says what happened. Raises DomainError."""
    action = action_of(listing, data.get("action", ""))
    rows = ticked(listing, data)
    looked_at = frozenset(() if "all" in data else data.getlist("row"))
    said = Said(data.get(f"text-{action.name}", "").strip()[:1000], data.get(f"choice-{action.name}", ""), looked_at)
    if action.asks and not said.text:
        raise DomainError(_("Fill in: {label}.").format(label=action.asks))
    if action.choices and said.choice not in dict(action.choices):
        raise DomainError(_("Choose what came of it."))
    return action.run(listing.request, rows, said)
