"""Which sheets of a file hold a table of cooperatives, which might, and why the others are left out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.register_import import people
from cooperatives.register_import.layout.columns import RegisterTable, any_heading, register_heading, table_at
from core.workbooks.tables import Sheet

# What keeps a table from being read before an officer has said which column is the name.
OF_PEOPLE, UNKNOWN = "people", "unknown"
HIDDEN, NO_TABLE, NOT_CHOSEN = "hidden", "no_table", "not_chosen"
# Why a sheet is left out.
REASONS: dict[str, Any] = {
    HIDDEN: _("it is hidden"),
    NO_TABLE: _("it holds no table of cooperatives"),
    OF_PEOPLE: _("it looks like a list of people, not of cooperatives"),
    NOT_CHOSEN: _("left out when the columns were checked"),
}


def find_tables(sheets: list[Sheet]) -> tuple[list[RegisterTable], dict[str, str]]:
    """The tables to read, and the sheets left out with the code of the reason.

    Where no sheet is a register for sure, every sheet with a heading is a table whose `doubt` asks the officer.
    """
    shown = [sheet for sheet in sheets if not sheet.hidden]
    registers = [table_at(sheet, *found) for sheet in shown if (found := register_heading(sheet))]
    sure = [table for table in registers if not people.are_listed(table)]
    tables = sure or _doubtful(shown, registers)
    taken = {table.sheet.name for table in tables}
    of_people = {table.sheet.name for table in registers}
    ignored = {
        sheet.name: HIDDEN if sheet.hidden else OF_PEOPLE if sheet.name in of_people else NO_TABLE
        for sheet in sheets
        if sheet.name not in taken
    }
    return tables, ignored


def _doubtful(sheets: list[Sheet], registers: list[RegisterTable]) -> list[RegisterTable]:
    known = {table.sheet.name: table for table in registers}
    tables = []
    for sheet in sheets:
        found = any_heading(sheet)
        table = known.get(sheet.name) or (table_at(sheet, *found) if found else None)
        if table is None:
            continue
        table.doubt = OF_PEOPLE if people.are_listed(table) else UNKNOWN
        if table.doubt == OF_PEOPLE:
            table.proposal = {}
        tables.append(table)
    return tables
