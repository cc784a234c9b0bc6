"""Files that are damaged, and books with a bad cell: told in words, and every other cell is read."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.tests.hostile import package, sheet_xml
from core.workbooks.guard import RefusedFileError
from core.workbooks.tables import dump, load, read_file
from tests.factories import workbook
from tests.reporting import make_obligation, workbook_of

pytestmark = pytest.mark.one_database
BAD_CELLS = {
    "nan": ('<c r="B2"><v>NaN</v></c>', "NaN"),
    "infinite": ('<c r="B2"><v>INF</v></c>', "INF"),
    "text in a numeric cell": ('<c r="B2" t="n"><v>dua juta</v></c>', "dua juta"),
    "a date that is none": ('<c r="B2" t="d"><v>2019-13-45</v></c>', "2019-13-45"),
    "a shared text that is not there": ('<c r="B2" t="s"><v>4711</v></c>', "4711"),
    "a truth that is none": ('<c r="B2" t="b"><v>ya</v></c>', "ya"),
    "a style that is none": ('<c r="B2" s="x"><v>5</v></c>', "5"),
    "no address": ("<c><v>dua</v></c>", "dua"),
}


def read(tmp_path, content: bytes):
    path = tmp_path / "upload.xlsx"
    path.write_bytes(content)
    return read_file(path, "upload.xlsx")


@pytest.mark.parametrize("kind", BAD_CELLS)
def test_a_bad_cell_is_read_as_the_text_in_it_and_the_book_is_read_on(tmp_path, kind):
    cell, text = BAD_CELLS[kind]
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c>{cell}<c r="C2"><v>3</v></c></row>'
    (sheet,) = read(tmp_path, package(sheet_xml(rows)))
    assert sheet.rows == [[1], [2, text, 3]]


def test_what_is_kept_of_a_reading_is_what_was_read(tmp_path):
    sheets = read(tmp_path, workbook([["a", 1, 1.5, None, True], ["=1+1", "Ü"]]))
    assert load(dump(sheets)) == sheets


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, a piece cut out or doubled: what a bad cable, stick or messenger makes of a file."""
    data = bytearray(content)
    for _n in range(chance.randint(1, 4)):
        place, size = chance.randrange(len(data)), chance.randint(1, 40)
        way = chance.choice(("change", "cut", "double", "end"))
        if way == "change":
            data[place : place + size] = chance.randbytes(min(size, len(data) - place))
        elif way == "cut":
            del data[place : place + size]
        elif way == "double":
            data[place:place] = data[place : place + size]
        else:
            del data[max(place, 1) :]
    return bytes(data)


def with_method(content: bytes, method: int) -> bytes:
    """The workbook packed another way: each unpacker has errors of its own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", method) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    return packed.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_whatever_a_damage_makes_a_parser_raise_the_file_is_refused_in_words_or_read(tmp_path, method):
    good = with_method(workbook([["NAMA KOPERASI", "ALAMAT"], ["KSP Maju", "Jl. A"]]), method)
    chance, refused = random.Random(method), []  # noqa: S311 - the same damages in every run
    for _n in range(150):
        try:
            read(tmp_path, damaged(good, chance))
        except RefusedFileError as refusal:
            refused.append(str(refusal))
    assert len(refused) > 50
    assert min(map(len, refused)) > 30


@pytest.mark.parametrize("name", ["benar.xls", "benar.ods"])
def test_a_damaged_book_of_another_program_is_refused_in_words_or_read(tmp_path, name):
    good = (Path(__file__).parents[2] / "reports/tests/workbooks" / name).read_bytes()
    chance, refused = random.Random(name), []  # noqa: S311 - the same damages in every run
    for _n in range(100):
        try:
            read(tmp_path, damaged(good, chance))
        except RefusedFileError as refusal:
            refused.append(str(refusal))
    assert len(refused) > 20
    assert min(map(len, refused)) > 30


def ruined(method: int) -> bytes:
    """A workbook whose directory is whole while the packed parts are not."""
    content = bytearray(with_method(workbook([["x"]]), method))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            start = part.header_offset + 30 + len(part.filename)
            content[start + 4 : start + part.compress_size] = b"\xff" * (part.compress_size - 4)
    return bytes(content)


@pytest.mark.django_db
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("door", ["register", "report"])
def test_a_damaged_file_is_told_at_either_door(as_user, officer, door, method):
    address = reverse("import_list") if door == "register" else reverse("report_upload", args=[make_obligation().pk])
    file = SimpleUploadedFile("berkas.xlsx", ruined(method))
    answer = as_user(officer).post(address, {"file": file}, follow=True)
    assert answer.status_code == 200
    assert "Berkas rusak" in answer.content.decode()


@pytest.mark.django_db
def test_a_bad_cell_of_a_report_is_named_and_the_rest_is_read(as_user, officer):
    owed = make_obligation()
    good = workbook_of(owed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content, is_sheet = old.read(part), part.filename.startswith("xl/worksheets/sheet")
            # Every first amount of a sheet is broken as programs break them.
            new.writestr(part, content.replace(b"<v>", b"<v>NaN ", 30) if is_sheet else content)
    answer = as_user(officer).post(
        reverse("report_upload", args=[owed.pk]),
        {"file": SimpleUploadedFile("laporan.xlsx", out.getvalue())},
        follow=True,
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "NaN" in page
