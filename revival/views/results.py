"""Does coaching help? For the head and the year's report; a field adviser begins with his own cases."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Capability, may, requires
from core import charts, clock, downloads, scratch
from core.charts import Hue, Place
from core.formats import moment, thousands
from core.reading import whole
from core.workbook_write import Column, write_workbook
from revival.case_list import coaches
from revival.models import Programme
from revival.results import counts

ALL = "all"


class Chosen(NamedTuple):
    """Which cases are counted: those of a programme and of somebody in charge, None for all."""

    programme: Programme | None
    adviser: User | None

    @property
    def query(self) -> dict[str, str]:
        """What chooses them in the list of cases."""
        chosen = {"show": ""}
        if self.programme:
            chosen["programme"] = str(self.programme.pk)
        if self.adviser:
            chosen["adviser"] = str(self.adviser.pk)
        return chosen

    @property
    def in_words(self) -> str:
        words = [self.programme.name if self.programme else "", self.adviser.display_name if self.adviser else ""]
        return ", ".join(filter(None, words)) or _("all")


def _chosen(request) -> Chosen:
    programme = Programme.objects.filter(pk=whole(request.GET.get("programme", "")) or 0).first()
    asked = request.GET.get("adviser", "")
    own = may(request.user, Capability.COACH) and not may(request.user, Capability.RUN_REVIVAL)
    if not asked and own:
        return Chosen(programme, request.user)
    return Chosen(programme, coaches().filter(pk=whole(asked) or 0).first())


def _list(chosen: Chosen, **more: str) -> str:
    return f"{reverse('revival')}?{urlencode(chosen.query | more)}"


@require_safe
@requires(Capability.READ_REVIVAL)
def show(request):
    """The funnel, what stands beside it, and the days from stage to stage."""
    chosen = _chosen(request)
    rows, today = counts.cases_of(request.user, chosen.programme, chosen.adviser), clock.today()
    funnel = counts.funnel(rows)
    running = chosen.programme or Programme.objects.filter(year=today.year).first()
    context = {
        "chosen": chosen,
        "programmes": Programme.objects.all(),
        "advisers": coaches(),
        "all": ALL,
        "n": funnel[0][2],
        "funnel": _funnel(funnel, chosen),
        "heads": counts.heads(),
        "tables": [
            (_("By district (kecamatan)"), _with_links(counts.by_district(rows), chosen)),
            (_("By cause"), _with_links(counts.by_cause(rows), chosen)),
            (_("By adviser"), _with_links(counts.by_adviser(rows), chosen)),
        ],
        "days": counts.days_in_stages(rows),
        "running": running,
        "pace": counts.pace(running, running.cases.count(), today) if running else None,
        "without": counts.without_a_case(),
        "today": today,
    }
    return render(request, "revival/results.html", context)


def _funnel(funnel: list[tuple[str, Any, int]], chosen: Chosen) -> charts.Drawing:
    stages = [(Place(str(label), _list(chosen, **({"milestone": key} if key else {}))), n) for key, label, n in funnel]
    title = _("{n} cases, and how far they have come").format(n=thousands(funnel[0][2]))
    note = _("Each step is counted by itself: a case can skip one. A bar leads to its cases.")
    return charts.funnel("far", title, _("Stage"), _("Cases"), stages, Hue.INFORMS, note)


def _with_links(rows: list[counts.Row], chosen: Chosen) -> list[tuple[str, list[tuple[int, str]]]]:
    """Name and cells of each line, each number with the list of its cases."""
    return [
        (row.name, [(n, _list(chosen, **row.chosen, **more) if row.chosen and n else "") for n, more in _cells(row)])
        for row in rows
    ]


def _cells(row: counts.Row) -> list[tuple[int, dict[str, str]]]:
    return [(row.opened, {}), *((n, {"milestone": key}) for key, n in row.counts)]


@require_safe
@requires(Capability.READ_REVIVAL)
def workbook(request):
    """All of it as Excel."""
    chosen = _chosen(request)
    found = counts.sheets(counts.cases_of(request.user, chosen.programme, chosen.adviser))
    title = _("Results of coaching")
    cover = [
        (_("Content"), title),
        (_("Selection"), chosen.in_words),
        (_("Made on"), moment(clock.now())),
        (_("Made by"), request.user.display_name),
    ]
    sheets = [(name, [_column(head, i) for i, head in enumerate(heads)], rows) for name, heads, rows in found]
    with scratch.folder() as folder:
        path = folder / "results.xlsx"
        n = write_workbook(path, cover=cover, sheets=sheets)
        content = path.read_bytes()
    trace = downloads.Trace("list.exported", "list", label=title, after={"list": "revival_results", "rows": n})
    return downloads.send(request, content, "pembinaan-hasil.xlsx", trace=trace)


def _column(head: Any, place: int) -> Column:
    return Column(str(head), "count" if place else "text", 14 if place else 36)
