from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from cooperatives.models import Cooperative
from core import charts, clock, downloads
from core.reading import whole
from core.remember import remember
from core.workbook_write import Column
from training import effects
from training.models import Enrolment


@requires(Capability.READ_TRAINING)
def results(request):
    """Who was reached in a year, and how trained cooperatives fared beside the others; with the tables as Excel."""
    today, known = clock.today(), effects.years()
    wanted = whole(request.GET.get("year", ""))
    year = wanted if wanted in known else (known[0] if known else today.year)
    found = remember(f"training-results-{year}-{get_language()}", lambda: effects.results(year, today))
    groups = [
        ("district", _("District (kecamatan)")), ("kind", _("Kind")), ("status", _("Status")),
    ]  # fmt: skip
    by = request.GET.get("by") if request.GET.get("by") in dict(groups) else "district"
    if request.GET.get("format") == "xlsx":
        return _export(request, found, year, by, dict(groups)[by])
    context = {
        "results": found,
        "year": year,
        "years": known,
        "by": by,
        "groups": groups,
        "title": dict(groups)[by],
        "rows": found.by[by],
        "chart": _chart(found),
    }
    return render(request, "training/results.html", context)


def _chart(found: effects.Results):
    """Trained beside the others, in percent; only what is known of both."""
    both = [one for one in found.comparisons if one.trained.known and one.others.known]
    if not both:
        return None
    return charts.bars(
        [str(one.outcome.label) for one in both],
        {
            str(_("trained")): [one.trained.percent for one in both],
            str(_("not trained")): [one.others.percent for one in both],
        },
        text=lambda value: f"{value} %",
    )


def _export(request, found: effects.Results, year: int, by: str, title: str):
    columns = [
        Column(title, width=36), Column(_("Cooperatives"), "count", 12), Column(_("Seats taken"), "count", 12),
        Column(_("Attended"), "count", 12), Column(_("Cooperatives reached"), "count", 12),
        Column(_("Share (percent)"), "count", 12),
    ]  # fmt: skip
    rows = [[one.label, one.cooperatives, one.taken, one.attended, one.reached, one.percent] for one in found.by[by]]
    rows.append([])
    rows.append([_("Outcome"), _("trained"), _("of"), _("not trained"), _("of")])
    for one in found.comparisons:
        rows.append([str(one.outcome.label), one.trained.good, one.trained.known, one.others.good, one.others.known])
    return downloads.send_table(
        request, title=_("Results of training"), columns=columns, rows=rows, name=f"hasil-pelatihan-{year}",
        selection=f"{year}, {title}",
    )  # fmt: skip


def panel(request, pk: int):
    """Who of a cooperative was trained in what: for its page on the floor below, asked for by address."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    rows = Enrolment.objects.visible_to(request.user).filter(cooperative=cooperative).with_days()
    context = {
        "cooperative": cooperative,
        "invitations": cooperative.session_invitations.filter(session__ends_at__gt=clock.now()).select_related(
            "session__programme"
        ),
        "rows": rows.select_related("session__programme").prefetch_related("certificates").order_by(
            "-session__starts_at", "pk"
        )[:20],
    }  # fmt: skip
    return render(request, "training/_panel.html" if request.htmx else "training/panel_page.html", context)
