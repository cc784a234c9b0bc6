"""`make bench`: the register at three sizes, beside Django's admin and a bare openpyxl loop, the reports, who is late,
the mail, training, coaching, the city and what is public, in one run.

`WHAT=register`, `reports`, `lateness`, `mail`, `training`, `revival`, `city`, `public` or `servers` runs one part.

All figures are of this machine in this run; the ratios are what counts.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from servers import NoServerError, servers

from bench import public_report, web_servers
from bench.processes import SIZES, measure


def run(name: str, database) -> None:
    found: dict[int, dict[str, float]] = {}
    for size in SIZES:
        folder = tempfile.mkdtemp(prefix="solokop-bench-")
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        environment |= database(size)
        try:
            measure(environment, "build", str(size))
            found[size] = measure(environment, "pages")
            for which in ("portal", "bare"):
                export = measure(environment, f"export-{which}")
                found[size][f"export, {which}"] = export["seconds"]
                found[size][f"export, {which}, MB more"] = export["megabytes"]
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    report(name, found)


def report(name: str, found: dict[int, dict[str, float]]) -> None:
    print(f"\n{name}")
    print(f"{'':34}" + "".join(f"{size:>12,}" for size in found))
    for key in next(iter(found.values())):
        scale, unit = (1, "") if "MB" in key else (1000, "ms")
        print(
            f"{key + (', ' + unit if unit else ''):34}" + "".join(f"{row[key] * scale:12.1f}" for row in found.values())
        )
    smallest, largest = found[SIZES[0]], found[SIZES[-1]]
    print(
        f"  list beside the admin at {SIZES[0]:,}: {smallest['list'] / smallest['list, admin']:.2f} (wanted: 0.50 at most)"
    )
    print(f"  list at {SIZES[-1]:,} beside {SIZES[0]:,}: {largest['list'] / smallest['list']:.2f} (wanted: below 2)")
    for size, row in found.items():
        ratio = row["export, portal"] / row["export, bare"]
        print(f"  export beside the bare loop at {size:,}: {ratio:.2f} (wanted: 1.50 at most)")


def run_reports(name: str, database, *, large: bool) -> None:
    """The quarterly report: an upload, a deadline evening, the opening of a quarter, and the sums of four."""
    folder = tempfile.mkdtemp(prefix="solokop-bench-")
    environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
    environment |= database("reports")
    count = str(SIZES[-1])

    def task(*arguments: str) -> dict[str, float]:
        return measure(environment, *arguments, module="bench.reports")

    print(f"\n{name}: the quarterly report")
    try:
        task("prepare", count)
        found = task("upload")
        print(
            f"  upload to result page {found['portal'] * 1000:.0f} ms, bare openpyxl {found['bare'] * 1000:.0f} ms: "
            f"{found['portal'] / found['bare']:.2f} (wanted: 3 at most)"
        )
        found = task("evening")
        print(
            f"  {found['n']:.0f} uploads at once on 2 workers: {found['kept']:.0f} kept, {found['double']:.0f} double, "
            f"{found['rate']:.1f} a second, the slowest {found['slowest']:.1f} s"
        )
        found = task("open")
        print(
            f"  opening a quarter for {int(count):,}: {found['portal']:.2f} s in {found['statements']:.0f} statements, "
            f"the same SQL by hand {found['bare']:.2f} s: {found['portal'] / found['bare']:.2f} (wanted: below 2)"
        )
        if large:
            found = task("fill")
            print(f"  {found['reports']:,.0f} reports with {found['figures']:,.0f} figures written")
            found = task("sums")
            for label, value in found.items():
                print(f"  {label}: {value:.2f} s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_lateness(name: str, database) -> None:
    """Flags, reminders and the office's home page, at the smallest and the largest size."""
    print(f"\n{name}: who is late, twenty quarters each")
    homes: dict[int, dict[str, float]] = {}
    for size in dict.fromkeys((SIZES[0], SIZES[-1])):
        folder = tempfile.mkdtemp(prefix="solokop-bench-")
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        environment |= database(f"late{size}")

        def task(*arguments: str, environment=environment) -> dict[str, float]:
            return measure(environment, *arguments, module="bench.lateness")

        try:
            print(f"  {size:,} cooperatives, {task('prepare', str(size))['obligations']:,} obligations")
            found = task("flags")
            print(
                f"    {found['late']:,} flags: {found['portal']:.2f} s, the same UPDATE by hand {found['by hand']:.2f} s: "
                f"{found['portal'] / found['by hand']:.2f} (wanted: 1.5 at most); a second run {found['again']:.2f} s"
            )
            if size == SIZES[0]:
                found = task("loop")
                print(f"    beside a loop over the ORM ({found['loop']:.1f} s): {found['portal'] / found['loop']:.3f}")
            homes[size] = task("home")
            found = task("reminders")
            print(
                f"    {found['n']:,} reminders: {found['portal']:.2f} s, the same INSERT by hand {found['by hand']:.2f} s: "
                f"{found['portal'] / found['by hand']:.2f}; looking for what has lost its reason {found['recall']:.2f} s"
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    for which in homes[SIZES[0]]:
        small, large = (homes[size][which] * 1000 for size in (SIZES[0], SIZES[-1]))
        print(f"  home of the office: {which}: {small:.0f} and {large:.0f} ms: {large / small:.2f} (wanted: 2 at most)")


def run_mail(name: str, database) -> None:
    """Waiting messages and a mail server that refuses every third."""
    folder = tempfile.mkdtemp(prefix="solokop-bench-")
    environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
    try:
        count = os.environ.get("MAILS", "100000")
        found = measure(environment | database("mail"), count, module="bench.mail")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"\n{name}: {int(count):,} messages, every third refused: {found['arrived']:,} arrived, {found['double']} double, "
        f"{found['sent']:,} marked as sent, {found['given_up']} after eight refusals and a button, {found['attempts']:,} attempts in {found['rounds']} rounds, "
        f"{found['attempts'] / found['seconds']:.0f} a second"
    )


def run_training(name: str, database) -> None:
    """Many who want few seats at once, and a batch of certificates."""
    folder = tempfile.mkdtemp(prefix="solokop-bench-")
    environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
    try:
        found = measure(environment | database("training"), module="bench.training")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seats, papers = found["enrolments"], found["certificates"]
    print(
        f"\n{name}: 500 enrolments for 40 seats by 20 clients: {seats['confirmed']} confirmed, {seats['waiting']} waiting, "
        f"in order: {seats['in_order']}; {seats['portal']:.1f} s, a bare insert of as many rows {seats['bare']:.1f} s: "
        f"{seats['portal'] / seats['bare']:.1f}"
    )
    print(
        f"  {papers['n']} certificates given, told and printed: {papers['batch']:.1f} s, printed alone {papers['pdf']:.1f} s, "
        f"a bare PDF loop {papers['bare']:.1f} s: {papers['batch'] / papers['bare']:.2f} and {papers['pdf'] / papers['bare']:.2f}"
    )


# How many cases are opened at once, by the size of the register.
OPENED = {590: 400}


def run_revival(name: str, database) -> None:
    """“Whom first?” at each size, and opening many cases."""
    found: dict[int, dict[str, float]] = {}
    for size in SIZES:
        folder = tempfile.mkdtemp(prefix="solokop-bench-")
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        most = str(OPENED.get(size, 13000))
        try:
            found[size] = measure(environment | database(f"revival{size}"), str(size), most, module="bench.revival")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{name}: coaching")
    for size, one in found.items():
        print(
            f"  {size:,} passive: whom first cold {one['cold'] * 1000:.0f} ms, warm {one['warm'] * 1000:.0f} ms; "
            f"{one['opened']:,} cases opened in {one['portal'] * 1000:.0f} ms, by hand {one['by_hand'] * 1000:.0f} ms: "
            f"{one['portal'] / one['by_hand']:.2f} (wanted: 1.5 at most)"
        )
    for size in dict.fromkeys((SIZES[0], SIZES[-1])):
        folder = tempfile.mkdtemp(prefix="solokop-bench-")
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        try:
            one = measure(environment | database(f"results{size}"), str(size), module="bench.results")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(
            f"  {size:,} cases of five years: results cold {one['cold'] * 1000:.0f} ms, warm {one['warm'] * 1000:.0f} ms; "
            f"counted in {one['portal'] * 1000:.0f} ms, by hand {one['by_hand'] * 1000:.0f} ms: "
            f"{one['portal'] / one['by_hand']:.2f} (wanted: 2 at most); the same numbers: {one['agree']}"
        )
    if len(found) > 1:
        small, next_one = (found[size]["cold"] for size in SIZES[:2])
        print(f"  cold, {SIZES[0]:,} to {SIZES[1]:,}: {next_one / small:.2f} (wanted: 2 at most)")


def run_city(name: str, database) -> None:
    """The city page, the list of warnings and the recap, at the smallest and the largest size, of twenty quarters."""
    print(f"\n{name}: the city")
    for size in dict.fromkeys((SIZES[0], SIZES[-1])):
        folder = tempfile.mkdtemp(prefix="solokop-bench-")
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        try:
            found: dict = measure(environment | database(f"city{size}"), str(size), module="bench.city")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(f"  {size:,} cooperatives, {found['reports']:,} accepted reports, {found['warnings']:,} warnings")
        for what, times in found.items():
            if not isinstance(times, dict):
                continue
            print(f"    {what}: cold {times['cold'] * 1000:.0f} ms, warm {times['warm'] * 1000:.0f} ms")
        print(
            f"    counted in {found['counted'] * 1000:.0f} ms, by hand {found['by hand'] * 1000:.0f} ms: "
            f"{found['counted'] / found['by hand']:.2f} (wanted: 2 at most); recap {found['recap'] * 1000:.0f} ms; "
            f"flags of a night {found['night']:.1f} s, keeping {found['keeping']:.1f} s"
        )


def main() -> None:
    what = os.environ.get("WHAT", "register,reports,lateness,mail,training,revival,city,public")
    if "servers" in what:
        web_servers.run()
    if "register" in what:
        run("SQLite", lambda size: {})
    if "reports" in what:
        run_reports("SQLite", lambda size: {}, large=False)
    if "training" in what:
        run_training("SQLite", lambda size: {})
    if "revival" in what:
        run_revival("SQLite", lambda size: {})
    if "city" in what:
        run_city("SQLite", lambda size: {})
    if "public" in what:
        public_report.run("SQLite", lambda size: {})
    try:
        with servers() as environment:

            def database(size: int | str) -> dict[str, str]:
                subprocess.run([sys.executable, "-c", CREATE, environment["DATABASE_URL"], f"bench{size}"], check=True)
                url = environment["DATABASE_URL"].replace("///postgres?", f"///bench{size}?")
                return {"DATABASE_URL": url, "CACHE_URL": environment["CACHE_URL"]}

            if "register" in what:
                run("PostgreSQL, Redis as cache", database)
            if "reports" in what:
                run_reports("PostgreSQL, Redis as cache", database, large=True)
            if "lateness" in what:
                run_lateness("PostgreSQL, Redis as cache", database)
            if "mail" in what:
                run_mail("PostgreSQL, Redis as cache", database)
            if "training" in what:
                run_training("PostgreSQL, Redis as cache", database)
            if "revival" in what:
                run_revival("PostgreSQL, Redis as cache", database)
            if "city" in what:
                run_city("PostgreSQL, Redis as cache", database)
            if "public" in what:
                public_report.run("PostgreSQL, Redis as cache", database)
    except NoServerError as error:
        print(f"not measured on PostgreSQL: {error}")


CREATE = """
import sys, psycopg2
from urllib.parse import urlsplit, parse_qs
options = parse_qs(urlsplit(sys.argv[1]).query)
connection = psycopg2.connect(dbname="postgres", host=options["host"][0], user=options["user"][0])
connection.autocommit = True
connection.cursor().execute(f"CREATE DATABASE {sys.argv[2]}")
"""

if __name__ == "__main__":
    main()
