"""How a cell of the template is called. Names hold letters, digits and `_` only: Google Sheets keeps no others."""

import re

from reports.statement.lines import STATEMENT

PREFIX = "SK_"
META_SHEET = "_solokop"
META = ("version", "cooperative", "period", "profile")
POINTER = re.compile(r"^'?(?P<sheet>.+?)'?!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[0-9]{1,7})$")


def name_of(key: str) -> str:
    """`H1.01:quarter` as SK_H1_01_quarter."""
    return PREFIX + re.sub(r"[.:]", "_", key)


KEY_OF = {name_of(key): key for line in STATEMENT.lines.values() for key in line.keys}


def pointer(text: str) -> tuple[str, str, int] | None:
    """Sheet, column letters and row that a defined name points to; None when its cell was deleted (#REF!)."""
    match = POINTER.match(text.replace("$", "").strip())
    return (match["sheet"].replace("''", "'"), match["column"], int(match["row"])) if match else None
