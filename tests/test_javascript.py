"""What the pages repeat of the server: both are held to the same cases (tests/data/cases), here and under Node.

The scripts' own half runs by `node --test`, where Node is there.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django import forms

from core.form_fields import MESSAGES, NOT_A_NUMBER, CountField, RupiahField
from core.text import formats
from reports.form.fields import NEGATIVE, PositiveRupiahField
from reports.form.units import suspected
from reports.statement.computed import Computed
from reports.statement.lines import STATEMENT
from revival.visits.forms import VisitForm
from scripts.lint_javascript import OLDEST, version_of
from training.attendance.presence import code_of

ROOT = Path(__file__).resolve().parent.parent
FIELDS = {"": PositiveRupiahField, "any": RupiahField, "count": CountField}
# What the server says of what the page calls so.
SAID = {
    "numberEnglish": MESSAGES["number_english"],
    "numberLarge": MESSAGES["number_large"],
    "numberText": NOT_A_NUMBER,
    "numberLetter": NOT_A_NUMBER,
    "countFraction": MESSAGES["count_fraction"],
    "countNegative": MESSAGES["count_negative"],
    "negative": NEGATIVE,
    "cents": "Tulis rupiah bulat, tanpa sen.",
}


def cases(name: str) -> list[dict]:
    return json.loads((ROOT / "tests" / "data" / "cases" / f"{name}.json").read_text())


@pytest.mark.parametrize("case", cases("figures"), ids=lambda case: f"{case['typed']!r} {case['kind']}")
def test_a_figure_is_read_as_on_the_page(case):
    field = FIELDS[case["kind"]](required=False)
    if "error" not in case:
        assert field.clean(case["typed"]) == case["value"]
        return
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(case["typed"])
    assert refused.value.messages == [str(SAID[case["error"]])]


def test_a_figure_is_written_as_on_the_page():
    for case in cases("written"):
        value = case["value"]
        assert (formats.thousands(value), formats.rupiah(value)) == (case["dots"], case["money"])


def test_a_code_is_read_as_at_the_door():
    assert [code_of(case["typed"]) for case in cases("codes")] == [case["code"] for case in cases("codes")]


@pytest.mark.parametrize("case", cases("units"), ids=lambda case: case["name"])
def test_figures_in_thousands_are_seen_as_on_the_page(case):
    money = [key for key in STATEMENT.input_keys("savings_loan") if STATEMENT.line(key).unit == "rupiah"]
    pairs = dict(zip(money, case["typed"], strict=False))
    typed = {key: value for key, (value, _before) in pairs.items()}
    found = suspected(typed, {key: before for key, (_value, before) in pairs.items() if before}, frozenset())
    assert (found.factor if found else None) == case["factor"]
    assert ([found.changes[key] for key in pairs if key in found.changes] if found else None) == case["changes"]


@pytest.mark.parametrize("case", cases("following"), ids=lambda case: case["name"])
def test_a_figure_follows_from_others_as_on_the_page(case):
    terms = tuple((-1 if term[0] == "-" else 1, term[1:]) for term in case["terms"].split())
    beside = tuple(case["figures"]) if case["starts"] == "beside" else ()
    how = Computed(terms, case["constant"], alone=case["starts"] == "alone", beside=beside)
    assert how.value(case["figures"]) == case["value"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", cases("visits"), ids=lambda case: case["name"])
def test_a_visit_is_looked_at_as_on_the_phone(case):
    form = VisitForm({"on": "2026-11-01", **case["fields"]})
    known = {"met", "next_due", "next_step", "ended", "members_about"}
    assert sorted(known & form.errors.keys()) == case["wrong"]


def node() -> str | None:
    path = shutil.which("node")
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout if path else ""
    return path if version_of(told.strip()) >= OLDEST else None


@pytest.mark.one_database
@pytest.mark.skipif(node() is None, reason="Node is not installed, or too old")
def test_the_functions_of_the_pages_do_what_the_server_does():
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "javascript").glob("*.test.mjs"))
    assert files
    done = subprocess.run(
        ["node", "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_a_node_that_is_too_old_or_tells_nothing_is_left_alone():
    assert version_of("v20.19.2") >= OLDEST
    assert version_of("v24.0.0") >= OLDEST
    assert all(version_of(text) < OLDEST for text in ("v18.20.4", "v20.9.0", "", "v", "command not found"))


def test_every_table_of_cases_is_read_by_both():
    scripts = "".join(path.read_text() for path in (ROOT / "tests" / "javascript").glob("*.test.mjs"))
    here = Path(__file__).read_text()
    names = {path.stem for path in (ROOT / "tests" / "data" / "cases").glob("*.json")}
    assert {name for name in names if f'cases("{name}")' not in scripts or f'cases("{name}")' not in here} == set()
