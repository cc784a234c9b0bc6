"""A quarter in an address: `2026-2`."""

from reports.obligations.quarter import Quarter


class QuarterConverter:
    regex = "(?:19|20)[0-9]{2}-[1-4]"

    def to_python(self, value: str) -> Quarter:
        return Quarter.parse(value)

    def to_url(self, value: Quarter | str) -> str:
        return str(value)
