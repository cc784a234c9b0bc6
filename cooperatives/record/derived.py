"""Columns that follow from others. Every write of a cooperative passes through `derive` first."""

from cooperatives import keys
from cooperatives.models import Cooperative
from cooperatives.record.completeness import missing_fields
from cooperatives.register_fields import SUMS

# Columns that `derive` may change, for update_fields and bulk_update.
DERIVED = (
    *SUMS,
    "district",
    "postcode",
    "last_rat_year",
    "name_key",
    "legal_key",
    "search_text",
    "missing",
)


def derive(cooperative: Cooperative) -> None:
    """Fill sums by sex, place, search keys and the count of missing fields, in memory only."""
    derive_values(cooperative)
    derive_keys(cooperative)


def derive_values(cooperative: Cooperative) -> None:
    """Sums by sex, the district and postcode of the village, the year of the last RAT."""
    for whole in SUMS:
        male, female = getattr(cooperative, f"{whole}_male"), getattr(cooperative, f"{whole}_female")
        if male is not None and female is not None:
            setattr(cooperative, whole, male + female)
    if cooperative.village_id:
        cooperative.district_id = cooperative.village.district_id
        cooperative.postcode = cooperative.postcode or cooperative.village.postcode
    if cooperative.last_rat_on:
        cooperative.last_rat_year = cooperative.last_rat_on.year


def derive_keys(cooperative: Cooperative) -> None:
    """What search and lists need; says nothing that the record does not say already."""
    cooperative.name_key = keys.name_key(cooperative.name)
    cooperative.legal_key = keys.legal_key(cooperative.legal_number)
    parts = (
        cooperative.name,
        cooperative.legal_number,
        cooperative.legal_key,
        cooperative.national_number,
        cooperative.address,
        cooperative.chair,
        cooperative.name_key,
        cooperative.phone,
    )
    cooperative.search_text = " ".join(" ".join(part.lower().split()) for part in parts if part)
    cooperative.missing = len(missing_fields(cooperative))
