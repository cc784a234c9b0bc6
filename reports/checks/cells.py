"""B1 to B11: what can be wrong with a cell of a workbook, before any sum is looked at."""

from django.utils.translation import gettext_lazy as _

from reports.checks.base import Rule, publish
from reports.choices import Level

PLAIN = _("Type digits only, in full rupiah, for instance 1250000 or 1.250.000.")
# The reason why core.text.parsing or core.workbooks.tables could not read a cell, and its rule.
RULE_OF = {
    "number_text": "B1",
    "number_english": "B2",
    "number_error": "B3",
    "uncalculated": "B4",
    "number_large": "B5",
    "count_fraction": "B6",
    "count_negative": "B6",
    "cents": "B7",
    "lost": "B8",
}
# All rules of the reading; they are found by the parser, not by a function on the figures.
READING = frozenset({*RULE_OF.values(), "B9", "B10", "B11"})


def _rule(id: str, level: Level, title, why, message, todo) -> None:
    publish(Rule(id, level, title, why, message, todo))


_rule(
    "B1",
    Level.ERROR,
    _("A number is a number"),
    _("Words, dates and short forms such as “12 juta” are not read."),
    _("{label}: “{text}” is not a number."),
    PLAIN,
)
_rule(
    "B2",
    Level.ERROR,
    _("Thousands have a dot, decimals a comma"),
    _("1,500 may mean one and a half or fifteen hundred."),
    _("{label}: “{text}” can be read in two ways."),
    PLAIN,
)
_rule(
    "B3",
    Level.ERROR,
    _("No cell shows an error"),
    _("#REF!, #DIV/0! and the like have no value."),
    _("{label}: the cell shows the error {text}."),
    _("Mend the formula in the cell, or type the amount."),
)
_rule(
    "B4",
    Level.ERROR,
    _("A formula has its value"),
    _("Some apps save formulas without their results."),
    _("{label}: the formula {text} has no saved result."),
    _("Open the file in Excel or LibreOffice and save it there, or type the amount instead of the formula."),
)
_rule(
    "B5",
    Level.ERROR,
    _("No number is impossibly large"),
    _("More than a thousand trillion rupiah is a typing error."),
    _("{label}: “{text}” is too large to be true."),
    PLAIN,
)
_rule(
    "B6",
    Level.ERROR,
    _("People are counted in whole numbers"),
    _("There is no half member."),
    _("{label}: “{text}” is not a number of people."),
    _("Type a whole number, 0 if there is nobody."),
)
_rule(
    "B7",
    Level.INFO,
    _("Amounts are whole rupiah"),
    _("Parts of a rupiah are rounded."),
    _("{label}: “{text}” was read as {found}."),
    _("Nothing has to be done if that is right."),
)
_rule(
    "B8",
    Level.ERROR,
    _("Every line is in the workbook"),
    _("A row or a sheet of the template was deleted."),
    _("{label} is no longer in the workbook."),
    _("Download the template again and copy your figures into it."),
)
_rule(
    "B9",
    Level.INFO,
    _("Lines are found by their names"),
    _("The template names its cells; where an app has dropped the names, lines are found by their code in column A."),
    _("The names of the cells were lost; {n} lines were found by their codes."),
    _("Check on the next page whether all figures were read rightly."),
)
_rule(
    "B10",
    Level.ERROR,
    _("Each amount stands in the row of its line"),
    _("When rows are sorted, moved or copied over, an amount lands beside the name of another line."),
    _("{label}: this cell stands in the row “{row}”, not in “{line}”. The amount was not read."),
    _("Undo the sorting or moving, or download the template again and type the amounts beside their lines."),
)
_rule(
    "B11",
    Level.ERROR,
    _("Each line has one row"),
    _("Of two rows of one line with two amounts nobody can say which one counts."),
    _("{label}: this second row of the line says “{text}”, {cell} something else. Neither was read."),
    _("Put the whole amount into {cell}, and delete the second row."),
)
