"""The monthly report of a field adviser: on the screen, as PDF and as Excel. His own first."""

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import Capability, requires
from core import clock
from core.papers import dispatch
from core.storage import downloads, scratch
from core.text.formats import moment, month_and_year
from core.text.parsing import whole
from core.workbooks.writer import SheetColumn, write_workbook
from revival.cases.case_list import coaches
from revival.models import Visit
from revival.results import month, month_pdf
from revival.results.month import Month

# How many months back one may choose.
MONTHS = 36


class MonthRequest(NamedTuple):
    """Whose report of which month an address asks for; without either, one's own of this month."""

    adviser: User | None
    first: date

    @property
    def name(self) -> str:
        return f"laporan-pembinaan-{slugify(self.adviser.display_name if self.adviser else '')}-{self.first:%Y-%m}"


def _asked(request) -> MonthRequest:
    months, asked = _months(), request.GET.get("adviser", "")
    first = next((one for one in months if f"{one:%Y-%m}" == request.GET.get("month", "")), months[0])
    if asked:
        return MonthRequest(get_object_or_404(_advisers(), pk=whole(asked) or 0), first)
    return MonthRequest(_advisers().filter(pk=request.user.pk).first() or coaches().first(), first)


def _advisers() -> QuerySet[User]:
    """Whoever coaches, and whoever has recorded a visit and has gone since."""
    visited = Visit.objects.filter(adviser=OuterRef("pk"))
    return User.objects.filter(Q(pk__in=coaches().order_by().values("pk")) | Exists(visited)).order_by("name", "email")


def _months() -> list[date]:
    """The first day of each month that may be chosen, this one first."""
    first = clock.today().replace(day=1)
    return [first - relativedelta(months=n) for n in range(MONTHS)]


def _report(asked: MonthRequest) -> Month | None:
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
        "advisers": _advisers(),
        "months": [(f"{one:%Y-%m}", month_and_year(one), one == asked.first) for one in _months()],
        "facts": month_pdf.facts(found) if found else [],
        "lines": [(line, month.in_hours(line.time) if line.time else "–") for line in found.lines] if found else [],
        "query": f"adviser={asked.adviser.pk if asked.adviser else ''}&month={asked.first:%Y-%m}",
    }
    return render(request, "revival/month.html", context)


def _trace(asked: MonthRequest, verb: str) -> downloads.Trace:
    who = asked.adviser.display_name if asked.adviser else ""
    label = _("Monthly report") + f": {who}, {asked.first:%Y-%m}"
    return downloads.Trace(verb, "list", label=label, after={"list": "revival_month"})


@require_safe
@requires(Capability.READ_REVIVAL)
def paper(request):
    asked = _asked(request)
    found = _report(asked) or Month(request.user, asked.first, [])
    trace = _trace(asked, "revival.month_printed")
    return dispatch.send(request, lambda: month_pdf.pdf(found), f"{asked.name}.pdf", trace=trace, inline=True)


# Kind and width of the columns by cooperative.
SHAPES = (
    ("count", 6),
    ("text", 42),
    ("text", 30),
    ("count", 12),
    ("number", 12),
    ("count", 12),
    ("text", 60),
    ("text", 36),
    ("count", 10),
)


def _heads() -> list[str]:
    number, name, days, hours, *others = month_pdf.heads()
    return [number, name, _("Days of the visits"), days, hours, *others]


@require_safe
@requires(Capability.READ_REVIVAL)
def workbook(request):
    """Two sheets: by cooperative, and each visit."""
    asked = _asked(request)
    found = _report(asked) or Month(request.user, asked.first, [])
    made = [(_("Made on"), moment(clock.now())), (_("Made by"), request.user.display_name)]
    cover = [(_("Content"), _("Monthly report") + f", {month_and_year(asked.first)}"), *month_pdf.facts(found), *made]
    lines = [month_pdf.cells(n, line) for n, line in enumerate(found.lines, 1)]
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
    heads = [
        _("Day"),
        _("Cooperative"),
        _("Begun"),
        pgettext("of a visit", "Ended"),
        _("Who was met"),
        _("What was said"),
    ]
    heads += [_("Decision of the board"), _("Next step"), _("Photos")]
    kinds = {0: "date", len(heads) - 1: "count"}
    sheets = [
        (_("By cooperative"), [SheetColumn(head, *shape) for head, shape in zip(_heads(), SHAPES, strict=True)], lines),
        (_("Visits"), [SheetColumn(head, kinds.get(n, "text"), 24) for n, head in enumerate(heads)], visits),
    ]
    with scratch.folder() as folder:
        path = folder / "month.xlsx"
        write_workbook(path, cover=cover, sheets=sheets)
        content = path.read_bytes()
    return downloads.send(request, content, f"{asked.name}.xlsx", trace=_trace(asked, "list.exported"))
