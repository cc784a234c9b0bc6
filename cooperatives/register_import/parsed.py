"""What one row of a register says."""

from dataclasses import dataclass, field
from typing import Any

from cooperatives.register_import.problems import problem


@dataclass(slots=True)
class ParsedRow:
    """What one row says. `number` counts as the spreadsheet does, from 1."""

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    adapted: dict[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def add(self, code: str, level: str, **details: Any) -> None:
        self.problems.append(problem(code, level, **details))
