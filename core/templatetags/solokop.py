"""What every page needs: rupiah, dates, icons, links that change one parameter of the address."""

import json
import re
from urllib.parse import quote, urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from core.requests import browsers
from core.text import formats

register = template.Library()
register.filter("rupiah", formats.rupiah)
register.filter("rupiah_short", formats.rupiah_short)
register.filter("local_phone", formats.local_phone)
register.filter("browser", browsers.in_words)


@register.filter
def call(number: str) -> str:
    """A telephone number to be tapped; as it stands where it holds words."""
    digits = "".join(sign for sign in number if sign.isdigit())
    is_number = len(digits) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in number)
    return format_html('<a href="tel:{}">{}</a>', digits, number) if is_number else number


@register.filter(is_safe=True)
def one_line(value: str) -> str:
    return " ".join(value.split())


FEWEST_DIGITS = 5


@register.filter
def moment(value):
    return formats.moment(value) if value else "–"


# What would end the element, or begin another, in a page.
IN_PAGE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.filter
def linked_data(found) -> SafeString:
    """What a page is about, for search engines (JSON-LD): data, and no script, whatever the element is called."""
    text = json.dumps(found, ensure_ascii=False).translate(IN_PAGE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.filter
def thousands(value):
    return "–" if value is None else formats.thousands(value)


@register.filter
def get(mapping, key):
    return mapping.get(key)


@register.filter
def nth(items, index: int):
    return items[index]


@register.filter
def share_of(part, whole):
    """A part of the whole in percent, as whole number; 0 where there is nothing."""
    return round(100 * part / whole) if whole else 0


_icons: dict[tuple, str] = {}


@register.simple_tag
def icon(name: str, size: int = 20) -> str:
    """A decorative icon: hidden from screen readers, since the text beside it says the same."""
    key = (name, size)
    if key not in _icons:
        _icons[key] = mark_safe(
            lucide(name, size=size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
        )
    return _icons[key]


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The address's query string with some parameters changed; None takes one out, and `page` starts anew."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params[key] = value
    return f"?{params.urlencode()}" if params else "?"


@register.simple_tag
def whatsapp(phone: str, text: str = "") -> str:
    """A wa.me link for an Indonesian number, with a prepared text."""
    digits = re.sub(r"\D", "", phone)
    return f"https://wa.me/{digits}" + (f"?{urlencode({'text': text}, quote_via=quote)}" if text else "")


@register.simple_tag
def whatsapp_text(text: str) -> str:
    """A wa.me link that lets the sender choose to whom a prepared text goes."""
    return f"https://wa.me/?{urlencode({'text': text}, quote_via=quote)}"
