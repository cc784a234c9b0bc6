"""The quarter as one workbook: a row a cooperative, the joint statement, who has and has not filed, the recap."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives.choices import Kind
from core import office
from core.operations import jobs
from core.storage import scratch
from core.storage.downloads import Trace
from core.text.formats import moment
from core.workbooks.writer import SheetColumn, write_workbook
from reports.choices import FilingState
from reports.models import Period, Report
from reports.obligations.quarter import Quarter
from reports.statement.lines import key_of
from reports.summary import aggregation, provincial_recap, ratios

WORK = "quarter_workbook"
TOTALS = (
    "assets",
    "loans",
    "liabilities",
    "equity",
    "own_capital",
    "outside_capital",
    "turnover",
    "surplus",
    "members",
)


def write(
    path: Path,
    *,
    period: Period,
    user: User,
    known_on: date | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Trace:
    """Write the workbook; returns what the event of its download tells, with the number of accepted reports.

    The recap is made of what was known at the end of `known_on` (WIB); the other sheets of what is known now.
    """
    city = provincial_recap.of(period, known_on)
    by_kind, by_district = aggregation.of(period, by="kind"), aggregation.of(period, by="district")
    accepted = Report.objects.visible_to(user).current().filter(obligation__period=period).count()
    sheets: list[tuple[str, list[SheetColumn], Iterable]] = [
        (_("Cooperatives"), _cooperative_columns(), _cooperatives(period, user, accepted, progress)),
        (_("Joint by kind"), *_joint_sheet(by_kind, {str(k): str(v) for k, v in Kind.choices})),
        (_("Joint by district"), *_joint_sheet(by_district, {})),
        (_("Who has filed"), _filing_columns(), _filing(period, user)),
        (provincial_recap.title(), provincial_recap.columns(), [provincial_recap.row(city)]),
        (_("Sources of the recap"), provincial_recap.source_columns(), provincial_recap.source_rows(city)),
    ]
    write_workbook(path, cover=[*_cover(period, user, accepted), *provincial_recap.notes(city)], sheets=sheets)
    seen = {"accepted": accepted, "known_on": known_on.isoformat() if known_on else ""}
    return Trace("summary.exported", "period", period.pk, period.slug, seen)


def _cover(period: Period, user: User, accepted: int) -> list[tuple[str, Any]]:
    return [
        (_("Office"), office.value("name")),
        (_("Content"), _("Summary of the quarterly reports")),
        (_("Quarter"), f"{period.label}, {period.value.position_label}"),
        (_("Accepted reports"), _("{n} of {of} that are asked for").format(n=accepted, of=period.obligations.count())),
        (_("Made on"), moment(timezone.now())),
        (_("Made by"), user.display_name),
        (
            _("Remark"),
            _("Only accepted reports are counted. Figures of single cooperatives are for the work of the office."),
        ),
    ]


def _cooperative_columns() -> list[SheetColumn]:
    titles = (
        _("Assets"),
        _("Loans"),
        _("Liabilities"),
        _("Equity"),
        _("Own capital"),
        _("Outside capital"),
        _("Turnover"),
        _("Surplus (SHU), year to date"),
        _("Members"),
    )
    return [
        SheetColumn(_("Name of the cooperative"), width=42),
        SheetColumn(_("Legal-entity number"), width=30),
        SheetColumn(_("Nomor Induk Koperasi"), width=18),
        SheetColumn(_("Kind"), width=16),
        SheetColumn(_("District (kecamatan)"), width=16),
        SheetColumn(_("Receipt number"), width=22),
        SheetColumn(_("Version"), "count", 9),
        SheetColumn(_("Received"), "date", 13),
        SheetColumn(_("Days late"), "count", 10),
        *(SheetColumn(title, "count" if title == _("Members") else "number", 19) for title in titles),
        *(SheetColumn(str(ratio.label), "percent", 14) for ratio in ratios.RATIOS),
    ]


def _cooperatives(period: Period, user: User, total: int, progress: Callable[[int, int], None]) -> Iterator[list[Any]]:
    kinds = dict(Kind.choices)
    reports = (
        Report.objects.visible_to(user)
        .current()
        .filter(obligation__period=period)
        .select_related("obligation__cooperative__district")
        .order_by("obligation__cooperative__name_key", "pk")
    )
    before = _year_before(period)
    sums = dict.fromkeys(TOTALS, 0)
    for number, report in enumerate(reports.prefetch_related("figures").iterator(chunk_size=500), start=1):
        obligation, cooperative = report.obligation, report.obligation.cooperative
        figures = report.values()
        for name in TOTALS:
            sums[name] += getattr(report, name) or 0
        measured = (
            {
                item.ratio.code: item.value
                for item in ratios.measure(
                    figures, profile=report.profile, quarter=period.value, year_before=before.get(cooperative.pk)
                )
            }
            if figures
            else {}
        )
        yield [
            cooperative.legal_name,
            cooperative.legal_number,
            cooperative.national_number,
            str(kinds.get(cooperative.kind, "")),
            cooperative.district.name if cooperative.district else "",
            report.receipt_number,
            report.version,
            timezone.localtime(obligation.received_at).date() if obligation.received_at else None,
            obligation.days_late,
            *(getattr(report, name) for name in TOTALS),
            *(_ratio(measured.get(ratio.code)) for ratio in ratios.RATIOS),
        ]
        if number % 100 == 0:
            progress(number, total)
    if total:
        yield [_("Total"), *[None] * 8, *sums.values()]


def _ratio(value) -> float | None:
    return None if value is None else round(float(value), 6)


def _year_before(period: Period) -> dict[int, dict[str, int]]:
    """Assets, equity and surplus of the same quarter of last year by cooperative: what growth is measured against."""
    quarter = period.value.a_year_before
    rows = (
        Report.objects.current()
        .of_quarter(quarter)
        .values_list("obligation__cooperative", "assets", "equity", "surplus")
    )
    return {
        cooperative: {"A": assets or 0, "E": equity or 0, "H.SHU:to_date": surplus or 0}
        for cooperative, assets, equity, surplus in rows
        if assets is not None
    }


def _joint_sheet(found: aggregation.Joint, labels: dict[str, str]) -> tuple[list[SheetColumn], Iterator[list[Any]]]:
    groups = ["", *sorted(group for group in found.sums if group)]
    columns = [
        SheetColumn(_("Code"), width=9),
        SheetColumn(_("Line"), width=46),
        SheetColumn(_("Column"), width=18),
    ]
    for group in groups:
        name = labels.get(group, group) if group else _("All")
        columns.append(SheetColumn(name, "number", 22))
    for group in groups:
        name = labels.get(group, group) if group else _("All")
        columns.append(SheetColumn(_("{name}: reports").format(name=name), "count", 11))
    return columns, _joint_rows(found, groups)


def _joint_rows(found: aggregation.Joint, groups: list[str]) -> Iterator[list[Any]]:
    for part, lines in aggregation.parts(found):
        yield ["", str(part.label).upper()]
        for line in lines:
            for column in line.part.columns:
                key = key_of(line.code, column.code)
                if not found.count(key):
                    continue
                row = [line.code, line.label, str(column.label)]
                row += [found.amount(key, group) for group in groups]
                yield row + [found.count(key, group) for group in groups]


def _filing_columns() -> list[SheetColumn]:
    return [
        SheetColumn(_("Name of the cooperative"), width=42),
        SheetColumn(_("District (kecamatan)"), width=16),
        SheetColumn(_("Village (kelurahan)"), width=18),
        SheetColumn(_("State"), width=26),
        SheetColumn(_("Due date"), "date", 13),
        SheetColumn(_("Received"), "date", 13),
        SheetColumn(_("Days late"), "count", 10),
    ]


def _filing(period: Period, user: User) -> Iterator[list[Any]]:
    labels = dict(FilingState.choices)
    today = timezone.localdate()
    owed = period.obligations.visible_to(user).with_filing_state(today).order_by("cooperative__name_key", "pk")
    for item in owed.select_related("cooperative__district", "cooperative__village").iterator(chunk_size=1000):
        late = item.days_late if item.days_late is not None else item.days_overdue_on(today)
        yield [
            item.cooperative.legal_name,
            item.cooperative.district.name if item.cooperative.district else "",
            item.cooperative.village.name if item.cooperative.village else "",
            str(labels[item.filing_state]),
            item.due_on,
            timezone.localtime(item.received_at).date() if item.received_at else None,
            None if item.filing_state == FilingState.WAIVED else late,
        ]


def run(
    progress: jobs.Progress, *, user_id: int, quarter: str, language: str = "id", known_on: str = ""
) -> jobs.Result:
    """The work of a summary job: the same workbook, in a private file that expires."""
    value = Quarter.parse(quarter)
    period = Period.objects.get(year=value.year, quarter=value.number)
    user = User.objects.get(pk=user_id)
    with scratch.result(".xlsx") as path, translation.override(language):
        day = date.fromisoformat(known_on) if known_on else None
        write(path, period=period, user=user, known_on=day, progress=progress).record(user)
    return jobs.Result(file=path, name=file_name(period, day))


def file_name(period: Period, known_on: date | None = None) -> str:
    known = f"-diketahui-{known_on.isoformat()}" if known_on else ""
    return f"rekap-laporan-{period.slug}{known}.xlsx"
