import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from supervision import limits as office_limits
from supervision.backtest import database, limit_choice, plain
from supervision.backtest.looks import BacktestLook, LooksTable, ShareInterval, table
from supervision.flags import CATALOGUE, Limits
from supervision.histories import quarter_of


class Command(BaseCommand):
    help = (
        "Look back: which of those with flags failed one, two and four quarters later, which did not, which were"
        " missed. Without --csv on the quarters of the portal, by the limits in force."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--csv", type=Path, metavar="FILE", help="plain figures of others: id, period, failed, sums"
        )
        parser.add_argument("--source", type=Path, metavar="FILE", help="what FILE calls its columns, and its limits")
        parser.add_argument("--choose", action="store_true", help="choose the limits anew, on the quarters before")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, **options):
        try:
            looks, limits = _of_csv(options) if options["csv"] else _of_portal(options)
        except DomainError as error:
            raise CommandError(str(error)) from None
        within = (1,) if options["csv"] else database.WITHIN
        tables = [table(looks, n) for n in within]
        quarters = sorted({one.place for one in looks})
        told = _as_json(tables, quarters, limits) if options["json"] else _in_words(tables, quarters, limits)
        self.stdout.write(told)


def _of_portal(options) -> tuple[list[BacktestLook], dict[str, Limits]]:
    if options["choose"] or options["source"]:
        raise CommandError("--choose and --source are for figures of others, with --csv.")
    limits = office_limits.in_force()
    return list(database.looks(clock.today(), limits)), limits


def _of_csv(options) -> tuple[list[BacktestLook], dict[str, Limits]]:
    source = plain.read_source(options["source"]) if options["source"] else None
    rows, source = plain.read(options["csv"], source)
    limits = dict(source.limits)
    if options["choose"]:
        if source.report_from is None or not source.candidates:
            raise CommandError("The source file must name the quarter to report from, and limits to choose from.")
        limits = limit_choice.choose(rows, source, source.report_from)
    since = source.report_from or 0
    return [one for one in plain.looks(rows, limits) if one.place >= since], limits


def _as_json(tables: list[LooksTable], quarters: list[int], limits: dict[str, Limits]) -> str:
    def of(share: ShareInterval) -> dict:
        return {"share": share.value, "n": share.n, "of": share.of, "interval": share.interval}

    return json.dumps(
        {
            "first": {str(part): share.value for part, share in tables[0].first.items()},
            "quarters": [quarter_of(place).slug for place in quarters],
            "limits": {key: [float(one) for one in found] for key, found in limits.items() if found},
            "within": {
                str(found.within): {
                    "looks": found.looks,
                    "failures": found.failures,
                    "first": {str(part): of(share) for part, share in found.first.items()},
                    "flags": {
                        one.key: {
                            "hits": one.hits,
                            "false_alarms": one.false_alarms,
                            "missed": one.missed,
                            "found": of(one.found),
                            "right": of(one.right),
                        }
                        for one in found.flags
                    },
                }
                for found in tables
            },
        }
    )


def _in_words(tables: list[LooksTable], quarters: list[int], limits: dict[str, Limits]) -> str:
    span = f"{quarter_of(quarters[0]).slug} to {quarter_of(quarters[-1]).slug}" if quarters else "none"
    lines = [f"quarters: {span}"]
    lines += [f"limits: {key} {office_limits.write(found)}" for key, found in limits.items() if found]
    for found in tables:
        lines += ["", f"within {found.within} quarter(s): {found.looks} looks, {found.failures} failures"]
        lines += [f"  first {part:.0%} of the list: {_text(share)}" for part, share in found.first.items()]
        lines += [
            f"  {one.key:24} hits {one.hits:5} false alarms {one.false_alarms:6} missed {one.missed:5}"
            f"  found {_text(one.found):28} right {_text(one.right)}"
            for one in found.flags
        ]
    unused = [key for key in CATALOGUE if not limits.get(key)]
    return "\n".join([*lines, "", f"switched off: {', '.join(unused) or 'none'}"])


def _text(share: ShareInterval) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.1%} ({share.n} of {share.of}; {low:.0%}–{high:.0%})"
