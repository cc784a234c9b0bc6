"""Lists of what was before the portal: annual meetings by year and warning letters, taken in once and taken back."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from cooperatives.merging import records
from cooperatives.models import AnnualMeeting, Contact, Cooperative, ListImport
from core.models import Event
from revival import signs
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(tmp_path):
    """A workbook of some rows, below a title."""

    def write(*rows, name: str = "daftar.xlsx"):
        book = Workbook()
        book.active.title = "RAT"
        for row in (["Daftar Dinas"], [], *rows):
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def run(command: str, *args, code: int = 0) -> dict:
    out = StringIO()
    if code:
        with pytest.raises(SystemExit) as end:
            call_command(command, *map(str, args), "--json", stdout=out)
        assert end.value.code == code
    else:
        call_command(command, *map(str, args), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_meetings_come_a_row_each(listed, officer):
    one, other = make_cooperative("KSP Satu"), make_cooperative("KSP Dua")
    file = listed(
        ["No", "Nama Koperasi", "No. Badan Hukum", "Tahun Buku", "Tanggal RAT", "Hadir"],
        [1, "KSP Satu", one.legal_number, 2018, date(2019, 3, 2), 40],
        [2, "KSP SATU", one.legal_number, "2019", "5 Maret 2020", None],
        [3, "KSP Dua", None, 2019, "01/02/2020", None],
    )
    result = run("import_meetings", file, "--user", officer.email)
    assert {key: result[key] for key in ("rows_read", "new", "known", "refused")} == {
        "rows_read": 3,
        "new": 3,
        "known": 0,
        "refused": 0,
    }
    found = AnnualMeeting.objects.values_list("cooperative", "book_year", "held_on", "attendance")
    assert sorted(found) == [
        (one.pk, 2018, date(2019, 3, 2), 40),
        (one.pk, 2019, date(2020, 3, 5), None),
        (other.pk, 2019, date(2020, 2, 1), None),
    ]
    one.refresh_from_db()
    assert (one.last_rat_on, one.last_rat_year) == (date(2020, 3, 5), 2020)
    assert Event.objects.get(verb="list.imported").actor == officer


def test_meetings_come_a_column_for_each_year(listed):
    one = make_cooperative("KSP Satu")
    file = listed(
        ["Koperasi", "Tahun Buku 2018", "RAT 2020", "2021", "2022"],
        ["KSP Satu", date(2019, 3, 2), date(2020, 4, 1), "-", "v"],
    )
    result = run("import_meetings", file, code=1)
    assert (result["new"], result["refused"]) == (2, 1)
    # A meeting of 2020 was about the books of 2019.
    assert sorted(one.meetings.values_list("book_year", "held_on")) == [
        (2018, date(2019, 3, 2)),
        (2019, date(2020, 4, 1)),
    ]
    assert result["problems"][0]["where"] == "RAT!E4"
    assert "31/12/2020" in result["problems"][0]["todo"]


def test_all_problems_are_told_at_once_and_the_good_rows_are_kept(listed):
    make_cooperative("KSP Satu")
    make_cooperative("KSP Kembar", place="Jajar")
    make_cooperative("KSP Kembar", place="Tipes")
    file = listed(
        ["Nama", "Tahun Buku", "Tanggal"],
        ["KSP Satu", 2018, date(2019, 3, 2)],
        ["KSP Satu", 2030, date(2019, 3, 2)],
        ["KSP Satu", "dua ribu", date(2019, 3, 2)],
        ["KSP Satu", 2018, date(2199, 3, 2)],
        ["KSP Satu", 2018, None],
        ["KSP Kembar", 2018, date(2019, 3, 2)],
        ["KSP Entah", 2018, date(2019, 3, 2)],
    )
    result = run("import_meetings", file, code=1)
    assert (result["rows_read"], result["new"], result["refused"]) == (7, 1, 6)
    places = [one["where"].removeprefix("RAT!") for one in result["problems"]]
    assert places == ["C5", "B6", "C7", "C8", "A9", "A10"]


def test_a_preview_changes_nothing_and_the_same_list_again_makes_nothing(listed):
    one = make_cooperative("KSP Satu")
    file = listed(["Nama", "Tahun Buku", "Tanggal"], ["KSP Satu", 2018, date(2019, 3, 2)])
    assert run("import_meetings", file, "--dry-run")["new"] == 1
    assert not AnnualMeeting.objects.exists()
    assert not ListImport.objects.exists()
    assert run("import_meetings", file)["new"] == 1
    again = run("import_meetings", file)
    assert (again["new"], again["known"], again["number"]) == (0, 1, None)
    assert one.meetings.count() == 1


def test_a_list_is_taken_back_with_the_last_meeting_that_was_known_before(listed, officer):
    one = make_cooperative("KSP Satu", last_rat_on=date(2017, 4, 1))
    file = listed(
        ["Nama", "Tahun Buku", "Tanggal"], ["KSP Satu", 2018, date(2019, 3, 2)], ["KSP Satu", 2019, date(2020, 3, 2)]
    )
    number = run("import_meetings", file)["number"]
    assert Cooperative.objects.get(pk=one.pk).last_rat_on == date(2020, 3, 2)
    # What only the record knew is kept among the meetings.
    assert one.meetings.filter(book_year=2016, held_on=date(2017, 4, 1)).exists()
    call_command("import_meetings", "--undo", str(number), stdout=StringIO())
    assert Cooperative.objects.get(pk=one.pk).last_rat_on == date(2017, 4, 1)
    assert not AnnualMeeting.objects.exclude(book_year=2016).exists()
    with pytest.raises(CommandError, match="sudah ditarik"):
        call_command("import_meetings", "--undo", str(number), stdout=StringIO())


def test_an_older_meeting_does_not_hide_a_later_one_of_which_the_year_is_known(listed):
    one = make_cooperative("KSP Satu", last_rat_year=2024)
    file = listed(["Nama", "Tahun Buku", "Tanggal"], ["KSP Satu", 2018, date(2019, 3, 2)])
    number = run("import_meetings", file)["number"]
    found = Cooperative.objects.get(pk=one.pk)
    assert (found.last_rat_on, found.last_rat_year) == (None, 2024)
    call_command("import_meetings", "--undo", str(number), stdout=StringIO())
    assert Cooperative.objects.get(pk=one.pk).last_rat_year == 2024


def test_a_year_that_was_known_comes_back_with_the_list(listed):
    one = make_cooperative("KSP Satu", last_rat_year=2015)
    file = listed(["Nama", "Tahun Buku", "Tanggal"], ["KSP Satu", 2018, date(2019, 3, 2)])
    number = run("import_meetings", file)["number"]
    assert Cooperative.objects.get(pk=one.pk).last_rat_year == 2019
    call_command("import_meetings", "--undo", str(number), stdout=StringIO())
    found = Cooperative.objects.get(pk=one.pk)
    assert (found.last_rat_on, found.last_rat_year) == (None, 2015)


def test_warning_letters_stand_in_the_contact_log_and_are_a_sign(listed, officer):
    one = make_cooperative("KSP Satu", status="passive")
    file = listed(
        ["Nama Koperasi", "Nomor Surat", "Tanggal Surat", "Teguran ke"],
        ["KSP Satu", "518/77/2021", date(2021, 5, 4), "II"],
        ["KSP Satu", "518/12/2020", date(2020, 5, 4), "Teguran ke-1"],
    )
    result = run("import_warnings", file, "--user", officer.email)
    assert result["new"] == 2
    subjects = sorted(Contact.objects.values_list("channel", "state", "subject"))
    assert subjects == [
        ("letter", "sent", "Surat Teguran I, 518/12/2020"),
        ("letter", "sent", "Surat Teguran II, 518/77/2021"),
    ]
    assert "warned" in {item.sign.key for item in signs.of([one.pk], date(2026, 1, 1))[one.pk]}
    assert run("import_warnings", file)["known"] == 2
    call_command("import_warnings", "--undo", str(result["number"]), stdout=StringIO())
    assert not Contact.objects.exists()


def test_a_file_without_such_a_list_is_refused_in_words(listed, tmp_path):
    with pytest.raises(CommandError, match="Tidak ditemukan tabel"):
        run("import_meetings", listed(["Nama", "Alamat"], ["KSP Satu", "Jl. A"]))
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    with pytest.raises(CommandError):
        run("import_warnings", tmp_path / "x.pdf")


def test_two_days_of_one_book_year_are_a_problem_and_not_lost(listed):
    one = make_cooperative("KSP Satu")
    file = listed(
        ["Nama", "Tahun Buku", "Tanggal"], ["KSP Satu", 2020, date(2021, 3, 2)], ["KSP Satu", 2020, date(2021, 9, 9)]
    )
    result = run("import_meetings", file, code=1)
    assert (result["new"], result["known"], result["refused"]) == (1, 0, 1)
    assert "2 Maret 2021" in result["problems"][0]["wrong"]
    assert one.meetings.get().held_on == date(2021, 3, 2)


@pytest.mark.parametrize(
    ("text", "level"),
    [("Ketiga", 3), ("SP2", 2), ("Surat Teguran Tertulis II", 2), ("ke-1", 1), ("Kedua", 2), ("", 0), (3, 3)],
)
def test_a_level_is_read_as_lists_write_it(listed, text, level):
    make_cooperative("KSP Satu")
    run("import_warnings", listed(["Nama", "Tanggal Surat", "Teguran"], ["KSP Satu", date(2021, 5, 4), text]))
    assert Contact.objects.get().about == f"earlier-warning-{level}"


@pytest.mark.parametrize("text", ["Terakhir", "Lisan", "I dan II", "Dinas"])
def test_a_level_that_is_not_understood_is_a_problem(listed, text):
    make_cooperative("KSP Satu")
    file = listed(["Nama", "Tanggal Surat", "Teguran"], ["KSP Satu", date(2021, 5, 4), text])
    assert run("import_warnings", file, code=1)["refused"] == 1
    assert not Contact.objects.exists()


def test_numbers_alone_name_a_cooperative_and_the_kelurahan_tells_twins_apart(listed):
    one = make_cooperative("KSP Satu")
    here, there = (make_cooperative("KSP Kembar", place=place) for place in ("Jajar", "Tipes"))
    by_number = listed(["No. Badan Hukum", "Tahun Buku", "Tanggal"], [one.legal_number, 2018, date(2019, 3, 2)])
    assert run("import_meetings", by_number)["new"] == 1
    file = listed(
        ["Nama", "Kelurahan", "Tahun Buku", "Tanggal"],
        ["KSP Kembar", "Tipes", 2018, date(2019, 3, 2)],
        ["KSP Satu", "Tipes", 2019, date(2020, 3, 2)],
    )
    result = run("import_meetings", file, code=1)
    assert (result["new"], result["refused"]) == (1, 1)
    assert (here.meetings.count(), there.meetings.count(), one.meetings.count()) == (0, 1, 1)


def test_what_two_records_have_become_one_of_is_taken_back_as_well(listed, officer):
    one, other = make_cooperative("KSP Satu"), make_cooperative("KSP Dua")
    file = listed(["Nama", "Tahun Buku", "Tanggal"], ["KSP Dua", 2018, date(2019, 3, 2)])
    number = run("import_meetings", file)["number"]
    records.merge(keep=one.pk, drop=other.pk, reason="x", actor=officer)
    out = StringIO()
    call_command("import_meetings", "--undo", str(number), stdout=out)
    assert "taken back: 1" in out.getvalue()
    assert not AnnualMeeting.objects.exists()
    assert Cooperative.objects.get(pk=one.pk).last_rat_on is None


def test_of_two_lists_the_later_one_goes_back_first(listed):
    one = make_cooperative("KSP Satu")
    first, second = (
        run("import_meetings", listed(["Nama", "Tahun Buku", "Tanggal"], ["KSP Satu", year, date(year + 1, 3, 2)]))
        for year in (2018, 2019)
    )
    with pytest.raises(CommandError, match=f"daftar {second['number']} dahulu"):
        call_command("import_meetings", "--undo", str(first["number"]), stdout=StringIO())
    for batch in (second, first):
        call_command("import_meetings", "--undo", str(batch["number"]), stdout=StringIO())
    found = Cooperative.objects.get(pk=one.pk)
    assert (found.last_rat_on, found.last_rat_year) == (None, None)


def test_a_row_costs_no_statement_of_its_own(listed):
    def cost(n: int) -> int:
        one = make_cooperative(f"KSP Nomor {n}")
        rows = [[one.name, 2025 - k, date(2026 - k, 3, 2)] for k in range(n)]
        file = listed(["Nama", "Tahun Buku", "Tanggal"], *rows)
        with CaptureQueriesContext(connection) as seen:
            assert run("import_meetings", file)["new"] == n
        return len(seen)

    cost(1)
    assert cost(2) == cost(20)
