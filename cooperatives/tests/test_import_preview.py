"""The preview by field and by question: what is left out, taken in again, and asked about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.models import Cooperative
from cooperatives.register_import import intake, officer_answers
from cooperatives.register_import.officer_answers import Decisions
from cooperatives.register_import.overview import overview
from core.errors import DomainError
from core.models import Event
from tests.factories import apply, make_cooperative, preview, workbook

pytestmark = pytest.mark.django_db
HEADING = ["NAMA KOPERASI", "NO BH", "ALAMAT", "KELURAHAN", "STATUS", "ANGGOTA L", "ANGGOTA P", "RAT TERAKHIR"]


def row(n, name="", *, address="", village=None, said=None, male=None, female=None, rat=None):
    return [name or f"KSP Contoh {n:03}", f"{n:04}/BH", address, village, said, male, female, rat]


def register(*rows):
    return workbook([HEADING, *rows])


def known(n, name="", **fields):
    fields = {"address": "Jl. Lama", "members_male": 5, "members_female": 5} | fields
    return make_cooperative(name or f"KSP Contoh {n:03}", legal_number=f"{n:04}/BH", **fields)


def outcomes(batch):
    return {name: n for name, n in overview(batch).outcomes.items() if n}


def codes(batch):
    return [[item["code"] for item in found.problems if item["level"] == "doubtful"] for found in batch.rows.all()]


def test_the_preview_counts_how_many_rows_change_each_field(officer):
    for n in range(3):
        known(n)
    content = register(
        row(0, address="Jl. Baru"),
        row(1, address="Jl. Baru", male=6, female=6),
        row(2, village="Kerten", rat="1/2/2020"),
    )
    assert overview(preview(content, officer)).fields == {
        "address": 2,
        "village": 1,
        "postcode": 1,
        "members": 1,
        "last_rat": 1,
    }


def test_the_rows_of_the_page_are_those_that_change_the_chosen_field(as_user, officer):
    for n in range(3):
        known(n)
    batch = preview(register(row(0, address="Jl. Baru"), row(1, male=6, female=6), row(2, village="Kerten")), officer)
    client, address = as_user(officer), reverse("import_detail", args=[batch.pk])

    def shown(query):
        return [item["row"].number for item in client.get(f"{address}?outcome=changed{query}").context["rows"]]

    assert shown("") == [2, 3, 4]
    assert [shown(f"&field={key}") for key in ("address", "members", "village")] == [[2], [3], [4]]
    assert shown("&field=drop") == [2, 3, 4]


def test_a_field_that_is_left_out_stays_as_it_is_in_the_register_and_can_be_taken_in_again(officer):
    for n in range(2):
        known(n)
    content = register(
        row(0, address="Jl. Baru", male=7, female=9), row(1, address="Jl. Baru"), row(2, address="Jl. C")
    )
    batch = preview(content, officer)
    officer_answers.keep_field(batch, "address", keep=True, actor=officer)
    assert (outcomes(batch), overview(batch).fields) == ({"new": 1, "changed": 1, "unchanged": 1}, {"members": 1})
    officer_answers.keep_field(batch, "address", keep=True, actor=officer)
    assert Event.objects.filter(verb="import.decided").count() == 1
    officer_answers.keep_field(batch, "address", keep=False, actor=officer)
    assert (outcomes(batch), overview(batch).fields) == ({"new": 1, "changed": 2}, {"address": 2, "members": 1})
    officer_answers.keep_field(batch, "address", keep=True, actor=officer)
    batch.refresh_from_db()
    apply(batch, officer)
    assert list(Cooperative.objects.order_by("pk").values_list("address", "members")) == [
        ("Jl. Lama", 16),
        ("Jl. Lama", 10),
        ("Jl. C", None),
    ]


@pytest.mark.parametrize("key", ["name", "members", "village", "last_rat", "status", "chair", "legal_number"])
def test_what_belongs_together_is_left_out_together(officer, key):
    known(0, members=10)
    heading = [*HEADING, "KETUA", "NIK"]
    line = [
        *row(0, "KSP Contoh Nol", village="Kerten", said="Pasif", male=7, female=9, rat="1/2/2020"),
        "Ani",
        "3372000000001",
    ]
    batch = preview(workbook([heading, line]), officer)
    before = set(overview(batch).fields)
    officer_answers.keep_field(batch, key, keep=True, actor=officer)
    assert set(overview(batch).fields) == before - {key}
    batch.refresh_from_db()
    apply(batch, officer)


def test_a_field_that_is_left_out_stays_so_when_the_columns_are_confirmed_again(officer):
    known(0)
    batch = preview(register(row(0, address="Jl. Baru")), officer)
    officer_answers.keep_field(batch, "address", keep=True, actor=officer)
    intake.set_mapping(batch, batch.mapping, as_of=None, actor=officer)
    assert (outcomes(batch), overview(batch).kept) == ({"unchanged": 1}, ["address"])


def test_a_row_is_left_out_and_taken_in_again(officer):
    known(0)
    batch = preview(register(row(0, address="Jl. Baru"), row(1)), officer)
    ids = frozenset(batch.rows.values_list("pk", flat=True))
    assert officer_answers.decide(batch, Decisions(leave_out=ids), actor=officer) == 2
    assert officer_answers.decide(batch, Decisions(leave_out=ids), actor=officer) == 0
    assert outcomes(batch) == {"skipped": 2}
    assert Event.objects.filter(verb="import.decided").count() == 1
    officer_answers.decide(batch, Decisions(take_in=ids), actor=officer)
    assert outcomes(batch) == {"new": 1, "changed": 1}


def test_a_doubtful_row_that_was_left_out_by_its_answer_can_be_taken_in_again(officer):
    batch = preview(register(row(0, village="Entah")), officer)
    (pk,) = batch.rows.values_list("pk", flat=True)
    officer_answers.decide(batch, {pk: {"village_unknown": "skip"}}, actor=officer)
    assert outcomes(batch) == {"skipped": 1}
    officer_answers.decide(batch, Decisions(take_in=frozenset([pk])), actor=officer)
    assert outcomes(batch) == {"doubtful": 1}


def test_what_was_left_out_is_not_written(officer):
    known(0)
    batch = preview(register(row(0, address="Jl. Baru"), row(1)), officer)
    officer_answers.decide(
        batch, Decisions(leave_out=frozenset(batch.rows.values_list("pk", flat=True))), actor=officer
    )
    apply(batch, officer)
    assert list(Cooperative.objects.values_list("address", flat=True)) == ["Jl. Lama"]


@pytest.mark.parametrize("state", ["applied", "discarded", "mapping"])
def test_nothing_is_left_out_of_an_import_that_does_not_wait(officer, state):
    batch = preview(register(row(0)), officer)
    type(batch).objects.update(state=state)
    with pytest.raises(DomainError):
        officer_answers.keep_field(batch, "address", keep=True, actor=officer)
    with pytest.raises(DomainError):
        officer_answers.decide(batch, Decisions(leave_out=frozenset([batch.rows.get().pk])), actor=officer)


def test_the_values_of_a_new_record_are_shown(as_user, officer):
    batch = preview(
        register(row(0, "KSP Baru", address="Jl. A", village="Jajar", said="Aktif", male=2, female=3)), officer
    )
    page = as_user(officer).get(
        reverse("import_detail", args=[batch.pk]) + "?outcome=new", headers={"Accept-Language": "en"}
    )
    values = dict(page.context["rows"][0]["new_values"])
    assert [
        text for text in ("KSP Baru", "0000/BH", "Jl. A", "Jajar", "2", "3", "5") if text not in values.values()
    ] == []
    assert "<details" in page.content.decode()


def test_the_page_is_made_by_the_same_queries_for_few_rows_and_for_many(as_user, officer):
    client, n_queries = as_user(officer), []
    for n in range(60):
        known(n)
    for n in (3, 60):
        batch = preview(register(*(row(k, address="Jl. Baru") for k in range(n))), officer)
        client.get(reverse("import_detail", args=[batch.pk]))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert (
                client.get(reverse("import_detail", args=[batch.pk]) + "?outcome=changed&field=address").status_code
                == 200
            )
        n_queries.append(len(found))
    assert n_queries[0] == n_queries[1]


def test_fields_and_rows_are_left_out_by_the_same_statements_for_few_rows_and_for_many(officer):
    for n in range(60):
        known(n)
    n_queries = []
    for n in (3, 60):
        batch = preview(register(*(row(k, address="Jl. Baru") for k in range(n))), officer)
        with CaptureQueriesContext(connection) as found:
            officer_answers.keep_field(batch, "address", keep=True, actor=officer)
            officer_answers.decide(
                batch, Decisions(leave_out=frozenset(batch.rows.values_list("pk", flat=True))), actor=officer
            )
        n_queries.append(len(found))
    assert n_queries[0] == n_queries[1]


def test_buttons_and_answers_lead_back_to_the_part_of_the_page_they_were_pressed_in(as_user, officer):
    for n in range(2):
        known(n)
    batch = preview(register(row(0, address="Jl. Baru"), row(1, address="Jl. Baru", village="Kerten")), officer)
    client, first = as_user(officer), batch.rows.first()
    back = {"back": "outcome=changed&field=address&next=//evil.test"}
    answer = client.post(reverse("import_decide", args=[batch.pk]), back | {"leave_out": first.pk})
    assert answer.url == reverse("import_detail", args=[batch.pk]) + "?outcome=changed&field=address"
    client.post(reverse("import_field", args=[batch.pk]), back | {"field": "address", "keep": "1"})
    batch.refresh_from_db()
    assert (outcomes(batch), overview(batch).kept) == ({"changed": 1, "skipped": 1}, ["address"])
    client.post(reverse("import_field", args=[batch.pk]), back | {"field": "drop table", "keep": "1"})
    client.post(reverse("import_decide", args=[batch.pk]), back | {"take_in": ["x", "9" * 40, first.pk]})
    assert outcomes(batch) == {"changed": 1, "unchanged": 1}
