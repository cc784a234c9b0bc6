"""Passwords that everybody in the city would try first."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.sign_in.passwords import LocalWordsValidator
from cooperatives.people import memberships
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def is_taken(password: str, user=None) -> bool:
    try:
        LocalWordsValidator().validate(password, user)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "koperasi123",
        "Koperasi2026",
        "KOPERASI!!!!",
        "k0p3r4s1123",
        "dinaskoperasi",
        "Surakarta2026",
        "petugas1234",
        "kopęrasi1234",
        "ｋｏｐｅｒａｓｉ１２３",
        "simpanpinjam1",
        "laweyan2026",
        "Jebres!2026",
        "ukmsolo2026ab",
        "rahasia1234",
        "password-koperasi",
        "kpri123456",
        "kopdit-sejahtera1",
        "surakartasurabaya",
        "koperasi-lancar12",
        "k.o.p.e.r.a.s.i.123",
        "koperasiqwertz",
        "simpan-pinjam-koperasi-solo",
        "Perindustrian1",
        "koperasibcfgh",
        "koperasi-kuda-api",
    ],
)
def test_words_of_the_place_the_office_and_the_trade_are_refused(password):
    assert not is_taken(password)


@pytest.mark.parametrize(
    "password",
    [
        "kuda-lari-pagi-7",
        "gajah tidur siang",
        "koperasi kuda lari pagi",
        "X7$kq!9zT2#w",
        "hujan4sepatu9biru",
        "Gajahan Timuran Sewu Lima",
        "Sumber-Mojo-Kuda-Api-1",
        "9281-7364-ukm-5520-1187",
        "koperasibcfghk",
        "koperasi simpan kuda api",
    ],
)
def test_other_passwords_are_taken(password):
    assert is_taken(password)


def test_the_name_of_the_own_cooperative_is_refused_also_while_one_is_invited(officer, manager):
    cooperative = make_cooperative("KSP Wijayakusuma")
    assert is_taken("wijayakusuma2026", manager)
    memberships.link(manager, cooperative, actor=officer)
    assert not is_taken("wijayakusuma2026", manager)
    memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[cooperative], actor=officer)
    assert not is_taken("wijayakusuma2026", User(email="b@contoh.test", name="B"))


def test_two_letters_of_a_cooperative_s_name_are_no_word(officer, manager):
    memberships.link(manager, make_cooperative("KSP Ki Ageng"), actor=officer)
    assert is_taken("kikikikizmxnv", manager)
    assert not is_taken("agengagengzmxnv", manager)


def test_the_form_of_an_invitation_says_what_to_do(client, officer):
    import re

    from core.models import OutgoingMail

    memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[make_cooperative()], actor=officer)
    link = re.search(r"/invitations/[\w-]+/", OutgoingMail.objects.get().body)[0]
    answer = client.post(link, {"name": "B", "password1": "koperasi123", "password2": "koperasi123"})
    assert "tiga atau empat kata" in answer.content.decode()
