"""Where a row lies: names and codes become places of the city; what lies elsewhere or does not fit is asked about."""

import re
from typing import Any

from cooperatives import keys
from cooperatives.models import Village
from cooperatives.places import CITY, Gazetteer, is_of_city, is_of_province
from cooperatives.register_import.parsed import ParsedRow
from cooperatives.register_import.problems import DOUBTFUL, NOTE
from core.text.parsing import tidy

SPLIT = {"Semanggi": "Mojo", "Kadipiro": "Banjarsari / Joglo"}
# A Nomor Induk Koperasi of 13 digits begins with the code of the regency (DOMAIN-2.md 7).
NATIONAL_NUMBER = re.compile(r"\d{13}")
# Cities of Central Java that a title may name; any word may follow “Kota”.
CITIES = r"SEMARANG|SALATIGA|MAGELANG|PEKALONGAN|TEGAL"
OF_REGENCY = re.compile(rf"\b(?:KAB(?:UPATEN)? (?!KOTA\b|DAN\b|ATAU\b|SE\b)[A-Z]+|KOTA (?:{CITIES}))\b")


def regency_of_title(lines: list[str]) -> str:
    """Another regency that the lines above a table speak of, or an empty string."""
    texts = [keys.plain_upper(line) for line in lines]
    if any(is_of_city(text) for text in texts):
        return ""
    return next((found[0].title() for text in texts if (found := OF_REGENCY.search(text))), "")


def settle_places(row: ParsedRow, places_of: dict[str, Any], gazetteer: Gazetteer, *, regency: str = "") -> None:
    """Names of kelurahan and kecamatan, and codes, become places; what does not fit is doubtful, never guessed.

    `regency` is what the title says. A row of another regency is asked about once, and takes no place of the city.
    """
    said = {key: row.values.pop(key, "") for key in ("district", "village", "village_code", "regency", "province")}
    elsewhere = _elsewhere(said, regency, gazetteer)
    if elsewhere:
        key, found = elsewhere
        row.add("other_regency", DOUBTFUL, **{**places_of.get(key, {}), "found": found}, expected=f"Kota {CITY}")
        return
    number = row.values.get("national_number", "")
    if NATIONAL_NUMBER.fullmatch(number) and not number.startswith(gazetteer.city_code):
        expected = f"{gazetteer.city_code}… (Kota {CITY})"
        row.add("other_regency", DOUBTFUL, **places_of["national_number"], expected=expected)
    _settle_district(row, said["district"], places_of, gazetteer)
    village = _village(row, said, places_of, gazetteer)
    if village:
        _settle_village(row, village, said, places_of)


def _elsewhere(said: dict[str, str], regency: str, gazetteer: Gazetteer) -> tuple[str, str] | None:
    """The column and the words that place a row outside the city."""
    digits = re.sub(r"\D", "", said["village_code"])
    if digits and len(digits) >= len(gazetteer.city_code) and not digits.startswith(gazetteer.city_code):
        return "village_code", said["village_code"]
    if said["regency"]:
        return None if is_of_city(said["regency"]) else ("regency", said["regency"])
    if said["province"] and not is_of_province(said["province"]):
        return "province", said["province"]
    return ("title", regency) if regency and not digits else None


def _settle_district(row: ParsedRow, said: str, places_of: dict[str, Any], gazetteer: Gazetteer) -> None:
    district = gazetteer.district(said) if said else None
    if district:
        row.values["district_id"] = district.pk
    elif said:
        names = ", ".join(sorted(found.name for found in gazetteer.districts.values()))
        row.add("district_unknown", DOUBTFUL, **places_of.get("district", {"found": said}), expected=names)


def _village(row: ParsedRow, said: dict[str, str], places_of: dict[str, Any], gazetteer: Gazetteer) -> Village | None:
    """The village by its code and its name; asks where the two differ or one is not known."""
    by_name = gazetteer.village(said["village"]) if said["village"] else None
    if said["village_code"] and not (by_name and gazetteer.is_statistical(said["village_code"])):
        return _village_by_code(row, said, by_name, places_of, gazetteer)
    if said["village"] and by_name is None:
        _ask_for_village(row, "village_unknown", gazetteer.nearest_villages(said["village"]), places_of["village"])
    return by_name


def _village_by_code(
    row: ParsedRow, said: dict[str, str], by_name: Village | None, places_of: dict[str, Any], gazetteer: Gazetteer
) -> Village | None:
    code, place = said["village_code"], places_of["village_code"]
    found = gazetteer.village_of_code(code)
    if found is None:
        district = gazetteer.district_of_code(code)
        if district:
            row.values.setdefault("district_id", district.pk)
        elif not gazetteer.is_city(code):
            _ask_for_village(row, "village_code_unknown", [by_name] if by_name else [], place)
            return None
        return _village(row, said | {"village_code": ""}, places_of, gazetteer)
    if by_name and by_name != found:
        _ask_for_village(row, "village_code_differs", [by_name, found], place)
        return None
    # The statistics office numbers the villages in the same order, but says nothing of those that were split.
    words = keys.village_key(" ".join(str(row.values.get(key, "")) for key in ("name", "address")))
    if gazetteer.is_statistical(code) and keys.village_key(found.name) not in words:
        _ask_for_village(row, "village_code_statistical", [found], place)
        return None
    if not by_name:
        row.adapted["village"] = place["found"]
    return found


def _ask_for_village(row: ParsedRow, code: str, nearest: list[Village], place: dict[str, Any]) -> None:
    expected = ", ".join(f"{v.name} ({v.district.name})" for v in nearest) or "–"
    row.add(code, DOUBTFUL, **place, expected=expected, nearest=[v.pk for v in nearest])


def _settle_village(row: ParsedRow, village: Village, said: dict[str, str], places_of: dict[str, Any]) -> None:
    place = places_of["village"] if said["village"] else places_of["village_code"]
    district_id = row.values.get("district_id")
    if district_id and village.district_id != district_id:
        where = places_of.get("district", place)
        lies_in = village.district.name
        row.add("district_mismatch", DOUBTFUL, **where, village=village.name, expected=lies_in, village_id=village.pk)
        return
    row.values["village_id"] = village.pk
    row.values["district_id"] = village.district_id
    if said["village"] and tidy(said["village"]) != village.name:
        row.adapted["village"] = place["found"]
    if village.name in SPLIT:
        row.add("village_split", NOTE, **place, expected=SPLIT[village.name])
