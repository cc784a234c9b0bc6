"""The checks of a report (DOMAIN.md 4.4): one function each, all run at once, on figures from either way in.

A check has an id, a level, the lines it looks at, and its texts: the published title and reason, the message
with what was found and expected, and what to do. `run` gives every finding, errors first.
"""

from reports.checks import cells, identities, plausibility
from reports.checks.base import CATALOGUE, RULES_VERSION, Data, Found, Limits, Rule, run

__all__ = [
    "CATALOGUE",
    "RULES_VERSION",
    "Data",
    "Found",
    "Limits",
    "Rule",
    "cells",
    "identities",
    "plausibility",
    "run",
]
