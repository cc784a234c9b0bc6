"""Workbooks that must pass and that must fail, kept as files: each is read as it lies there, with exactly these findings.

They are made for cooperative 7, Triwulan II 2026, savings and loan, without earlier reports. `expected.json`
says for each what is refused, or which rule is found in which cell.
"""

import json
from pathlib import Path

import pytest

from core.errors import DomainError
from core.workbooks.tables import read_book
from reports.checks import Data, run
from reports.checks.base import merge
from reports.obligations.quarter import Quarter
from reports.statement.versions import CURRENT
from reports.workbook.parser import parse

FOLDER = Path(__file__).with_name("workbooks")
EXPECTED = json.loads((FOLDER / "expected.json").read_text())


def outcome(path: Path) -> dict:
    try:
        parsed = parse(read_book(path, path.name))
    except DomainError as refusal:
        return {"refused": getattr(refusal, "code", "")}
    if not parsed.is_template:
        return {"refused": "no template"}
    data = Data(parsed.profile, Quarter.parse(parsed.period), parsed.figures, in_workbook=parsed.shown_totals)
    found = merge(parsed.findings, run(data, cells=parsed.cells))
    return {
        "findings": [f"{item.level} {item.rule} {item.key} {item.cell}".strip() for item in found],
        "assets": data.figures.get("A"),
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_workbook_of_the_folder_has_exactly_these_findings(name):
    assert outcome(FOLDER / name) == EXPECTED[name]


def test_every_workbook_of_the_folder_is_read():
    assert {path.name for path in FOLDER.iterdir()} == {"expected.json", *EXPECTED}


def test_the_folder_holds_both_kinds_and_the_version_in_force():
    passing = [name for name, expected in EXPECTED.items() if expected.get("findings") == []]
    assert len(passing) >= 4
    assert len(EXPECTED) - len(passing) >= 8
    assert parse(read_book(FOLDER / "benar-libreoffice.xlsx", "x.xlsx")).version == CURRENT
