"""What is public, at the smallest and the largest size, beside others on the same rows in the same run."""

import shutil
import tempfile
from collections.abc import Callable, Mapping

from bench.processes import SIZES, measure

FORMS = ("csv", "json", "xlsx")
# Beside Datasette when nothing is remembered, without and with its suggested facets.
WANTED = {"suggests nothing": 1, "suggests facets": 0.33}


def run(name: str, database: Callable[[str], dict[str, str]]) -> None:
    print(f"\n{name}: what is public")
    for size in dict.fromkeys((SIZES[0], SIZES[-1])):
        folder = tempfile.mkdtemp(prefix="solokop-bench-")
        environment = {"SOLOKOP_DEMO": "1", "SOLOKOP_ENV_FILE": "/nonexistent", "SOLOKOP_DATA_DIR": folder}
        try:
            environment |= database(f"public{size}")
            measure(environment, "build", str(size))
            _pages(size, measure(environment, "pages", module="bench.public"))
            for form in FORMS:
                made = {
                    which: measure(environment, "file", form, which, module="bench.public")
                    for which in ("portal", "bare")
                }
                _file(form, **made)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _pages(size: int, found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    print(f"  {size:,} cooperatives; Datasette without and with suggested facets, cold and warm")
    for question, times in found["portal"].items():
        print(f"    {question:14} portal {_ms(times)}", end="")
        for which, wanted in WANTED.items():
            other = found[which][question]
            print(f"; {which} {_ms(other)}, cold {times['cold'] / other['cold']:.2f} of it (wanted: {wanted})", end="")
        print()


def _ms(times: Mapping[str, float]) -> str:
    return f"{times['cold'] * 1000:.0f}/{times['warm'] * 1000:.0f} ms"


def _file(form: str, portal: Mapping[str, float], bare: Mapping[str, float]) -> None:
    print(
        f"    {form}: {portal['seconds']:.1f} s and {portal['megabytes']:.0f} MB more, a bare writer {bare['seconds']:.1f} s "
        f"and {bare['megabytes']:.0f} MB: {portal['seconds'] / bare['seconds']:.2f}"
    )
