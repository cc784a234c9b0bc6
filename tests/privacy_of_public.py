"""What anybody may know of a cooperative (domain paper 3.1, 8.4), by the column of its record."""

PUBLIC_FIELDS = (
    "name",
    "legal_number",
    "national_number",
    "group",
    "address",
    "website",
    "business_unit",
    "sector",
)
