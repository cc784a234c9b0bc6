"""How a case is shown: its stage in words and sign, and the way that it is on."""

from dataclasses import dataclass

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.images import qr
from core.templatetags.solokop import icon
from revival.choices import SEEN_LOOK, WILLING_LOOK, Stage, VisitFinding, Willing
from revival.models import Case, QuestionLetter, Visit
from revival.question.letter_lists import kind_of

register = template.Library()
BACK_TO_LIFE = (
    Stage.FOUND,
    Stage.CLARIFIED,
    Stage.VISITED,
    Stage.DECIDED,
    Stage.PLAN,
    Stage.COACHED,
    Stage.MEETING_HELD,
    Stage.ACTIVE_AGAIN,
    Stage.WATCHED,
)
WAY_OUT = (Stage.FOUND, Stage.DECIDED, Stage.WARNED, Stage.PROPOSED, Stage.WINDING_UP)


@dataclass(frozen=True, slots=True)
class StageStep:
    label: str
    is_now: bool
    is_past: bool


@register.filter
def stage_badge(case: Case) -> SafeString:
    tone, symbol = case.stage_look
    return format_html(
        '<span class="badge-status tone-{}">{}{}</span>', tone, icon(symbol, 16), case.get_stage_display()
    )


@register.filter
def way_of(case: Case) -> list[StageStep]:
    """The stages of the way that a case is on, back to life or out; of an ended one none."""
    way = WAY_OUT if case.stage in WAY_OUT[2:] else BACK_TO_LIFE
    if case.stage not in way:
        return []
    place = way.index(Stage(case.stage))
    return [StageStep(str(stage.label), n == place, n < place) for n, stage in enumerate(way)]


@register.filter
def willing_badge(willing: str) -> SafeString:
    """An answer to “Do you want to go on?”, in words and sign."""
    tone, symbol = WILLING_LOOK[willing]
    return format_html('<span class="badge-status tone-{}">{}{}</span>', tone, icon(symbol, 16), Willing(willing).label)


@register.filter
def kind_of_letter(letter: QuestionLetter) -> str:
    return kind_of(letter)


@register.filter
def qr_of(link: str) -> SafeString:
    return qr.svg(link)


@register.filter
def said(field: BoundField) -> str:
    """What somebody has typed or chosen in a field, in words."""
    value = field.value()
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    return "; ".join(choices.get(str(one), str(one)) for one in values if one not in (None, ""))


@register.filter
def seen_badge(value: str) -> SafeString:
    """Whether something was found on a visit, in words and sign."""
    tone, symbol = SEEN_LOOK[value]
    return format_html(
        '<span class="badge-status tone-{}">{}{}</span>', tone, icon(symbol, 16), VisitFinding(value).label
    )


@register.filter
def visit_badges(visit: Visit) -> SafeString:
    """What was found on a visit in short: a badge for each thing that was looked for and seen or not there."""
    looked_for = [
        (_("Office"), visit.office_found),
        (_("Board"), visit.board_reachable),
        (_("Business"), visit.business_runs),
        (_("Books"), visit.books_there),
    ]
    known = [(label, value) for label, value in looked_for if value != VisitFinding.UNKNOWN]
    return format_html_join(
        " ",
        '<span class="badge-status tone-{}">{}{}<span class="visually-hidden">: {}</span></span>',
        (
            (SEEN_LOOK[value][0], icon(SEEN_LOOK[value][1], 16), label, VisitFinding(value).label)
            for label, value in known
        ),
    )
