"""The city's figures for everybody, by year."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cooperatives.area import PUBLIC_REGISTER
from core import areas, clock
from core.requests import throttle
from core.text.parsing import whole
from solokop.city import drawings, page, public_figures


@areas.belongs_to(PUBLIC_REGISTER.key)
@login_not_required
@require_safe
@throttle.limited("public_page")
def figures(request):
    """A year that is not among those that are offered is the running one."""
    today = clock.today()
    offered = public_figures.years(today)
    asked = whole(request.GET.get("year", "")) or 0
    year = asked if asked in offered else today.year
    look = public_figures.look_of(year, today)
    city = page.of(look)
    context = {
        "look": look,
        "year": year,
        "years": offered,
        "headlines": public_figures.headlines(city),
        "quarters": drawings.quarters(look, city.reporting, is_public=True),
        "villages": drawings.villages(look, city.register, is_public=True),
        "tables": public_figures.of_places_and_kinds(city),
        "sums": public_figures.sums(city),
        "shown": city.reporting.shown,
        "cautions": public_figures.cautions(city),
        "sentences": public_figures.sentences(city),
        "indicators": city.indicators,
        "rat_label": public_figures.rat_label(city),
        "canonical": f"{settings.BASE_URL}{reverse('public_figures')}?year={year}",
    }
    return render(request, "city/public.html", context)
