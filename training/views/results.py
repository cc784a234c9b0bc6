from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from cooperatives.choices import Status
from cooperatives.models import Cooperative
from core import charts, clock
from core.cache.remembered import remember
from core.storage import downloads
from core.text.formats import thousands
from core.text.parsing import whole
from core.workbooks.writer import SheetColumn
from training.enrolments.eligibility import GONE
from training.models import Enrolment
from training.outcomes import effects

# The list of those of whom nobody was ever trained.
NEVER_TRAINED = urlencode([("trained", "none"), *(("status", status.value) for status in Status if status not in GONE)])


@requires(Capability.READ_TRAINING)
def results(request):
    """Who was reached in a year, and how trained cooperatives fared beside the others; with the tables as Excel."""
    today, known = clock.today(), effects.years()
    wanted = whole(request.GET.get("year", ""))
    year = wanted if wanted in known else (known[0] if known else today.year)
    found = remember(f"training-results-{year}-{get_language()}", lambda: effects.results(year, today))
    groups = [
        ("district", _("District (kecamatan)")),
        ("kind", _("Kind")),
        ("status", _("Status")),
    ]
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
        "compared": _compared(found),
        "never_trained": NEVER_TRAINED,
        "reached": _reached(found.by[by], by, dict(groups)[by]),
    }
    return render(request, "training/results.html", context)


def _compared(found: effects.Results) -> charts.Drawing:
    """Trained beside the others, in percent; a gap where it is not known yet."""
    sides = [
        (_("trained"), charts.Hue.INFORMS, [one.trained for one in found.comparisons]),
        (_("not trained"), charts.Hue.RESTS, [one.others for one in found.comparisons]),
    ]
    figures = charts.ChartFigures(
        key="compared",
        title=_("Of those about whom it is known, so many did well afterwards"),
        heading=_("Afterwards they …"),
        places=[charts.AxisPlace(str(one.outcome.label)) for one in found.comparisons],
        series=[
            charts.Series(name, [charts.Mark.share(one.good, one.known) for one in shares], hue, charts.PERCENT)
            for name, hue, shares in sides
        ],
    )
    return charts.bars(figures)


def _in_register(by: str, row: effects.Reached) -> str:
    """The cooperatives of a row in the register; those of which the group is not known cannot be asked for by it."""
    if not row.value:
        return ""
    there = [status.value for status in Status if status not in GONE]
    return f"{reverse('cooperative_list')}?{urlencode({'status': there} | {by: row.value}, doseq=True)}"


def _reached(rows: list[effects.Reached], by: str, heading: str) -> charts.Drawing:
    figures = charts.ChartFigures(
        key="reached",
        title=_("{n} of {of} cooperatives were reached").format(
            n=thousands(sum(row.reached for row in rows)), of=thousands(sum(row.cooperatives for row in rows))
        ),
        heading=heading,
        places=[charts.AxisPlace(row.label, _in_register(by, row)) for row in rows],
        series=[
            charts.Series(
                _("Reached"),
                [charts.Mark.share(row.reached, row.cooperatives) for row in rows],
                measure=charts.PERCENT,
            )
        ],
    )
    return charts.bars(figures)


def _export(request, found: effects.Results, year: int, by: str, title: str):
    columns = [
        SheetColumn(title, width=36),
        SheetColumn(_("Cooperatives"), "count", 12),
        SheetColumn(_("Seats taken"), "count", 12),
        SheetColumn(_("Attended"), "count", 12),
        SheetColumn(_("Cooperatives reached"), "count", 12),
        SheetColumn(_("Share (percent)"), "count", 12),
    ]
    rows = [[one.label, one.cooperatives, one.taken, one.attended, one.reached, one.percent] for one in found.by[by]]
    rows.append([])
    rows.append([_("Outcome"), _("trained"), _("of"), _("not trained"), _("of")])
    for one in found.comparisons:
        rows.append([str(one.outcome.label), one.trained.good, one.trained.known, one.others.good, one.others.known])
    return downloads.send_table(
        request,
        title=_("Results of training"),
        columns=columns,
        rows=rows,
        name=f"hasil-pelatihan-{year}",
        selection=f"{year}, {title}",
    )


def panel(request, pk: int):
    """Who of a cooperative was trained in what: for its page on the floor below, asked for by address."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    rows = Enrolment.objects.visible_to(request.user).filter(cooperative=cooperative).with_days()
    context = {
        "cooperative": cooperative,
        "invitations": cooperative.session_invitations.filter(session__ends_at__gt=clock.now()).select_related(
            "session__programme"
        ),
        "rows": rows.select_related("session__programme")
        .prefetch_related("certificates")
        .order_by("-session__starts_at", "pk")[:20],
    }
    return render(request, "training/_panel.html" if request.htmx else "training/panel_page.html", context)
