from django import template
from django.utils.html import format_html
from django.utils.translation import ngettext

from supervision.histories import quarter_of
from supervision.warnings.presentation import ShownWarning

register = template.Library()


@register.simple_tag
def level(one: ShownWarning) -> str:
    """How many limits a flag has passed, as marks: never colour alone."""
    n = one.warning.level
    words = ngettext("{n} limit passed", "{n} limits passed", n).format(n=n)
    return format_html(
        '<span class="flag-level" aria-hidden="true">{}</span><span class="visually-hidden">{}:</span>', "▲" * n, words
    )


@register.filter
def quarter(place: int) -> str:
    return quarter_of(place).short_label
