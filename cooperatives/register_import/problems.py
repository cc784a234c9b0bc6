"""Everything that can be wrong with a row: where, what was found, what was expected, what to do.

Problems are stored by code and rendered in the reader's language. Levels: `refused` keeps the row out, `doubtful`
asks the officer, `left_out` keeps a cell out and takes the rest of the row, `note` only tells.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.register_fields import BY_NAME, rules

REFUSED, DOUBTFUL, LEFT_OUT, NOTE = "refused", "doubtful", "left_out", "note"

# code: (what is wrong, what to do)
TEXTS: dict[str, tuple[Any, Any]] = {
    **rules.TEXTS,
    "name_missing": (_("The row has no name of a cooperative."), _("Write the name into the cell.")),
    "name_long": (_("The text is longer than {limit} characters."), _("Shorten it.")),
    "number_text": (_("This is not a number."), _("Write digits only, for instance 1.250.000.")),
    "number_english": (
        _("It is unclear whether the sign separates thousands or decimals."),
        _("Write thousands with a dot and decimals with a comma: 1.500.000 or 1.500.000,00."),
    ),
    "number_error": (_("The cell holds an Excel error."), _("Mend the formula, or type the value.")),
    "number_large": (_("The number is too large to be true."), _("Check the digits and the unit (full rupiah).")),
    "number_rounded": (
        _("Excel has rounded this number, its last digits are lost."),
        _("Format the column as text and type the number again."),
    ),
    "count_negative": (_("A count cannot be negative."), _("Write 0 or a positive whole number.")),
    "count_fraction": (_("A count is a whole number."), _("Write a whole number.")),
    "date_text": (_("This is not a date."), _("Write it as 31/12/2020 or 31 Desember 2020.")),
    "date_range": (_("The year of this date cannot be."), _("Check the year.")),
    "year_text": (_("This is not a year."), _("Write four digits, for instance 2020.")),
    "choice_unknown": (_("This word is not known in this column."), _("Use one of: {expected}.")),
    "word_left_out": (
        _("This word is left out, as an officer has answered."),
        _("Another answer can be given where the columns are checked."),
    ),
    "kuk_range": (_("The business class is not between 1 and 4."), _("Write 1, 2, 3 or 4.")),
    "yes_no": (_("Neither yes nor no."), _("Write “ya” or “tidak”.")),
    "uncalculated": (
        _("The formula has no value: the file was never calculated by Excel."),
        _("Open the file in Excel or LibreOffice and save it, or paste the values."),
    ),
    "status_both": (_("Both status columns are marked."), _("Mark exactly one of them.")),
    "status_unmarked": (_("Neither status column is marked."), _("Mark exactly one of them.")),
    "members_sum": (
        _("The total differs from the sum of male and female: {expected}."),
        _("Check the three numbers. The sum is what counts."),
    ),
    "parts_emptied": (
        _("The new total does not go with male and female in the register: {expected}."),
        _("These two are emptied. Leave the row out, or put both into the file, if they still hold."),
    ),
    "village_unknown": (
        _("There is no kelurahan of this name in the city."),
        _("Choose the right one. Nearest: {expected}."),
    ),
    "village_code_unknown": (_("There is no kelurahan of this code in the city."), _("Choose the right one.")),
    "village_code_differs": (
        _("The code and the name are those of two kelurahan: {expected}."),
        _("Choose the right one."),
    ),
    "village_code_statistical": (
        _("This is a code of the statistics office (BPS), most likely of {expected}; the row does not name it."),
        _("Choose the right one."),
    ),
    "other_regency": (
        _("This points to another regency than {expected}."),
        _("Decide: leave the row out, or take it because the office looks after this cooperative."),
    ),
    "district_unknown": (_("There is no kecamatan of this name in the city."), _("Use one of: {expected}.")),
    "district_mismatch": (
        _("The kelurahan {village} lies in {expected}, not here."),
        _("Decide whether the kelurahan or the kecamatan is right."),
    ),
    "village_split": (
        _("This kelurahan was split in 2019: the address may lie in {expected} now."),
        _("Check the address when there is occasion."),
    ),
    "same_in_file": (
        _("The same cooperative stands in row {row} of this file already."),
        _("Decide: leave this row out, or enter it as a cooperative of its own."),
    ),
    "similar_in_register": (
        _("A cooperative with nearly the same name is in the register."),
        _("Decide: is it the same one, or a new one?"),
    ),
    "several_in_register": (
        _("More than one cooperative in the register fits this row."),
        _("Decide which one is meant."),
    ),
    "numbers_disagree": (
        _("The legal number and the Nomor Induk Koperasi point to different cooperatives."),
        _("Decide which one is meant."),
    ),
    "name_differs": (
        _("The number belongs to a cooperative with quite another name: {expected}."),
        _("Decide: has it been renamed, or is the number wrong?"),
    ),
    "status_move": (
        _("In the register it is “{expected}”; a list cannot change that."),
        _("Change the status on the cooperative's page, with a reason. The rest of the row is taken."),
    ),
    "national_number_taken": (
        _("This Nomor Induk Koperasi belongs to another cooperative: {expected}."),
        _("Check the number; the rest of the row is taken without it."),
    ),
    "older_figures": (
        _("The figures of the file ({found}) are older than those of the register ({expected})."),
        _("They are left out; the rest of the row is taken."),
    ),
    "status_newer": (
        _("The register's status was decided later, on {expected}: it stays."),
        _("The rest of the row is taken."),
    ),
    "status_against_rule": (
        _("In the register it is passive, and its last known annual meeting (RAT) is of {expected}: too long ago."),
        _("Decide: does it stay passive, or has it become active all the same?"),
    ),
    "name_by_letters": (
        _("The name differs by a letter or two from the register's: {expected}."),
        _("Decide which spelling is right."),
    ),
    "corrected_since": (
        _("Since the date of this file ({found}) the register was corrected by hand: {expected}."),
        _("Decide whether the file or the register is right for these values."),
    ),
    "total_differs": (
        _("The total in the file is {found}, the rows add up to {expected}."),
        _("Look for a row that is missing or counted twice."),
    ),
}

# What an officer may answer to a doubtful problem; choices with an id are added per row.
SKIP = "skip"
AS_NEW = "new"
TAKE = "take"
WITHOUT = "without"
BY_VILLAGE = "by_village"
BY_DISTRICT = "by_district"
FROM_FILE = "from_file"
FROM_REGISTER = "from_register"


def problem(code: str, level: str, **details: Any) -> dict[str, Any]:
    """A problem as it is stored: its code, level, and whatever its texts and its place need."""
    return {"code": code, "level": level, **details}


def level_of(field: str) -> str:
    """How much a cell that cannot be read keeps out."""
    return REFUSED if BY_NAME[field].essential else LEFT_OUT


def found_text(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def render(stored: dict[str, Any], *, row_is_taken: bool = True) -> dict[str, str]:
    """What is wrong and what to do, in the language of the reader; `row_is_taken`: the row waits for nothing else."""
    wrong, todo = TEXTS[stored["code"]]
    details = {"expected": "", "village": "", "row": "", "limit": "", **stored}
    rest = (
        _(" The cell is left out; the rest of the row is taken.")
        if stored["level"] == LEFT_OUT and row_is_taken
        else ""
    )
    return {
        "wrong": str(wrong).format(**details),
        "todo": str(todo).format(**details) + str(rest),
        "where": stored.get("cell", ""),
        "heading": stored.get("heading", ""),
        "found": stored.get("found", ""),
        "level": stored["level"],
    }
