"""One rule for each field, and it holds at every door: form, import, command, call, merge, accepted report."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from cooperatives.forms import BoardMemberForm
from cooperatives.key_figures import figures
from cooperatives.merging import merge_plan, records
from cooperatives.models import Cooperative, Village
from cooperatives.record import changes
from cooperatives.register_fields import BY_NAME, rules
from cooperatives.register_import import problems
from core.errors import DomainError
from core.text.parsing import UnreadableError
from tests.factories import apply, make_cooperative, preview, shown_values, workbook

pytestmark = pytest.mark.django_db
# Field, section of its form, heading in a list, what was typed, what the record keeps.
GOOD = [
    ("postcode", "contact", "KODE POS", "57141", "57141"),
    ("postcode", "contact", "KODE POS", "57 141", "57141"),
    ("postcode", "contact", "KODE POS", "57.141", "57141"),
    ("npwp", "private", "NPWP", "01.234.567.8-901.000", "01.234.567.8-901.000"),
    ("npwp", "private", "NPWP", "012345678901000", "01.234.567.8-901.000"),
    ("npwp", "private", "NPWP", "0012345678901000", "0012 3456 7890 1000"),
    ("npwp", "private", "NPWP", "0012 3456 7890 1000", "0012 3456 7890 1000"),
    ("website", "contact", "WEBSITE", "www.contoh.id", "www.contoh.id"),
    ("website", "contact", "WEBSITE", "https://WWW.Contoh.id/", "www.contoh.id"),
    ("website", "contact", "WEBSITE", "http://contoh.id/Toko/", "contoh.id/Toko"),
    ("phone", "contact", "TELEPON", "0812 3456 7890", "+6281234567890"),
    ("phone", "contact", "TELEPON", "+62 812-3456-7890", "+6281234567890"),
    ("phone", "contact", "TELEPON", "+65 6123 4567", "+65 6123 4567"),
    ("phone", "contact", "TELEPON", "655 300", "655 300"),
    ("email", "contact", "EMAIL", "nama@contoh.id", "nama@contoh.id"),
    ("email", "contact", "EMAIL", " Nama@Contoh.ID", "nama@contoh.id"),
    ("national_number", "identity", "NIK KOPERASI", "3372 0101 0001", "337201010001"),
    ("group", "business", "KELOMPOK", "ksp", "KSP"),
    ("group", "business", "KELOMPOK", "BMT", "KSPPS"),
    ("group", "business", "KELOMPOK", "Kelompok lain", "Kelompok lain"),
]
# Field, section, heading, what was typed, code of what is wrong.
BAD = [
    ("postcode", "contact", "KODE POS", "5714", "postcode_digits"),
    ("postcode", "contact", "KODE POS", "A7141", "postcode_digits"),
    ("postcode", "contact", "KODE POS", "٥٧١٤١", "postcode_digits"),
    ("npwp", "private", "NPWP", "01.234.567.8-901", "npwp_digits"),
    ("npwp", "private", "NPWP", "01.234.567.8-901.00A", "npwp_digits"),
    ("website", "contact", "WEBSITE", "javascript:alert(1)", "website_unclear"),
    ("website", "contact", "WEBSITE", "@koperasi", "website_unclear"),
    ("phone", "contact", "TELEPON", "lihat ketua", "phone_unclear"),
    ("phone", "contact", "TELEPON", "12345", "phone_unclear"),
    ("phone", "contact", "TELEPON", "٠٢٧١٦٥٥٠٠", "phone_unclear"),
    ("email", "contact", "EMAIL", "nama@contoh", "email_unclear"),
    ("email", "contact", "EMAIL", "a@contoh.id, b@contoh.id", "email_unclear"),
    ("assets", "figures", "ASET", "-5", "amount_negative"),
    ("outside_capital", "figures", "MODAL LUAR", "-1.000", "amount_negative"),
    ("turnover", "figures", "OMZET", "(10)", "amount_negative"),
    ("legal_date", "identity", "TGL BH", "2099-01-01", "date_future"),
    ("health_year", "figures", "TAHUN KESEHATAN", "2099", "date_future"),
]
MESSAGES = {
    "amount_negative": "This amount cannot be negative. Check the sign.",
    "date_future": "The date lies in the future. Check the year.",
    "postcode_digits": "A postcode has five digits. Write five digits, for instance 57141.",
    "npwp_digits": "An NPWP has 15 or 16 digits. Write it as 01.234.567.8-901.000, as text.",
    "website_unclear": "This is not the address of a website. Write the address as www.contoh.id.",
    "phone_unclear": "This is not a telephone number. Write a telephone number, for instance 0812-3456-7890.",
    "email_unclear": "This is not an e-mail address. Write one address, for instance nama@contoh.id.",
}
LEFT_OUT = " The cell is left out; the rest of the row is taken."


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def test_each_rule_is_said_in_words():
    said = {code: rules.sentence(code, "1–4") for code in rules.TEXTS}
    assert said == MESSAGES | {"number_range": "This number is too small or too large. Write a number between 1–4."}


def by_form(client, actor, name, section, heading, typed):
    url = reverse("cooperative_edit", args=[make_cooperative(place="").pk, section])
    client.post(url, shown_values(client, url) | {name: typed})


def by_edit(client, actor, name, section, heading, typed):
    changes.edit(make_cooperative(place="").pk, fields={name: typed}, base={name: ""}, actor=actor)


def by_entry(client, actor, name, section, heading, typed):
    changes.create(fields={"name": "KSP Baru", name: typed}, actor=actor)


def by_list(client, actor, name, section, heading, typed):
    cooperative = make_cooperative("KSP Maju", place="")
    rows = [["NAMA KOPERASI", "NO BH", heading], ["KSP Maju", cooperative.legal_number, typed]]
    apply(preview(workbook(rows), actor), actor)


def by_new_row(client, actor, name, section, heading, typed):
    apply(preview(workbook([["NAMA KOPERASI", "ALAMAT", heading], ["KSP Maju", "Jl. A", typed]]), actor), actor)


@pytest.mark.parametrize("door", [by_form, by_edit, by_entry, by_list, by_new_row])
@pytest.mark.parametrize(("name", "section", "heading", "typed", "kept"), GOOD)
def test_what_a_rule_accepts_is_kept_alike_at_each_door(as_user, officer, door, name, section, heading, typed, kept):
    door(as_user(officer), officer, name, section, heading, typed)
    assert getattr(Cooperative.objects.get(), name) == kept
    # What was kept is kept again as it is.
    assert BY_NAME[name].accept(kept) == kept


@pytest.mark.parametrize(("name", "section", "heading", "typed", "code"), BAD)
def test_a_form_says_at_the_field_what_is_wrong_and_what_to_do(as_user, officer, name, section, heading, typed, code):
    cooperative = make_cooperative()
    client, url = as_user(officer), reverse("cooperative_edit", args=[cooperative.pk, section])
    response = client.post(url, shown_values(client, url) | {name: typed})
    assert response.context["form"].errors == {name: [MESSAGES[code]]}
    assert Cooperative.objects.get().version == cooperative.version


@pytest.mark.parametrize(("name", "section", "heading", "typed", "code"), BAD)
def test_an_import_says_where_what_was_found_and_what_to_do_and_takes_the_rest(
    officer, name, section, heading, typed, code
):
    rows = [["NAMA KOPERASI", "ALAMAT", heading], ["KSP Maju", "Jl. A", typed]]
    row = preview(workbook(rows), officer).rows.get()
    wrong, todo = (str(text) for text in rules.TEXTS[code])
    assert [problems.render(item) for item in row.problems] == [
        {
            "wrong": wrong,
            "todo": todo + LEFT_OUT,
            "where": "C2",
            "heading": heading,
            "found": typed,
            "level": "left_out",
        }
    ]
    assert (row.outcome, name in row.values, row.values["address"]) == ("new", False, "Jl. A")


@pytest.mark.parametrize(("name", "section", "heading", "typed", "code"), BAD)
def test_the_command_says_the_same(officer, tmp_path, name, section, heading, typed, code):
    path = tmp_path / "daftar.csv"
    path.write_text(f"NAMA KOPERASI;ALAMAT;{heading}\nKSP Maju;Jl. A;{typed}\n")
    out = io.StringIO()
    call_command("import_register", path, json=True, stdout=out)
    told = [(item["where"], item["code"], item["found"]) for item in json.loads(out.getvalue())["problems"]]
    assert told == [("C2", code, typed)]
    assert getattr(Cooperative.objects.get(), name) in (None, "")


CALLS = [case for case in BAD if case[0] in ("postcode", "npwp", "website", "phone", "email")] + [
    ("assets", "figures", "", -5, "amount_negative"),
    ("legal_date", "identity", "", date(2099, 1, 1), "date_future"),
    ("health_year", "figures", "", 2099, "date_future"),
]


@pytest.mark.parametrize(("name", "section", "heading", "value", "code"), CALLS)
def test_a_call_is_refused_with_the_field_and_the_reason(officer, name, section, heading, value, code):
    cooperative = make_cooperative()
    label = str(BY_NAME[name].label)
    said = f"{label[0].upper()}{label[1:]}: {MESSAGES[code]}"
    with pytest.raises(DomainError) as edited:
        changes.edit(cooperative.pk, fields={name: value}, base={name: None}, actor=officer)
    with pytest.raises(DomainError) as created:
        changes.create(fields={"name": "KSP Baru", name: value}, actor=officer)
    assert [str(edited.value), str(created.value)] == [said, said]
    assert Cooperative.objects.get().version == cooperative.version


def test_the_limits_themselves_are_kept():
    today = timezone.localdate()
    at_the_edge = [
        ("kuk", 1),
        ("kuk", 4),
        ("health_year", 1990),
        ("health_year", today.year),
        ("legal_date", today),
        ("assets", 0),
        ("surplus", -1),
        ("last_rat", today.year),
        ("members", 0),
        ("has_savings_unit", False),
    ]
    assert [BY_NAME[name].accept(value) for name, value in at_the_edge] == [value for _name, value in at_the_edge]


@pytest.mark.parametrize(("name", "value"), [("kuk", 5), ("kuk", 0), ("health_year", 1989)])
def test_a_number_outside_its_limits_is_refused_with_the_limits(name, value):
    with pytest.raises(UnreadableError, match="number_range"):
        BY_NAME[name].accept(value)
    assert BY_NAME[name].expected == {"kuk": "1–4", "health_year": "1990–2100"}[name]


def test_a_list_is_told_between_which_numbers_a_value_lies(officer):
    rows = [["NAMA KOPERASI", "ALAMAT", "TAHUN KESEHATAN"], ["KSP Maju", "Jl. A", "1989"]]
    (problem,) = preview(workbook(rows), officer).rows.get().problems
    assert problems.render(problem)["todo"] == "Write a number between 1990–2100." + LEFT_OUT


def test_what_an_earlier_version_let_in_blocks_no_edit_of_another_field(officer):
    cooperative = make_cooperative(website="lihat facebook", address="Jl. A")
    fields = {"website": "lihat facebook", "address": "Jl. B"}
    changes.edit(cooperative.pk, fields=fields, base={"website": "lihat facebook", "address": "Jl. A"}, actor=officer)
    assert Cooperative.objects.values_list("website", "address").get() == ("lihat facebook", "Jl. B")


@pytest.mark.parametrize(
    ("kept", "dropped", "after"),
    [
        ("", "5714", ""),
        ("57111", "5714", "57111"),
        ("5714", "57111", "57111"),
        ("", "57111", "57111"),
        ("5714", "571", "5714"),
    ],
)
def test_a_merge_takes_over_no_value_that_breaks_its_rule(officer, kept, dropped, after):
    """The dropped record keeps it, where it can be read."""
    one, other = (make_cooperative(place="", postcode=postcode) for postcode in (kept, dropped))
    records.merge(keep=one.pk, drop=other.pk, reason="Ganda.", chosen={"village": "dropped"}, actor=officer)
    assert list(Cooperative.objects.order_by("pk").values_list("postcode", flat=True)) == [after, dropped]


@pytest.mark.parametrize(
    ("kept", "dropped", "wins"),
    [("contoh", "www.contoh.id", "dropped"), ("www.contoh.id", "contoh", "kept"), ("", "HTTP://Contoh.id", "dropped")],
)
def test_the_comparison_offers_the_value_that_keeps_its_rule(kept, dropped, wins):
    one, other = make_cooperative(website=kept), make_cooperative(website=dropped)
    choice = next(found for found in merge_plan.choices(one, other) if found.key == "website")
    assert (choice.wins, choice.is_open) == (wins, False)


def test_the_same_written_in_two_ways_is_no_question_in_a_merge():
    one, other = make_cooperative(npwp="012345678901000"), make_cooperative(npwp="01.234.567.8-901.000")
    assert sorted(choice.key for choice in merge_plan.choices(one, other)) == ["legal_number", "name"]


def test_a_report_puts_no_amount_into_the_register_that_cannot_be(officer):
    cooperative = make_cooperative()
    values = {"assets": -5, "turnover": 7, "surplus": -9}
    figures.put(cooperative.pk, values, source="report", reference=1, label="", as_of=date(2020, 3, 31), actor=officer)
    cooperative.refresh_from_db()
    assert (cooperative.assets, cooperative.turnover, cooperative.surplus) == (None, 7, -9)


def test_the_telephone_of_the_board_has_the_same_rule():
    form = BoardMemberForm({"position": "chair", "name": "Ani", "phone": "lihat ketua"})
    assert form.errors == {"phone": [MESSAGES["phone_unclear"]]}
    form = BoardMemberForm({"position": "chair", "name": "Ani", "phone": "0812 3456 7890"})
    assert (form.errors, form.cleaned_data["phone"]) == ({}, "+6281234567890")


def test_only_a_certificate_may_lie_ahead():
    ahead = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    dates = [field for field in BY_NAME.values() if field.kind.name == "DATE"]
    assert [field.name for field in dates if field.may_lie_ahead] == ["certified_until"]
    assert BY_NAME["certified_until"].accept(ahead) == ahead


def test_the_postcodes_of_the_villages_keep_the_rule():
    codes = set(Village.objects.values_list("postcode", flat=True))
    assert {rules.postcode(code) for code in codes if code} == codes - {""}
