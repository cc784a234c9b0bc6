"""Does coaching help? For the head and the year's report; a field adviser begins with his own cases."""

from functools import partial
from typing import Any, NamedTuple

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Capability, may, requires
from core import clock
from core.cache.remembered import remember
from core.lists.response import respond
from core.storage import downloads, scratch
from core.text.formats import moment
from core.text.parsing import whole
from core.workbooks.writer import SheetColumn, write_workbook
from revival.cases.case_list import coaches
from revival.models import CoachingProgramme
from revival.results import charts, comparison, counts
from revival.results.compared_list import COMPARED, GROUPS
from revival.results.comparison import COACHED, NOT_COACHED

ALL = "all"


class CaseSelection(NamedTuple):
    """Which cases are counted: those of a programme and of somebody in charge, None for all."""

    programme: CoachingProgramme | None
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


def _chosen(request) -> CaseSelection:
    programme = CoachingProgramme.objects.filter(pk=whole(request.GET.get("programme", "")) or 0).first()
    asked = request.GET.get("adviser", "")
    own = may(request.user, Capability.COACH) and not may(request.user, Capability.RUN_REVIVAL)
    if not asked and own:
        return CaseSelection(programme, request.user)
    return CaseSelection(programme, coaches().filter(pk=whole(asked) or 0).first())


def _list(chosen: CaseSelection, **more: str) -> str:
    return charts.address_of_cases(**chosen.query | more)


@require_safe
@requires(Capability.READ_REVIVAL)
def show(request):
    """The funnel, what stands beside it, and the days from stage to stage."""
    chosen, today = _chosen(request), clock.today()
    listed = partial(_list, chosen)
    # By language: the names of the rows are words.
    key = f"revival-results-{chosen.programme and chosen.programme.pk}-{chosen.adviser and chosen.adviser.pk}"
    found = remember(f"{key}-{get_language()}", partial(counted, request.user, chosen))
    running = chosen.programme or CoachingProgramme.objects.filter(year=today.year).first()
    context = {
        "chosen": chosen,
        "programmes": CoachingProgramme.objects.all(),
        "advisers": coaches(),
        "all": ALL,
        "n": found["far"].get("", 0),
        "funnel": charts.funnel(counts.funnel(found["far"]), listed),
        "villages": charts.villages(found["villages"], listed),
        "heads": counts.heads(),
        "tables": [
            (_("By district (kecamatan)"), _with_links(found["districts"], chosen)),
            (_("By adviser"), _with_links(found["advisers"], chosen)),
            (_("By cause"), _with_links(found["causes"], chosen)),
        ],
        "days": found["days"],
        "running": running,
        "pace": counts.pace(running, running.cases.count(), today) if running else None,
        "without": found["without"],
        "compared": remember("revival-compared", _compared),
        "today": today,
    }
    return render(request, "revival/results.html", context)


def counted(user: User, chosen: CaseSelection) -> dict[str, Any]:
    """All that is counted of some cases."""
    rows = counts.cases_of(user, chosen.programme, chosen.adviser)
    tally = counts.tally(rows)
    return {
        "far": dict(tally.all),
        "villages": {key: (found[""], found["active"]) for key, found in tally.by("village").items()},
        "districts": counts.by_district(tally),
        "causes": counts.by_cause(rows),
        "advisers": counts.by_adviser(tally),
        "days": counts.days_in_stages(rows),
        "without": counts.without_a_case(),
    }


def _compared() -> comparison.CoachingComparison:
    return comparison.compare(clock.today())


def _with_links(rows: list[counts.CaseRow], chosen: CaseSelection) -> list[tuple[str, list[tuple[int, str]]]]:
    """Name and cells of each line, each number with the list of its cases."""
    return [
        (row.name, [(n, _list(chosen, **row.chosen, **more) if row.chosen and n else "") for n, more in _cells(row)])
        for row in rows
    ]


def _cells(row: counts.CaseRow) -> list[tuple[int, dict[str, str]]]:
    return [(row.opened, {}), *((n, {"milestone": key}) for key, n in row.counts)]


@requires(Capability.READ_REVIVAL)
def compared(request):
    """The rows behind the comparison of those that were coached with those that were not."""
    return respond(request, COMPARED, "revival/compared.html", lambda _listing: {"fewest": comparison.FEWEST})


@require_safe
@requires(Capability.READ_REVIVAL)
def workbook(request):
    """All of it as Excel."""
    chosen = _chosen(request)
    found = counts.sheets(counts.cases_of(request.user, chosen.programme, chosen.adviser))
    compared = _compared()
    if compared.is_shown:
        found.append(_compared_sheet(compared))
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


def _compared_sheet(compared: comparison.CoachingComparison) -> tuple[str, list[Any], list[list[Any]]]:
    heads = [_("Group"), _("Cooperatives"), _("Active today"), _("Annual meeting since")]
    groups = ((COACHED, compared.coached), (NOT_COACHED, compared.others))
    rows = [[str(GROUPS[key]), one.n, one.active, one.met] for key, one in groups]
    return _("Coached and not coached"), heads, rows


def _column(head: Any, place: int) -> SheetColumn:
    return SheetColumn(str(head), "count" if place else "text", 14 if place else 36)
