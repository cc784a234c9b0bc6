"""The sizes inside the signs: how many, how long ago. Settings of the office, kept with what they produced."""

from dataclasses import dataclass

from core import office


@dataclass(frozen=True, slots=True)
class Size:
    """A number of the office; as a text, and within one, the value in force."""

    name: str
    usual: int

    @property
    def setting(self) -> str:
        return f"revival_size_{self.name}"

    @property
    def value(self) -> int:
        return office.value(self.setting)

    def __str__(self) -> str:
        return str(self.value)


MEMBERS = Size("members", 20)
REACHED_MONTHS = Size("reached_months", 12)
MEETING_YEARS = Size("meeting_years", 5)
# So few others in a kelurahan make a day of visits.
NEIGHBOURS = Size("neighbours", 3)
SIZES = (MEMBERS, REACHED_MONTHS, MEETING_YEARS, NEIGHBOURS)


def in_force() -> dict[str, int]:
    """Each size by the name of its setting."""
    values = office.values()
    return {size.setting: values[size.setting] for size in SIZES}
