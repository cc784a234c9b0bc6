from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from cooperatives.models import District
from core import clock, downloads
from core.formats import local_phone
from core.workbook_write import Column
from reports import worklist

PER_PAGE = 50


@requires(Capability.READ_REPORTS)
def late_list(request):
    """Late cooperatives with the next step for each; filters in the address, exported as they are shown."""
    today = clock.today()
    found = worklist.selection(request.user, request.GET)
    if request.GET.get("format") == "xlsx":
        return _export(request, found, today)
    rungs = worklist.counts()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, worklist.next_in_words(row)) for row in worklist.describe(list(page.object_list), today)],
        "rungs": rungs,
        "everybody": sum(n for _step, n in rungs),
        "districts": District.objects.order_by("name"),
        "chosen": {name: request.GET.get(name, "") for name in ("step", "district", "q")},
        "today": today,
    }
    return render(request, "reports/late.html", context)


def _export(request, found, today):
    columns = [
        Column(_("Cooperative"), width=42), Column(_("District (kecamatan)"), width=16),
        Column(_("Telephone / WhatsApp"), width=18), Column(_("Quarters late"), "count", 9),
        Column(_("Missing"), width=40), Column(_("Late since"), "date", 12), Column(_("Told last"), width=30),
        Column(_("Told on"), "date", 12), Column(_("Next step"), width=34), Column(_("Next step on"), "date", 12),
    ]  # fmt: skip
    names = [step.name for step in worklist.rungs() if step.code == request.GET.get("step")]
    return downloads.send_table(
        request, title=_("Late cooperatives"), columns=columns, rows=_rows(found, today), name="terlambat",
        selection=", ".join(filter(None, [*names, request.GET.get("q", "")])),
    )  # fmt: skip


def _rows(found, today):
    everybody = list(found)
    for start in range(0, len(everybody), 500):
        for row in worklist.describe(everybody[start : start + 500], today):
            yield [
                row.cooperative.name, row.cooperative.district.name if row.cooperative.district else "",
                local_phone(row.cooperative.phone), len(row.owed),
                ", ".join(owed.period.value.short_label for owed in row.owed), row.since,
                row.told.step.name if row.told else "", row.told.on if row.told else None,
                worklist.next_in_words(row), row.next_on,
            ]  # fmt: skip
