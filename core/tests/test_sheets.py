import contextlib
import json
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from core.tests.hostile import HOSTILE, package, sheet_xml
from core.workbooks import client
from core.workbooks.guard import RefusedFileError
from core.workbooks.tables import Uncalculated, decode, read_file
from tests.factories import workbook
from tests.processes import wait_for

pytestmark = pytest.mark.one_database

MEASURE = """
import json, os, resource, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "solokop.settings"
import django
django.setup()
from core.workbooks.tables import read_file
from core.workbooks.guard import RefusedFileError
outcome = {"refusal": "", "cells": 0}
own = resource.getrusage(resource.RUSAGE_SELF).ru_utime
try:
    sheets = read_file(Path(sys.argv[1]), "register.xlsx")
    outcome["cells"] = sum(len(row) for sheet in sheets for row in sheet.rows)
except RefusedFileError as refusal:
    outcome["refusal"] = str(refusal)
from core.workbooks import client
client.stop()
child = resource.getrusage(resource.RUSAGE_CHILDREN)
outcome["cpu"] = child.ru_utime + child.ru_stime + resource.getrusage(resource.RUSAGE_SELF).ru_utime - own
# ru_maxrss of a process counts its parent's size at the fork; VmHWM does not.
own_peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
outcome["megabytes"] = max(child.ru_maxrss, own_peak) / 1024
print(json.dumps(outcome))
"""


def read(tmp_path, content: bytes, name: str = "file.xlsx"):
    path = tmp_path / f"upload.{name.rsplit('.', 1)[1]}"
    path.write_bytes(content)
    return read_file(path, name)


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_file_is_refused_in_words_or_read_harmlessly_at_a_bounded_cost(tmp_path, kind):
    """The reading is done in a small process of its own, so that its peak memory and CPU time are its own."""
    path = tmp_path / "upload.xlsx"
    path.write_bytes(HOSTILE[kind]())
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    outcome = json.loads(measured.stdout)
    assert len(outcome["refusal"]) > 30 or outcome["cells"] < 2_000_000
    # The bound of the reading, and what it takes to start.
    assert outcome["cpu"] < settings.READER_CPU_SECONDS + 1
    assert outcome["megabytes"] < 200


def test_the_reading_process_is_started_again_when_it_has_died(tmp_path):
    assert read(tmp_path, workbook([[1]]))[0].rows == [[1]]
    before = client._server.process
    before.kill()
    before.wait()
    assert read(tmp_path, workbook([[2]]))[0].rows == [[2]]
    assert client._server.process.pid != before.pid


def test_the_reading_process_ends_with_its_caller(tmp_path):
    path = tmp_path / "upload.xlsx"
    path.write_bytes(workbook([[1]]))
    script = MEASURE.split("outcome =")[0] + (
        "read_file(Path(sys.argv[1]), 'a.xlsx')\nfrom core.workbooks import client\n"
        "print(client._server.process.pid, flush=True)\nos._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    pid = int(done.stdout)
    wait_for(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2], 10)


def test_many_files_are_read_at_once_and_a_costly_one_holds_nobody_up(tmp_path):
    costly = tmp_path / "costly.xlsx"
    costly.write_bytes(HOSTILE["bracket format"]())
    small = tmp_path / "small.xlsx"
    small.write_bytes(workbook([[1]]))
    done: list[str] = []

    def work(path):
        with contextlib.suppress(RefusedFileError):
            read_file(path, "a.xlsx")
        done.append(path.name)

    threads = [threading.Thread(target=work, args=(path,)) for path in (costly, small, small)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["small.xlsx", "small.xlsx", "costly.xlsx"]


def test_forty_readers_at_once_all_get_their_answer(tmp_path):
    path = tmp_path / "small.xlsx"
    path.write_bytes(workbook([[1]]))
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(len(read_file(path, "a.xlsx")))) for _n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1] * 40


def test_each_refusal_has_its_own_reason(tmp_path):
    expected = {
        "macros": "macros",
        "external links": "links",
        "zip bomb": "bomb",
        "many parts": "bomb",
        "billion laughs": "unsafe",
        "path outside": "unsafe",
        "truncated": "damaged",
        "no zip": "not_workbook",
        "plain zip": "not_workbook",
        "old Excel": "old_or_locked",
        "empty": "empty",
        "bracket format": "too_costly",
    }
    found = {}
    for kind in expected:
        with pytest.raises(RefusedFileError) as refusal:
            read(tmp_path, HOSTILE[kind]())
        found[kind] = refusal.value.code
    assert found == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.xls", "not_workbook"),
        ("a.ods", "not_workbook"),
        ("a.xlsm", "macros"),
        ("a.pdf", "extension"),
        ("a.exe", "extension"),
    ],
)
def test_an_ending_that_is_not_read_is_refused_by_name(tmp_path, name, code):
    with pytest.raises(RefusedFileError) as refusal:
        read(tmp_path, b"x", name)
    assert refusal.value.code == code


def test_a_file_above_the_bound_is_refused_before_it_is_opened(tmp_path, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    with pytest.raises(RefusedFileError) as refusal:
        read(tmp_path, b"PK\x03\x04" + b"x" * 2000)
    assert refusal.value.code == "too_large"


def test_more_rows_than_a_register_can_hold_are_refused_not_cut(tmp_path, settings):
    settings.READER_MAX_ROWS = 10
    with pytest.raises(RefusedFileError) as refusal:
        read(tmp_path, workbook([[n] for n in range(20)]))
    assert refusal.value.code == "too_many_rows"
    with pytest.raises(RefusedFileError) as refusal:
        read(tmp_path, b"a\n" * 20, "a.csv")
    assert refusal.value.code == "too_many_rows"


def test_values_come_as_they_are_and_dates_as_dates(tmp_path):
    (sheet,) = read(tmp_path, workbook([["a", 1, 1.5, True, date(2020, 12, 31), None, "z"]]))
    assert sheet.rows == [["a", 1, 1.5, True, date(2020, 12, 31), None, "z"]]


def test_a_formula_without_a_value_is_told_apart_from_an_empty_cell(tmp_path):
    (sheet,) = read(tmp_path, workbook([["=1+1", None, "x"]]))
    assert sheet.rows == [[Uncalculated("=1+1"), None, "x"]]


def test_a_false_dimension_hides_no_cell(tmp_path):
    content = package(
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1"/><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        b'<row r="2"><c r="A2"><v>3</v></c></row></sheetData></worksheet>'
    )
    assert read(tmp_path, content)[0].rows == [[1, 2], [3]]
    assert sheet_xml("")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_in_the_encodings_and_separators_of_offices(tmp_path, separator, encoding):
    lines = [["NAMA", "ALAMAT", "ASET"], ["Koperasi “Café”", "Jl. A 1", "1.000"], ["KSU B", "Jl. B", ""]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    (sheet,) = read(tmp_path, content, "a.csv")
    assert sheet.rows == [["NAMA", "ALAMAT", "ASET"], ["Koperasi “Café”", "Jl. A 1", "1.000"], ["KSU B", "Jl. B", None]]


def test_a_workbook_named_csv_is_refused(tmp_path):
    with pytest.raises(RefusedFileError) as refusal:
        read(tmp_path, workbook([[1]]), "a.csv")
    assert refusal.value.code == "not_text"
    assert decode(b"\xe9") == "é"
