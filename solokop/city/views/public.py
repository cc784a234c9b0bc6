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
from solokop.city import drawings, for_all, page


@areas.belongs_to(PUBLIC_REGISTER.key)
@login_not_required
@require_safe
@throttle.limited("public_page")
def figures(request):
    """A year that is not among those that are offered is the running one."""
    today = clock.today()
    offered = for_all.years(today)
    asked = whole(request.GET.get("year", "")) or 0
    year = asked if asked in offered else today.year
    look = for_all.look_of(year, today)
    city = page.of(look)
    context = {
        "look": look,
        "year": year,
        "years": offered,
        "headlines": for_all.headlines(city),
        "quarters": drawings.quarters(look, city.reporting, is_public=True),
        "villages": drawings.villages(look, city.register, is_public=True),
        "tables": for_all.of_places_and_kinds(city),
        "sums": for_all.sums(city),
        "shown": city.reporting.shown,
        "cautions": for_all.cautions(city),
        "sentences": for_all.sentences(city),
        "indicators": city.indicators,
        "rat_label": for_all.rat_label(city),
        "canonical": f"{settings.BASE_URL}{reverse('public_figures')}?year={year}",
    }
    return render(request, "city/public.html", context)
