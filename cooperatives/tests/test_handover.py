"""Lists in the columns of the ministry: what is missing is marked alike on the page, in the filter and in the file."""

from datetime import date
from io import BytesIO
from itertools import product

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.handover.lists import HANDOVERS, LISTS
from cooperatives.models import AnnualMeeting, BoardMember, Cooperative, Village
from core.lists.selection import Selection
from core.text.formats import local_phone
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
ALL = {
    "national_number": "3372010101",
    "legal_number": "001/BH/XIV.99/2001",
    "legal_date": date(2001, 2, 3),
    "address": "Jalan Slamet Riyadi 1",
    "postcode": "57111",
    "form": "primary",
    "authority": "city",
    "kind": "savings_loan",
    "group": "KSP",
    "pattern": "conventional",
    "sector": "Keuangan",
    "npwp": "01.234.567.8-526.000",
    "nib_number": "912000",
    "latitude": "-7.560",
    "longitude": "110.820",
    "members_male": 10,
    "members_female": 20,
    "members": 30,
    "employees": 2,
    "managers": 1,
    "last_rat_on": date(2026, 3, 1),
    "last_rat_year": 2026,
    "chair": "Sri Rahayu",
}


def make(name: str, **fields) -> Cooperative:
    village = Village.objects.select_related("district").first()
    one = make_cooperative(name)
    places = {"village": village, "district": village.district}
    known = places | ALL | {"national_number": f"3372{one.pk:08}"} | fields
    Cooperative.objects.filter(pk=one.pk).update(**known)
    BoardMember.objects.filter(cooperative=one).delete()
    if known["chair"]:
        BoardMember.objects.create(cooperative=one, position="chair", name=known["chair"], phone="+62812345678")
    return Cooperative.objects.get(pk=one.pk)


def selected(key: str, *values: str) -> set[int]:
    rows = HANDOVERS[key].rows(Cooperative.objects.all())
    return set(Selection(LISTS[key], chosen={"missing": list(values)}).filter(rows).values_list("pk", flat=True))


def without(name: str, group: str) -> Cooperative:
    """One that lacks a single field."""
    empty = "" if isinstance(ALL[name], str) and name not in ("latitude", "longitude") else None
    more = {"members": None} if name in ("members_male", "members_female") else {}
    more |= {"members_male": None, "members_female": None} if name == "members" else {}
    return make(f"Tanpa {name}", **{"group": group, name: empty} | more)


def test_what_is_missing_is_the_same_on_the_page_and_in_the_filter():
    for group, name in product(("KSP", "KKMP"), ALL):
        without(name, group)
        make("Tanpa tempat", group=group, village=None, district=None)
    make("Serba Usaha", kind="multi_purpose")
    make("Merah Putih serba usaha", kind="multi_purpose", group="KKMP")
    for key, of in HANDOVERS.items():
        rows = list(of.rows(Cooperative.objects.all()))
        missing = {row.pk: of.missing(row) for row in rows}
        filters = next(one for one in LISTS[key].filters if one.key == "missing").offered
        for value, label in filters.items():
            wanted = {pk for pk, headings in missing.items() if str(label).split(" belum")[0] in headings}
            if value == "complete":
                wanted = {pk for pk, headings in missing.items() if not headings}
            assert selected(key, value) == wanted, (key, value)
        # Each needed field is missing of somebody, and not everything of everybody.
        assert all(selected(key, value) for value in filters), key


def test_values_are_in_the_words_of_the_ministry_whatever_the_reader_speaks(as_user, officer):
    one = make("KKMP Kerten", group="KKMP", kind="multi_purpose")
    AnnualMeeting.objects.create(cooperative=one, kind="rat", book_year=2025, held_on=date(2026, 3, 1), attendance=41)
    desk = as_user(officer)
    desk.cookies["django_language"] = "en"
    for key, words in {
        "ods": ("Primer Kabupaten/Kota", "Kelurahan Merah Putih", "Konvensional", "01/03/2026", "Jawa Tengah"),
        "simkopdes": (
            "KKMP Kerten",
            "-7.560, 110.820",
            "Sri Rahayu",
            local_phone("+62812345678"),
            "2025",
            "41",
            "912000",
        ),
    }.items():
        page = desk.get(reverse("handover_fields", args=[one.pk, key])).content.decode()
        for word in words:
            assert f'data-copy="{word}"' in page, (key, word)


def test_a_cooperative_is_on_no_list_that_is_not_about_it(as_user, officer):
    one, gone = make("KSP Biasa"), make("KKMP Bubar", group="KKMP", status="dissolved")
    desk = as_user(officer)
    assert desk.get(reverse("handover_fields", args=[one.pk, "simkopdes"])).status_code == 404
    assert desk.get(reverse("handover_fields", args=[gone.pk, "ods"])).status_code == 404
    assert desk.get(reverse("handover_list", args=["lain"])).status_code == 404
    page = desk.get(reverse("cooperative_detail", args=[one.pk])).content.decode()
    assert reverse("handover_fields", args=[one.pk, "ods"]) in page
    assert reverse("handover_fields", args=[one.pk, "simkopdes"]) not in page


def test_the_workbook_has_the_columns_of_the_other_side_and_colours_what_is_missing(as_user, officer):
    make("A lengkap")
    make("B tanpa alamat", address="", legal_date=None, chair="=1+1")
    answer = as_user(officer).get(reverse("handover_list", args=["ods"]), {"format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
    heading = [cell.value for cell in sheet[1]]
    assert heading[:-1] == [column.heading for column in HANDOVERS["ods"].columns]
    coloured = {
        (row[1].value, heading[cell.column - 1])
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.fill.fgColor.rgb == "00FFE08A"
    }
    assert coloured == {("B tanpa alamat", "Alamat"), ("B tanpa alamat", "Tanggal Badan Hukum Pendirian")}
    assert [row[-1].value for row in sheet.iter_rows(min_row=2)] == [None, "Tanggal Badan Hukum Pendirian, Alamat"]


def test_a_list_asks_a_constant_number_of_statements(as_user, officer, django_assert_max_num_queries):
    desk, address = as_user(officer), reverse("handover_list", args=["simkopdes"])
    make("KKMP Satu", group="KKMP")
    desk.get(address)
    for n in range(20):
        make(f"KKMP {n}", group="KKMP")
    with django_assert_max_num_queries(25):
        desk.get(address)


@pytest.mark.parametrize(
    ("number", "until", "said"),
    [
        ("", None, "Belum Bersertifikat"),
        ("3372000001", None, ""),
        ("3372000001", date(2020, 1, 1), "Belum Bersertifikat"),
        ("3372000001", date(2099, 1, 1), "Sudah Bersertifikat"),
    ],
)
def test_a_certificate_of_which_nothing_is_known_is_not_said_to_be_missing(number, until, said):
    one = make("KSP Nomor", national_number=number, certified_until=until)
    assert {given.heading: given.value for given in HANDOVERS["ods"].of(one)}["Status NIK"] == said
