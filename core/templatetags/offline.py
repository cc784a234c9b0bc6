"""For a page that keeps what is typed there while the connection is away (docs/how-to-offline.md)."""

from django import template

from core.offline.keys import key_of

register = template.Library()


@register.simple_tag(takes_context=True)
def store(context) -> str:
    """The key to the user's entries, for `data-store`: at hand even where the connection goes as soon as the page is
    there. The script takes it out of the page.
    """
    return key_of(context["request"].user.pk)
