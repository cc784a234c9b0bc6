"""Personal data: who sees which columns, on pages and in what goes out."""

import csv
import io

import pytest
from django.urls import reverse

from cooperatives.models import Cooperative
from cooperatives.personal import PERSONAL, hidden_from
from cooperatives.record import changes
from cooperatives.register import exports
from tests.factories import apply, make_user, preview, workbook

pytestmark = pytest.mark.django_db
VALUES = {"npwp": "01.234.567.8-526.000", "bank_account": "BPD 3-012-34567", "phone": "+6281234567890"}
HIDDEN = {
    "administrator": set(),
    "officer": set(),
    "head": set(),
    "adviser": {"npwp", "bank_account"},
    "manager": {"chair", "secretary", "treasurer", "manager_name", "phone", "email", "npwp", "bank_account"},
}


@pytest.fixture
def cooperative(officer):
    found = changes.create(fields={"name": "KSP Pribadi"}, actor=officer)
    base = dict.fromkeys(VALUES, "")
    assert changes.edit(found.pk, fields=VALUES, base=base, actor=officer) == []
    return found


@pytest.mark.parametrize("role", HIDDEN)
def test_what_is_hidden_is_no_column_of_an_export(role):
    user = make_user(role)
    assert hidden_from(user) == HIDDEN[role]
    offered = {column.field for column in exports.columns_for(user)}
    assert offered & set(PERSONAL) == set(PERSONAL) - HIDDEN[role]
    assert exports.columns_for(user, ["name", "npwp"])[-1].field == ("name" if HIDDEN[role] else "npwp")


PAGES = ("cooperative_detail", "cooperative_history", "cooperative_sources")


@pytest.mark.parametrize("name", PAGES)
def test_an_adviser_sees_telephone_numbers_but_no_tax_number_and_no_account(cooperative, as_user, head, adviser, name):
    shown = as_user(head).get(reverse(name, args=[cooperative.pk])).content.decode()
    assert VALUES["npwp"] in shown
    assert VALUES["bank_account"] in shown
    page = as_user(adviser).get(reverse(name, args=[cooperative.pk])).content.decode()
    assert "0812-3456-7890" in page
    assert VALUES["npwp"] not in page
    assert VALUES["bank_account"] not in page
    assert 'id="private"' not in page


def test_an_adviser_exports_what_he_sees_even_when_he_asks_for_more(cooperative, as_user, adviser):
    asked = {"column": ["name", "phone", "npwp", "bank_account"]}
    answer = as_user(adviser).get(reverse("export_csv"), asked)
    heading, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert row == ["KSP Pribadi", "0812-3456-7890"]
    assert len(heading) == 2
    offered = [
        column.field for column, _is_chosen in as_user(adviser).get(reverse("export_columns")).context["columns"]
    ]
    assert set(offered) & set(PERSONAL) == set(PERSONAL) - HIDDEN["adviser"]


def test_the_imported_file_is_named_to_all_and_leads_to_it_only_whoever_may_read_it(as_user, officer, head, adviser):
    batch = apply(preview(workbook([["NAMA KOPERASI", "ALAMAT"], ["KSP Impor", "Jl. A"]]), officer), officer)
    found = Cooperative.objects.get(name="KSP Impor")
    url, link = reverse("cooperative_sources", args=[found.pk]), reverse("import_detail", args=[batch.pk])
    assert link in as_user(head).get(url).content.decode()
    page = as_user(adviser).get(url).content.decode()
    assert link not in page
    assert batch.file_name in page
