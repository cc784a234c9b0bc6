from django import template

from cooperatives.record.completeness import missing_labels, percent

register = template.Library()
register.filter("complete_percent", percent)


@register.filter
def missing_words(cooperative) -> str:
    return ", ".join(missing_labels(cooperative)) or "–"


def _changed(context, change) -> str:
    params = context["request"].GET.copy()
    params.pop("page", None)
    change(params)
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def query_with(context, key: str, value: str) -> str:
    """The address with one more value of a filter."""
    return _changed(context, lambda params: params.appendlist(key, value))


@register.simple_tag(takes_context=True)
def query_without(context, key: str, value: str) -> str:
    return _changed(
        context, lambda params: params.setlist(key, [item for item in params.getlist(key) if item != value])
    )
