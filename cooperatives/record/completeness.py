"""What a record should hold before the office calls it complete."""

from cooperatives.models import Cooperative
from cooperatives.register_fields import BY_NAME, FIELDS

# In the order in which an officer would ask for them.
WANTED = tuple(field.name for field in FIELDS if field.wanted)


def missing_fields(cooperative: Cooperative) -> list[str]:
    """The wanted fields that are empty. Zero is an answer; blank is not."""
    return [field for field in WANTED if _value(cooperative, field) in (None, "")]


def _value(cooperative: Cooperative, field: str):
    return cooperative.village_id if field == "village" else getattr(cooperative, field)


def missing_labels(cooperative: Cooperative) -> list[str]:
    return [str(BY_NAME[field].label) for field in missing_fields(cooperative)]


def percent(missing: int) -> int:
    return round(100 * (len(WANTED) - missing) / len(WANTED))
