"""The city page, the rows behind its numbers, and the office's targets."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Capability, may, requires
from core import office
from core.areas import belongs_to
from core.lists.response import respond
from core.office_form import OfficeForm
from core.papers import dispatch
from core.storage import downloads
from reports.area import AREA as REPORTS
from solokop.city import (
    day,
    drawings,
    facts,
    indicators,
    kkmp,
    lists,
    page,
    sheets,
    slides,
    tables,
    waiting_matters,
    words,
)
from solokop.city import paper as paper_of
from solokop.city.day import Look
from solokop.city.figures.sums import KINDS
from solokop.city.page import CityPage


@requires(Capability.READ_CITY)
@require_safe
def show(request):
    """The city on one page, as of a day."""
    look = day.read(request.GET)
    found = page.of(look)
    more = {"waiting": waiting_matters.of(request.user)}
    return render(request, "city/page.html", context(look, found) | more, status=400 if look.refused else 200)


def context(look: Look, found: CityPage) -> dict:
    reporting = found.reporting
    return {
        "look": look,
        "city": found,
        "terms": words.TERMS,
        # The day, for the addresses of the files.
        "kept": "" if look.is_today else f"?on={look.day}",
        "headlines": headlines(look, found),
        "quarters": drawings.quarters(look, reporting),
        "districts": drawings.districts(look, found.register),
        "villages": drawings.villages(look, found.register),
        "figures": figure_rows(look, found),
        "facts": facts.of(found),
        "all_warnings": reverse("warnings") if look.is_today else look.address("city_cooperatives", show="warned"),
        "warned_address": look.address("city_cooperatives", show="warned"),
        "kkmp_fact": facts.of_kkmp(found),
        "kkmp_strip": kkmp.strip(look, found.register),
        "kkmp": tables.numbers(found.kkmp, look, group="KKMP"),
        "tables": [
            tables.by_district(look, found.register, reporting),
            tables.by_kind(look, found.register, reporting),
            tables.by_size(look, found.register),
        ],
        "by_village": tables.by_village(look, found.register, reporting),
    }


def headlines(look: Look, found: CityPage) -> list[tuple]:
    """Of each headline: its key, label, number with its rows, and what it was before."""
    labels = (_("Registered"), _("Active"), _("Not active"), _("In coaching"), _("RAT held this year"))
    numbers = tables.numbers(found.all, look)
    return [
        (key, label, number, found.deltas[key])
        for key, label, number in zip(page.HEADLINES, labels, numbers, strict=True)
    ]


def figure_rows(look: Look, found: CityPage) -> list[dict]:
    """Of each figure: its sum in the quarter that is shown, of how many, the changes and the small line."""
    shown = found.reporting.shown
    if shown is None:
        return []
    due = found.reporting.quarters[shown].due
    listed = look.address("city_reports", quarter=shown.slug, show="accepted")
    return [
        {
            "kind": kind,
            "sums": found.figures.quarters[kind.key][shown],
            "due": due,
            "changes": found.figures.changes[kind.key],
            "trend": drawings.trend(look, found.figures, kind),
            "address": listed,
        }
        for kind in KINDS
    ]


@requires(Capability.READ_CITY)
def cooperatives(request):
    """The cooperatives behind a number."""
    return respond(request, lists.COOPERATIVES, "city/cooperatives.html", lambda _listing: _looked(request))


@belongs_to(REPORTS.key)
@requires(Capability.READ_CITY)
@requires(Capability.READ_REPORTS)
def reports(request):
    """The reports behind a number."""
    return respond(request, lists.reports(request), "city/reports.html", lambda _listing: _looked(request))


def _looked(request) -> dict:
    return {"look": day.read(request.GET), "kinds": KINDS}


@requires(Capability.READ_CITY)
@require_safe
def workbook(request):
    """All of the page as Excel."""
    look = day.read(request.GET)
    if look.refused:
        return _refused(request)
    content = sheets.workbook(look, page.of(look), request.user)
    return downloads.send(request, content, f"kota-{look.day}.xlsx", trace=_trace(look, "list.exported"))


@requires(Capability.READ_CITY)
@require_safe
def paper(request):
    """The page as a PDF of one A4."""
    look = day.read(request.GET)
    if look.refused:
        return _refused(request)
    found = page.of(look)
    trace = _trace(look, "city.printed")
    return dispatch.send(request, lambda: paper_of.pdf(look, found), f"kota-{look.day}.pdf", trace=trace, inline=True)


@requires(Capability.READ_CITY)
@require_safe
def picture(request, name: str):
    """A chart of the page as a picture for slides."""
    if name not in slides.PICTURES or (name == "quarters" and not may(request.user, Capability.READ_REPORTS)):
        raise Http404
    look = day.read(request.GET)
    if look.refused:
        return _refused(request)
    downloads.count(request)
    made = slides.png(name, look, page.of(look))
    return downloads.send(
        request,
        made.content,
        f"kota-{name}-{look.day}.png",
        trace=_trace(look, "city.pictured"),
        content_type="image/png",
        is_counted=True,
    )


def _refused(request):
    """To the page, which says what is wrong with the day."""
    return redirect(f"{reverse('city')}?{urlencode({'on': request.GET['on'][:40]})}")


def _trace(look: Look, verb: str) -> downloads.Trace:
    return downloads.Trace(verb, "list", label=_("The city"), after={"list": "city", "on": look.day.isoformat()})


@requires(Capability.ADMINISTER)
def targets(request):
    """The targets of the office's indicators, changed by an administrator."""
    form = OfficeForm(request.POST or None, keys=indicators.KEYS)
    if request.method == "POST" and form.is_valid():
        office.change(form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("city")
    return render(request, "city/targets.html", {"form": form}, status=400 if form.errors else 200)
