"""What the portal exports in full it takes back without a change, and everything that a list can fill is exported."""

import io
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from cooperatives import status
from cooperatives.choices import Status
from cooperatives.models import BoardMember, Cooperative
from cooperatives.people import board
from cooperatives.record import changes
from cooperatives.register import exports
from cooperatives.register.listing import REGISTER
from cooperatives.register_fields import FIELDS, RegisterField
from cooperatives.register_fields.declaration import FieldKind
from cooperatives.register_import import intake
from cooperatives.register_import.comparison import COLUMNS, field_of_change
from cooperatives.register_import.fields import BOARD
from cooperatives.register_import.fields import FIELDS as OF_LISTS
from cooperatives.register_import.layout import headings
from cooperatives.status_rules import moves_from
from core.lists.selection import Selection
from core.text.parsing import tidy
from tests.factories import apply, import_demo, make_cooperative, preview, village

pytestmark = pytest.mark.django_db
# As many records as the longest list of choices has, so that each choice stands in one of them.
RECORDS = max(len(field.choices.values) for field in FIELDS if field.choices)
TEXTS = {
    "legal_number": "{n:06}/BH/M.KUKM.2/V/2017",
    "national_number": "33720100100{n:02}",
    "postcode": "5714{n}",
    "phone": "+62812345678{n:02}",
    "email": "koperasi{n}@contoh.id",
    "website": "www.koperasi{n}.id/toko",
    "npwp": "01.234.567.{n}-901.000",
    "bank_account": "Bank Jateng 3-001-0000{n}-5",
    "remarks": "=1+{n} bukan rumus; “tanda”, kutip",
    "sector": "-{n} sektor",
}
PLACES = ("Jajar", "Semanggi", "Kadipiro", "Manahan", "Sumber", "Gilingan")


def value_of(field: RegisterField, n: int):
    """A value of its kind for each field that people type, another for each record."""
    if field.kind == FieldKind.CHOICE:
        return field.choices.values[n % len(field.choices.values)]
    return {
        FieldKind.TEXT: lambda: TEXTS.get(field.name, f"{field.name[:6]} {{n}}").format(n=n),
        FieldKind.EMAIL: lambda: TEXTS[field.name].format(n=n),
        FieldKind.YES_NO: lambda: n % 2 == 0,
        FieldKind.DATE: lambda: date(2015 + n, 3, 14),
        FieldKind.YEAR: lambda: 2015 + n,
        FieldKind.NUMBER: lambda: n % 4 + 1,
        FieldKind.COUNT: lambda: 1200 + n,
        FieldKind.MONEY: lambda: 1_234_567_890 + n if field.low == 0 else -1_234_567 - n,
        FieldKind.DEGREE: lambda: field.low + 1,
        FieldKind.PLACE: lambda: village(PLACES[n]),
    }[field.kind]()


def full_register(actor) -> None:
    """Records in which nothing is missing, entered as people enter them."""
    for n in range(RECORDS):
        values = {field.name: value_of(field, n) for field in FIELDS if field.typed}
        for whole in ("members", "employees", "managers"):
            values[whole] = values[f"{whole}_male"] + values[f"{whole}_female"]
        cooperative = changes.create(fields=values, actor=actor)
        for position in BOARD.values():
            board.put(cooperative, member=BoardMember(position=position, name=f"{position} ke-{n}"), actor=actor)
        for to in way_to(Status.values[n]):
            on = timezone.localdate() - timedelta(days=3)
            cooperative.refresh_from_db()
            status.change_status(cooperative, to=to, on=on, basis="ministry", reason="SK.", actor=actor)


def way_to(wanted: str) -> list[str]:
    """The moves by which a new record comes to a status."""
    ways = [[to] for to in moves_from("")]
    while True:
        if found := next((way for way in ways if way[-1] == wanted), None):
            return found
        ways = [[*way, to] for way in ways for to in moves_from(way[-1])]


def exported(actor, tmp_path, ending: str) -> bytes:
    if ending == "csv":
        stream = io.StringIO(newline="")
        exports.write_csv(stream, user=actor, selection=Selection.read(REGISTER, QueryDict()))
        return stream.getvalue().encode("utf-8-sig")
    exports.write(tmp_path / "export.xlsx", user=actor, selection=Selection.read(REGISTER, QueryDict()))
    return (tmp_path / "export.xlsx").read_bytes()


def taken_back(actor, tmp_path, ending: str, language: str):
    with translation.override(language):
        return preview(exported(actor, tmp_path, ending), actor, f"export.{ending}")


def counts(unchanged: int) -> dict[str, int]:
    return {"new": 0, "changed": 0, "unchanged": unchanged, "doubtful": 0, "refused": 0}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_register_with_every_field_filled_comes_back_without_a_change(officer, tmp_path, ending, language):
    full_register(officer)
    batch = taken_back(officer, tmp_path, ending, language)
    assert intake.counts(batch) == counts(RECORDS)
    # Kadipiro was split: that is told of the record, however it came.
    assert [item["code"] for row in batch.rows.all() for item in row.problems if item["code"] != "village_split"] == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_demo_register_comes_back_without_a_change(officer, tmp_path, ending):
    import_demo(officer)
    assert intake.counts(taken_back(officer, tmp_path, ending, "id")) == counts(590)


def columns_of_all() -> list[list]:
    """What a list can fill of each record, and its board, by its name."""
    rows = Cooperative.objects.order_by("name").prefetch_related("board")
    return [
        [*(getattr(row, name) for name in (*COLUMNS, "status", "chair")), *sorted(str(one) for one in row.board.all())]
        for row in rows
    ]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_empty_register_is_filled_from_the_export_to_the_same_values(officer, tmp_path, ending):
    full_register(officer)
    before, content = columns_of_all(), exported(officer, tmp_path, ending)
    Cooperative.objects.all().delete()
    apply(preview(content, officer, f"export.{ending}"), officer)
    assert columns_of_all() == before
    assert {
        name: value for row in before for name, value in zip(COLUMNS, row, strict=False) if value in (None, "")
    } == {}


def test_records_that_share_everything_find_themselves_again(officer, tmp_path):
    """By the number in the portal: by name and numbers each would be asked about."""
    for _ in range(2):
        make_cooperative("KSP Kembar", legal_number="7/BH/2001")
        make_cooperative("KSP Tanpa Alamat", legal_number="", place="")
    assert intake.counts(taken_back(officer, tmp_path, "xlsx", "id")) == counts(4)


@pytest.mark.parametrize(
    "other",
    [{"name": "KSP Lain"}, {"legal_number": "8/BH"}, {"national_number": "3372010010001"}, {"village": "Manahan"}],
)
def test_the_number_in_the_portal_alone_identifies_nothing(officer, tmp_path, other):
    """The list of another portal has the same numbers."""
    was = {"name": "KSP Satu", "legal_number": "7/BH", "national_number": "3372010010009", "village": "Jajar"}
    cooperative = make_cooperative(was["name"], **{key: was[key] for key in ("legal_number", "national_number")})
    said = was | other
    titles = [str(OF_LISTS[key].heading) for key in ("portal_number", *said)]
    text = "\n".join([";".join(titles), ";".join([str(cooperative.pk), *said.values()])])
    row = preview(text.encode(), officer, "daftar.csv").rows.get()
    assert (row.outcome, row.changes) != ("unchanged", {})


def test_two_blanks_a_capital_or_another_way_of_writing_are_no_change(officer, tmp_path):
    """Records hold what earlier versions took over; an export tells it as it stands."""
    make_cooperative(
        "KSP  Dua Spasi",
        email="Info@Contoh.id",
        website="https://Contoh.id/",
        npwp="012345678901000",
        phone="0271-123456 / 0812-3456-7890",
        address="'Jl. Satu",
        legal_number="1/BH",
        group="bmt",
    )
    for ending in ("xlsx", "csv"):
        assert intake.counts(taken_back(officer, tmp_path, ending, "id")) == counts(1)


# Fields that are not exported, with the reason.
NOT_EXPORTED = {
    "status_active": "the status says it",
    "status_passive": "the status says it",
    "village_code": "the name of the village says it",
    "regency": "the register is of one city",
    "province": "the register is of one city",
    "address_is_public": "what the cooperative allows is noted on its page, not in a list",
    "phone_is_public": "what the cooperative allows is noted on its page, not in a list",
    "email_is_public": "what the cooperative allows is noted on its page, not in a list",
    "latitude": "a list cannot fill it",
    "longitude": "a list cannot fill it",
    "last_rat": "its date and its year are columns of their own",
}


def test_every_field_is_exported_or_says_why_not(officer):
    assert {field.name: field.not_exported for field in FIELDS if field.not_exported} == NOT_EXPORTED
    given = {column.field for column in exports.columns_for(officer)}
    assert {field.path or field.name for field in FIELDS} - set(NOT_EXPORTED) - given == set()
    exported_as = {"village_id": "village__name", "district_id": "district__name"}
    assert {exported_as.get(name, name) for name in COLUMNS} - given == set()


# Columns that the portal works out itself, and those of higher floors.
WORKED_OUT = {"status_on", "figures_source", "missing", "arrears__quarters", "arrears__since"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_import_knows_the_heading_of_every_column_it_can_fill(officer, language):
    with translation.override(language):
        found = {column.field: headings.field_of(str(column.title)) for column in exports.columns_for(officer)}
    assert {name for name, key in found.items() if not key} == WORKED_OUT
    names = {field.path or field.name: field_of_change(field.name) for field in FIELDS}
    assert {name: field_of_change(key) for name, key in found.items() if key} == {
        name: names[name] for name in found if name not in WORKED_OUT
    }


def test_personal_columns_are_for_the_office_alone(manager, officer):
    personal = ["chair", "secretary", "treasurer", "manager_name"]
    assert [column.field for column in exports.COLUMNS if column.personal] == [
        "phone",
        "email",
        "npwp",
        "bank_account",
        *personal,
    ]
    assert {column.field for column in exports.columns_for(officer)} - {
        column.field for column in exports.columns_for(manager)
    } == {"phone", "email", "npwp", "bank_account", *personal}


def test_the_name_on_the_board_is_that_of_who_sits_there_now(officer, tmp_path):
    cooperative = make_cooperative("KSP Maju")
    BoardMember.objects.create(cooperative=cooperative, position="secretary", name="Lama", left_on=date(2020, 1, 1))
    BoardMember.objects.create(cooperative=cooperative, position="secretary", name="Baru")
    text = exported(officer, tmp_path, "csv").decode("utf-8-sig")
    titles, cells = (line.split(";") for line in text.splitlines())
    assert tidy(cells[titles.index(str(OF_LISTS["secretary"].heading))]) == "Baru"
