"""What a record should hold before the office calls it complete."""

from cooperatives.models import Cooperative

# Fields in the order in which an officer would ask for them; DOMAIN.md 3.1.
WANTED = (
    "legal_number",
    "legal_date",
    "national_number",
    "form",
    "kind",
    "group",
    "pattern",
    "sector",
    "address",
    "village",
    "postcode",
    "phone",
    "email",
    "members",
    "employees",
    "own_capital",
    "outside_capital",
    "assets",
    "turnover",
    "surplus",
    "figures_as_of",
    "last_rat_year",
    "chair",
    "status",
)


def missing_fields(cooperative: Cooperative) -> list[str]:
    """The wanted fields that are empty. Zero is an answer; blank is not."""
    return [field for field in WANTED if _value(cooperative, field) in (None, "")]


def _value(cooperative: Cooperative, field: str):
    return cooperative.village_id if field == "village" else getattr(cooperative, field)


def missing_labels(cooperative: Cooperative) -> list[str]:
    labels = []
    for field in missing_fields(cooperative):
        labels.append(str(Cooperative._meta.get_field(field).verbose_name) if field != "chair" else _chair_label())
    return labels


def _chair_label() -> str:
    from cooperatives.choices import Position

    return str(Position.CHAIR.label)


def percent(missing: int) -> int:
    return round(100 * (len(WANTED) - missing) / len(WANTED))
