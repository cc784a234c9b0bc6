"""What the pages of lists repeat: a heading that orders, a tick."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.lists.listing import Listing, Offered
from core.templatetags.solokop import icon

register = template.Library()
SELECTED = mark_safe(" selected")


@register.simple_tag
def ordered(listing: Listing, key: str, label: str, css: str = "") -> SafeString:
    """The heading of a column that the list can be ordered by; pressed again, it turns the order round."""
    selection = listing.selection
    if selection.sort != key:
        link = format_html('<a href="?{}">{}</a>', selection.query_string(sort=key), label)
        return format_html('<th scope="col" class="{}">{}</th>', css, link)
    falls = listing.of.falls(key, descending=selection.descending)
    state, arrow = ("descending", "arrow-down") if falls else ("ascending", "arrow-up")
    address = selection.query_string(sort=key if selection.descending else f"-{key}")
    link = format_html('<a href="?{}">{} {}</a>', address, label, icon(arrow, 16))
    return format_html('<th scope="col" class="{}" aria-sort="{}">{}</th>', css, state, link)


@register.simple_tag
def tick(listing: Listing, row) -> SafeString:
    """The cell that chooses a row of a table."""
    return format_html('<td class="tick">{}</td>', tick_box(listing, row))


@register.simple_tag
def tick_box(listing: Listing, row) -> SafeString:
    """The box that chooses a row, named for those who hear the page."""
    value = listing.tick_of(row)
    return format_html(
        '<label><input class="form-check-input" type="checkbox" name="row" value="{}" form="bulk"{}'
        ' aria-label="{}"></label>',
        value,
        mark_safe(" checked") if value in listing.ticked else "",
        _("Choose {name}").format(name=listing.of.called(row)),
    )


@register.simple_tag
def selected(selection, sort: str = "", page: int = 0) -> str:
    """The address of a selection in another order or on another page; it carries nothing but the selection."""
    return f"?{selection.query_string(sort=sort, page=page)}"


@register.simple_tag
def options(choices, chosen: str = "") -> SafeString:
    """The options of a choice, made in one loop: a template would take three times as long for each."""
    return _options(tuple((str(value), _safe(label)) for value, label in choices), str(chosen))


def _safe(label) -> tuple[str, bool]:
    """A label, and whether it is HTML already: as a key of what is kept, the two would be equal."""
    text = str(label)
    return text, isinstance(text, SafeData)


# The same choices are offered on every page of a list.
@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, tuple[str, bool]], ...], chosen: str) -> SafeString:
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", label) for value, (label, _is_safe) in choices),
    )


# The acts of a list as they are drawn where nothing was typed; with the acts themselves, so that no other gets their
# id.
_drawn: dict[tuple, tuple[list[Offered], SafeString]] = {}
MOST_DRAWN = 300


@register.simple_tag
def bulk_actions(listing: Listing) -> SafeString:
    """What can be done to ticked rows. It is the same on every page of a list until somebody has typed there, and is
    drawn once a process: it was a fifth of the register's page. Acts that are made for one request are drawn each time.
    """
    actions = listing.actions
    if listing.typed or listing.of.is_of_request:
        return render_to_string("lists/_actions.html", {"actions": actions})
    key = (get_language(), *((id(offered.of), offered.day) for offered in actions))
    # Read once: another thread may forget all of them at any moment.
    kept = _drawn.get(key)
    if kept is None:
        kept = (actions, render_to_string("lists/_actions.html", {"actions": actions}))
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = kept
    return kept[1]
