"""What the pages of training show again and again: where a session and an enrolment stand."""

from django import template
from django.utils.html import format_html

from core.templatetags.solokop import icon
from training import message_texts
from training.choices import PHASE_LOOK, Phase
from training.models import Enrolment, Session

register = template.Library()


def _badge(look: tuple[str, str], label) -> str:
    tone, symbol = look
    return format_html('<span class="badge-status tone-{}">{}{}</span>', tone, icon(symbol, 16), label)


@register.filter
def phase_badge(phase: str) -> str:
    return _badge(PHASE_LOOK[phase], Phase(phase).label)


@register.filter
def enrolment_badge(one: Enrolment) -> str:
    return _badge(one.look, one.get_state_display())


@register.filter
def dates_of(session: Session) -> str:
    return message_texts.dates_of(session)


@register.filter
def seats_left(session) -> int:
    """Of a session with its seats counted."""
    return max(session.quota - session.held, 0)
