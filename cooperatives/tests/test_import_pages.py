"""The page of an import answers in each of its states, with the way on or back."""

import pytest
from django.urls import reverse

from cooperatives.models import RegisterImport
from cooperatives.register_import.undo import reversal
from tests.factories import apply, make_cooperative, preview, workbook

pytestmark = pytest.mark.django_db
ROWS = [["NAMA KOPERASI", "NO BH", "JUMLAH ANGGOTA"], ["KSP Maju", "12/BH/2001", 20], ["KSP Baru", "14/BH/2001", 5]]


def test_preview_applied_undone_and_discarded_imports_are_shown(as_user, officer, head):
    make_cooperative("KSP Maju", legal_number="12/BH/2001", members=5)
    batch = preview(workbook(ROWS), officer)
    address = reverse("import_detail", args=[batch.pk])

    def answers() -> list[int]:
        return [as_user(user).get(address).status_code for user in (officer, head)]

    assert answers() == [200, 200]
    apply(batch, officer)
    assert answers() == [200, 200]
    assert reverse("import_undo", args=[batch.pk]) in as_user(officer).get(address).content.decode()
    reversal.undo(batch, actor=officer)
    assert answers() == [200, 200]
    RegisterImport.objects.update(state="discarded")
    assert answers() == [200, 200]
