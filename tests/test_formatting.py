"""The formatter has the last word on every file."""

import re

from tests.test_guards import ROOT

# Built of two parts, or this file would be found.
EXCEPTION = re.compile("fmt: *" + "(skip|off|on)")
# A migration that has landed is never edited, and the formatter does not read migrations.
LANDED = "reports/migrations/0004_steps.py"


def test_no_file_asks_the_formatter_to_look_away():
    sources = [path for path in ROOT.rglob("*.py") if ".venv" not in path.parts and "node_modules" not in path.parts]
    found = {path.relative_to(ROOT).as_posix() for path in sources if EXCEPTION.search(path.read_text(errors="ignore"))}
    assert found == {LANDED}
