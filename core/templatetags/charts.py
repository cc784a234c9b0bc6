"""Charts in a page: `{% chart drawing %}` with its title, legend and numbers, `{% sparkline drawing %}` in a line."""

from django import template

from core.charts import Drawing

register = template.Library()


@register.inclusion_tag("components/charts/chart.html")
def chart(drawing: Drawing, numbers: str = "folded") -> dict:
    """A chart with its numbers `folded` under it, `open`, or `beside` where the page shows all of them itself."""
    return {"drawing": drawing, "figures": drawing.figures, "shape": drawing.shape, "numbers": numbers}


@register.inclusion_tag("components/charts/sparkline.html")
def sparkline(drawing: Drawing) -> dict:
    """A small line beside its last value; the page shows the values themselves near it."""
    return {"figures": drawing.figures, "shape": drawing.shape}
