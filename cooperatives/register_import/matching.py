"""Which cooperative of the register a row speaks of, if any; never a guess where two could be meant."""

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from cooperatives import keys
from cooperatives.models import Cooperative

# Names this alike in one village are asked about; a number whose names are less alike than this too.
NEARLY_THE_SAME = 0.9
ANOTHER_NAME = 0.75
# Two names that differ by a few letters have at least their beginning or their end in common.
END = 6


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """What matching needs of a cooperative, without loading the record."""

    pk: int
    name: str
    name_key: str
    legal_key: str
    national_number: str
    village_id: int | None


@dataclass(slots=True)
class Match:
    """`pk` is the one certain answer; otherwise `doubt` is a problem code and `candidates` may be meant."""

    pk: int | None = None
    doubt: str = ""
    candidates: list[int] = field(default_factory=list)
    expected: str = ""


class Index:
    """The register by legal number, national number and name with village (DESIGN.md section 5)."""

    def __init__(self, known: list[MatchCandidate]):
        self.known = {item.pk: item for item in known}
        self.by_legal: dict[str, list[MatchCandidate]] = defaultdict(list)
        self.by_national: dict[str, list[MatchCandidate]] = defaultdict(list)
        self.by_name: dict[str, list[MatchCandidate]] = defaultdict(list)
        self.by_end: dict[tuple[int | None, str], list[MatchCandidate]] = defaultdict(list)
        for item in known:
            if item.legal_key:
                self.by_legal[item.legal_key].append(item)
            if item.national_number:
                self.by_national[item.national_number].append(item)
            self.by_name[item.name_key].append(item)
            for end in _ends(item.name_key):
                self.by_end[item.village_id, end].append(item)

    @classmethod
    def of_register(cls) -> "Index":
        columns = ("pk", "name", "name_key", "legal_key", "national_number", "village_id")
        return cls([MatchCandidate(*row) for row in Cooperative.objects.current().values_list(*columns)])

    def match(self, values: dict[str, Any]) -> Match:
        """Find the cooperative of a parsed row: by legal number, then national number, then name and village.

        A row of the portal's own export names its record.
        """
        if own := self._exported(values):
            return Match(pk=own.pk)
        legal = self.by_legal.get(keys.legal_key(values.get("legal_number", "")), [])
        national = self.by_national.get(values.get("national_number", ""), [])
        name = keys.name_key(values.get("name", ""))
        if legal and national and not {item.pk for item in legal} & {item.pk for item in national}:
            return Match(doubt="numbers_disagree", candidates=[item.pk for item in (*legal, *national)])
        for found in (legal, national):
            if found:
                return self._by_number(found, name, values)
        return self._by_name(values, name)

    def _exported(self, values: dict[str, Any]) -> MatchCandidate | None:
        """The record of a number in the portal, unless the row says another name, number or village than it."""
        item = self.known.get(values.get("portal_number", 0))
        if item is None or item.name_key != keys.name_key(values.get("name", "")) or _numbers_differ(item, values):
            return None
        legal, village = keys.legal_key(values.get("legal_number", "")), values.get("village_id")
        return item if legal == item.legal_key and village == item.village_id else None

    def _by_number(self, found: list[MatchCandidate], name: str, values: dict[str, Any]) -> Match:
        if len(found) > 1:
            found = [item for item in found if item.name_key == name] or found
        if len(found) > 1:
            return Match(doubt="several_in_register", candidates=[item.pk for item in found])
        item = found[0]
        if _numbers_differ(item, values):
            return Match(doubt="numbers_disagree", candidates=[item.pk])
        moved = values.get("village_id") and item.village_id and values["village_id"] != item.village_id
        alike = likeness(item.name_key, name)
        if alike < ANOTHER_NAME or (moved and alike < NEARLY_THE_SAME):
            return Match(doubt="name_differs", candidates=[item.pk], expected=item.name)
        return Match(pk=item.pk)

    def _by_name(self, values: dict[str, Any], name: str) -> Match:
        village = values.get("village_id")
        has_number = bool(keys.legal_key(values.get("legal_number", "")))
        same = self.by_name.get(name, [])
        # A legal number of its own on both sides means two cooperatives, unless they stand in one village.
        here = [item for item in same if item.village_id == village and village is not None]
        certain = [i for i in here if not (has_number and i.legal_key) and not _numbers_differ(i, values)]
        if len(here) == len(certain) == 1:
            return Match(pk=certain[0].pk)
        asked = here or [item for item in same if not (has_number and item.legal_key)]
        if asked:
            return Match(doubt="similar_in_register", candidates=[item.pk for item in asked])
        near = {item.pk: item for end in _ends(name) for item in self.by_end.get((village, end), [])}
        alike = [
            pk
            for pk, item in near.items()
            if village is not None
            and not (has_number and item.legal_key)
            and likeness(item.name_key, name) >= NEARLY_THE_SAME
        ]
        return Match(doubt="similar_in_register", candidates=sorted(alike)) if alike else Match()


def _ends(name: str) -> set[str]:
    return {f"^{name[:END]}", f"{name[-END:]}$"}


def _numbers_differ(item: MatchCandidate, values: dict[str, Any]) -> bool:
    number = values.get("national_number", "")
    return bool(number and item.national_number and number != item.national_number)


def likeness(one: str, other: str) -> float:
    """0 to 1; cheap bounds first, since most pairs are nothing alike."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ANOTHER_NAME or matcher.quick_ratio() < ANOTHER_NAME:
        return 0.0
    return matcher.ratio()
