"""Which version of the statement a template was made from, and which older ones are still read.

A change of `lines.csv` needs a new version: reports/tests/test_statement.py compares the fingerprint.
An older version is accepted as long as it stands in ACCEPTED, with the lines that have since got another
code; a line that exists no more maps to an empty text and is left out, with a notice.
"""

import csv
import hashlib

from reports.statement.lines import SOURCE

CURRENT = "2026.1"
FINGERPRINT = "e3572ce670c705d4"
ACCEPTED: dict[str, dict[str, str]] = {CURRENT: {}}
# What decides which cells a template has; labels and help may be reworded without a new version.
SHAPE = (
    "code",
    "part",
    "kind",
    "formula",
    "sign",
    "contra",
    "unit",
    "savings_loan",
    "real_sector",
    "sharia",
    "real_with_unit",
)


def fingerprint() -> str:
    """A hash of the shape of the declared statement."""
    with SOURCE.open(newline="", encoding="utf-8") as stream:
        shape = "\n".join("|".join(row[name] for name in SHAPE) for row in csv.DictReader(stream))
    return hashlib.sha256(shape.encode()).hexdigest()[:16]


def is_newer(version: str) -> bool:
    """Whether a version, e.g. `2027.1`, comes after the current one. An unreadable one is not newer."""
    try:
        return tuple(map(int, version.split("."))) > tuple(map(int, CURRENT.split(".")))
    except ValueError:
        return False
