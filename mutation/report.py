"""docs/mutation.md from what was tried: a table of the modules, and each break that nobody noticed, with its reason."""

import json
import tomllib
from pathlib import Path

HEAD = """# Small breaks, and which of them a test notices

`make mutation` breaks the modules of rules, one small break at a time, and runs the tests that watch over the module
(`mutation/table.py`) on it. The breaks are those of cosmic-ray (a comparison turned, `not` added, a number one off, a
decorator dropped, a loop skipped) and those of this house (a call skipped, a `raise` skipped, a link of a query
dropped such as `.visible_to(user)` or `.filter(…)`, a transaction dropped, `in` turned into `not in`, an `except` that
catches nothing). Sizes are left out: one more attempt or one row more a batch is a matter of taste
(`mutation/breaks.py`).

    make mutation                                      all breaks of all modules, for an hour at most
    make mutation ARGS="training/enrolments/seats.py"             those of a module
    make mutation ARGS="--sample 20 --seed 10"         so many of each, chosen by a seed
    make mutation ARGS="--access"                      each `.visible_to(…)` of the portal dropped in turn
    make mutation ARGS="--unseen"                      once more what nobody noticed, after a test was written
    make mutation ARGS="--report"                      writes this page

A warm process holds the portal and the tests; each break is put into a forked child of it and meets the tests that
reach its function, the quickest first, on a copy of a migrated SQLite. What runs while modules are imported gets a
process of its own. mutmut was tried first: it leaves decorated functions alone, and here every function that writes
is decorated. Results are kept in `var/mutation`; locks that SQLite has not are the matter of `tests/test_races*.py`.
"""


def write(root: Path, results: Path) -> int:
    """Write the page. Returns 1 when a break is neither noticed nor named with its reason."""
    equal = tomllib.loads((root / "mutation" / "equivalent.toml").read_text())
    rows, named, open_ = [], [], []
    for path in sorted(results.glob("*.json")):
        kept = json.loads(path.read_text())
        reasons = equal.get(kept["module"], {})
        unseen = [key for key, one in kept["tried"].items() if not one["noticed"]]
        same = [(key, reason) for key in unseen if (reason := _reason(key, reasons))]
        left = [key for key in unseen if not _reason(key, reasons)]
        tried = len(kept["tried"])
        how = "all" if tried == kept["breaks"] else f"{tried} of {kept['breaks']}, seed {kept['seed']}"
        what = " (`.visible_to`)" if path.name.endswith(".access.json") else ""
        counted = tried - len(same)
        share = f"{100 * (counted - len(left)) // counted} %" if counted else "–"
        numbers = f"{tried - len(unseen)} | {len(same)} | {len(left)} | {share}"
        rows.append(f"| `{kept['module']}`{what} | {how} | {numbers} |")
        named += [f"- `{kept['module']}` {key}: {reason}" for key, reason in same]
        open_ += [f"- `{kept['module']}` {key}" for key in left]
    parts = [
        HEAD,
        "## Modules\n",
        "| module | tried | noticed | change nothing | unseen | noticed of those that change something |",
        "|---|---|---|---|---|---|",
        *rows,
        "\n## Not noticed, since they change nothing\n",
        *(named or ["None."]),
        "\n## Not noticed\n",
        *(open_ or ["None."]),
        "",
        (root / "mutation" / "seen.md").read_text(),
    ]
    (root / "docs" / "mutation.md").write_text("\n".join(parts))
    return int(bool(open_))


def _reason(key: str, reasons: dict[str, str]) -> str:
    """The reason of a break, entered under its line's words: those that stand in its title."""
    return next((reason for words, reason in reasons.items() if words in key), "")
