"""The monthly report of a field adviser: on the screen, as PDF and as Excel. His own first."""

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Capability, requires
from core import clock, downloads, scratch
from core.formats import moment, month_and_year
from core.papers import sending
from core.reading import whole
from core.workbook_write import Column, write_workbook
from revival.case_list import coaches
from revival.results import month, month_pdf
from revival.results.month import Month

# How many months back one may choose.
MONTHS = 36


class Asked(NamedTuple):
    """Whose report of which month an address asks for; without either, one's own of this month."""

    adviser: User | None
    first: date

    @property
    def name(self) -> str:
        return f"laporan-penyuluh-{self.first:%Y-%m}"


def _asked(request) -> Asked:
    chosen = coaches().filter(pk=whole(request.GET.get("adviser", "")) or request.user.pk).first()
    months = _months()
    first = next((one for one in months if f"{one:%Y-%m}" == request.GET.get("month", "")), months[0])
    return Asked(chosen or coaches().first(), first)


def _months() -> list[date]:
    """The first day of each month that may be chosen, this one first."""
    first = clock.today().replace(day=1)
    return [first - relativedelta(months=n) for n in range(MONTHS)]


def _report(asked: Asked) -> Month | None:
    return month.of(asked.adviser, asked.first) if asked.adviser else None


@require_safe
@requires(Capability.READ_REVIVAL)
def show(request):
    """What somebody has done in a month, by cooperative."""
    asked = _asked(request)
    found = _report(asked)
    context = {
        "asked": asked,
        "report": found,
        "title": month_and_year(asked.first),
        "advisers": coaches(),
        "months": [(f"{one:%Y-%m}", month_and_year(one), one == asked.first) for one in _months()],
        "facts": month_pdf.facts(found) if found else [],
        "lines": [(line, month.in_hours(line.time) if line.time else "–") for line in found.lines] if found else [],
        "query": f"adviser={asked.adviser.pk if asked.adviser else ''}&month={asked.first:%Y-%m}",
    }
    return render(request, "revival/month.html", context)


def _trace(asked: Asked, verb: str) -> downloads.Trace:
    who = asked.adviser.display_name if asked.adviser else ""
    label = f"{_('Monthly report')}: {who}, {asked.first:%Y-%m}"
    return downloads.Trace(verb, "list", label=label, after={"list": "revival_month"})


@require_safe
@requires(Capability.READ_REVIVAL)
def paper(request):
    asked = _asked(request)
    found = _report(asked) or Month(request.user, asked.first, [])
    trace = _trace(asked, "revival.month_printed")
    return sending.send(request, lambda: month_pdf.pdf(found), f"{asked.name}.pdf", trace=trace, inline=True)


@require_safe
@requires(Capability.READ_REVIVAL)
def workbook(request):
    """Two sheets: by cooperative, and each visit."""
    asked = _asked(request)
    found = _report(asked) or Month(request.user, asked.first, [])
    made = [(_("Made on"), moment(clock.now())), (_("Made by"), request.user.display_name)]
    cover = [(_("Content"), f"{_('Monthly report')}, {month_and_year(asked.first)}"), *month_pdf.facts(found), *made]
    lines = [month_pdf.row(n, line) for n, line in enumerate(found.lines, 1)]
    visits = [
        [
            visit.on,
            visit.case.cooperative.legal_name,
            f"{visit.begun:%H.%M}" if visit.begun else "",
            f"{visit.ended:%H.%M}" if visit.ended else "",
            visit.met,
            visit.said,
            visit.get_decision_display() if visit.decision else "",
            visit.next_step,
            visit.n_photos,
        ]
        for visit in found.visits
    ]
    heads = [_("Day"), _("Cooperative"), _("From"), _("To"), _("Who was met"), _("What was said")]
    heads += [_("Decision of the board"), _("Next step"), _("Photos")]
    kinds = {0: "date", len(heads) - 1: "count"}
    sheets = [
        (_("By cooperative"), [Column(head, "text", 24) for head in month_pdf.heads()], lines),
        (_("Visits"), [Column(head, kinds.get(n, "text"), 24) for n, head in enumerate(heads)], visits),
    ]
    with scratch.folder() as folder:
        path = folder / "month.xlsx"
        write_workbook(path, cover=cover, sheets=sheets)
        content = path.read_bytes()
    return downloads.send(request, content, f"{asked.name}.xlsx", trace=_trace(asked, "list.exported"))
