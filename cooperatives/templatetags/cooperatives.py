"""What rows of a list repeat, as functions: an include for each row would cost more than the query."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cooperatives import places
from cooperatives.choices import CONTACT_LOOK, Kind, Status
from cooperatives.key_figures.figure_sets import NAMES
from cooperatives.messaging import registry
from cooperatives.record import changes, history
from core.templatetags.solokop import icon
from core.text.formats import long_date, thousands

register = template.Library()


@register.filter
def detail_url(pk: int) -> str:
    return reverse("cooperative_detail", args=[pk])


_KINDS = dict(Kind.choices)


@register.filter
def kind_label(kind: str) -> str:
    return str(_KINDS.get(kind, "–"))


@register.filter
def status_alone(cooperative) -> str:
    """The status in words with its symbol and colour."""
    tone, symbol = cooperative.status_look
    return format_html(
        '<span class="badge-status tone-{}">{}{}</span>', tone, icon(symbol, 16), cooperative.status_label
    )


@register.simple_tag
def public_row(cooperative) -> SafeString:
    """The cells of a cooperative on the public list."""
    kind = cooperative.get_kind_display()
    return format_html(
        '<th scope="row"><a href="{}">{}</a><br><span class="muted fw-normal">{}</span></th>'
        '<td data-label="{}">{}</td><td data-label="{}"><span>{}</span></td><td data-label="{}">{}</td>',
        reverse("public_record", args=[cooperative.pk]),
        cooperative.legal_name,
        f"{kind} ({cooperative.group})" if cooperative.group else kind,
        _("Status"),
        status_alone(cooperative),
        _("Kelurahan"),
        _place_of(cooperative),
        _("Last RAT"),
        cooperative.last_rat_year or "–",
    )


def _place_of(cooperative) -> str:
    village = places.villages().get(cooperative.village_id)
    district = places.districts().get(cooperative.district_id)
    name = village.name if village else "–"
    return f"{name}, {district.name}" if district else name


ENDING = (Status.PROPOSED_DISSOLUTION, Status.WINDING_UP, Status.DISSOLVED)


@register.filter
def revival_badge(cooperative) -> str:
    # Who is on the way out is not said to be helped back.
    if not cooperative.in_revival or cooperative.status in ENDING:
        return ""
    return format_html('<span class="badge-status tone-revival">{}{}</span>', icon("sprout", 16), _("In revival"))


@register.filter
def status_of(cooperative) -> str:
    """The status and, over it, an open revival case."""
    return format_html("{} {}", status_alone(cooperative), revival_badge(cooperative))


@register.filter
def facts(cooperative, section) -> list[tuple[str, str, str]]:
    """Label and value of the section's fields that are filled, in order; of a figure its day and source.

    Where one source says all figures of a section, `common_source` says it once instead.
    """
    rows, standing = [], getattr(cooperative, "standing_figures", {})
    if common_source(cooperative, section):
        standing = {}
    for name in section.fields:
        value = changes.display(cooperative, name)
        if value not in (None, "") and not (name.endswith("_is_public") and not value):
            of = standing[name].of if name in standing else None
            rows.append((history.field_label(name), history.show(name, value), said_by(of) if of else ""))
    return rows


@register.filter
def common_source(cooperative, section) -> str:
    """Day and source of all figures of a section, where they are the same."""
    standing = getattr(cooperative, "standing_figures", {})
    said = {said_by(standing[name].of) for name in section.fields if name in standing}
    return said.pop() if len(said) == 1 else ""


@register.filter
def said_by(figures) -> str:
    """The day and source of a set of figures, in words."""
    day = long_date(figures.as_of) if figures.as_of else _("day not known")
    return f"{day}, {figures.get_source_display()}"


@register.filter
def older_figures(cooperative) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The sets of figures of a record, the newest first: day and source, label, and what each says."""
    return [
        (
            said_by(one),
            one.label,
            [
                (history.field_label(name), history.show(name, getattr(one, name)))
                for name in NAMES
                if getattr(one, name) is not None
            ],
        )
        for one in reversed(getattr(cooperative, "figure_sets", []))
    ]


@register.filter
def pair_with(first, second) -> tuple:
    return first, second


@register.filter
def contact_badge(contact) -> str:
    """What became of a contact, in words with symbol and colour."""
    tone, symbol = CONTACT_LOOK[contact.state_now]
    return format_html('<span class="badge-status tone-{}">{}{}</span>', tone, icon(symbol, 16), contact.state_label)


@register.filter
def channel_icon(contact) -> str:
    return icon(registry.symbol(contact.channel), 18)


@register.filter
def way_label(name: str) -> str:
    """A way of telling somebody, with its symbol."""
    return format_html("{} {}", icon(registry.symbol(name), 18), dict(registry.choices()).get(name, name))


CHECKED = mark_safe(" checked")
FACET_CHOICE = (
    '<label class="facet-choice"><input class="form-check-input" type="checkbox" id="f-{}-{}" name="{}" value="{}"{}>'
    '<span>{}</span> <span class="count">{}</span></label>\n'
)


@register.filter
def facet_choices(facet) -> str:
    """The boxes of a facet. In one loop here: of some hundred values on a page, a template would cost a fifth of it."""
    key = facet.key
    return format_html_join(
        "",
        FACET_CHOICE,
        (
            (key, slugify(one.value), key, one.value, CHECKED if one.chosen else "", one.label, thousands(one.count))
            for one in facet.choices
        ),
    )
