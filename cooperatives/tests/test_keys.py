import pytest

from cooperatives import keys


@pytest.mark.parametrize(
    "spelling",
    [
        "KSU. Langgeng Amanah",
        "  ksu langgeng  amanah ",
        "Koperasi Serba Usaha LANGGENG AMANAH",
        "KSU “Langgeng-Amanah”",
    ],
)
def test_spellings_of_one_name_have_one_key(spelling):
    assert keys.name_key(spelling) == "KSULANGGENGAMANAH"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("518 / 541 / BH / XIV.34 / VI / 2013", "518/541/BH/XIV.34/VI/2013"),
        ("AHU-0003288.AH.01.26,TAHUN 2020", "ahu-0003288.AH.01.26.tahun 2020"),
        ("08/BH/KDK 22. 1/XII/2000", "08/BH/KDK.22.1/XII/2000"),
    ],
)
def test_spellings_of_one_legal_number_have_one_key(one, other):
    assert keys.legal_key(one) == keys.legal_key(other)


@pytest.mark.parametrize("spelling", ["Kel. Manahan", "Kel.Manahan", "MANAHAN", "Kelurahan Manahan", "Desa  manahan"])
def test_a_village_is_known_in_six_spellings(spelling):
    assert keys.village_key(spelling) == "MANAHAN"


def test_a_village_that_begins_like_a_title_keeps_its_name():
    assert keys.village_key("Kelayan") == "KELAYAN"
    assert keys.district_key("KEC. PASAR KLIWON") == keys.district_key("Pasarkliwon")
