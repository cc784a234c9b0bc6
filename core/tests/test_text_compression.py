import gzip

import pytest
from django.urls import reverse

from tests.factories import import_demo, make_cooperative

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ASKED = {"Accept-Encoding": "gzip"}


def test_a_list_leaves_compressed_and_says_the_same(as_user, officer):
    import_demo(officer)
    client, path = as_user(officer), reverse("cooperative_list")
    packed, plain = client.get(path, headers=ASKED), client.get(path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(packed.content) < len(plain.content) / 5
    assert gzip.decompress(packed.content).decode().count("<tr") == plain.content.decode().count("<tr")
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_two_answers_differ_in_length_so_that_nothing_can_be_guessed_from_it(as_user, officer):
    client = as_user(officer)
    assert len({len(client.get("/", headers=ASKED).content) for _n in range(30)}) > 1


def test_a_workbook_is_not_compressed_again(as_user, officer):
    make_cooperative()
    answer = as_user(officer).get(reverse("import_list") + "?format=xlsx", headers=ASKED)
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "Content-Encoding" not in answer.headers
