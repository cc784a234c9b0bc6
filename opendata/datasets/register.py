"""The register as data: one row a cooperative, of what anybody may know (domain paper 3.1, 8.4).

It holds no address, telephone or name of a person: a file that was taken cannot be taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Form, Kind, Pattern, Status
from cooperatives.models import Cooperative, PublicRemoval
from cooperatives.public import removals
from opendata.datasets.declaration import ColumnChange, Dataset, DatasetColumn, Rows, Type

AT_ONCE = 2000
CODE = _("A code; the column beside it says it in words.")
COLUMNS = (
    DatasetColumn(
        "id", _("Number in the portal"), Type.INTEGER, _("It never changes; the page of a cooperative has it too.")
    ),
    DatasetColumn("name", _("Name")),
    DatasetColumn("legal_number", _("Legal-entity number")),
    DatasetColumn("legal_date", _("Date of the legal entity"), Type.DATE),
    DatasetColumn("national_number", _("Nomor Induk Koperasi"), about=_("The national number of the ministry.")),
    DatasetColumn(
        "kind",
        _("Kind"),
        about=_("What it does, as a code; the column beside it says it in words."),
        values=tuple(Kind.choices),
    ),
    DatasetColumn("kind_name", _("Kind in words")),
    DatasetColumn("group", _("Group"), about=_("Who its members are, such as KPRI or KKMP, as the register says it.")),
    DatasetColumn("form", _("Form"), about=CODE, values=tuple(Form.choices)),
    DatasetColumn("pattern", _("Pattern"), about=CODE, values=tuple(Pattern.choices)),
    DatasetColumn(
        "status", _("Status"), about=_("A code; empty where nobody has said it."), values=tuple(Status.choices)
    ),
    DatasetColumn("status_name", _("Status in words")),
    DatasetColumn(
        "status_on", _("Status since"), Type.DATE, _("The day of the decision, or of the list that it came with.")
    ),
    DatasetColumn("district_code", _("Code of the kecamatan"), about=_("As Kemendagri gives it.")),
    DatasetColumn("district", _("Kecamatan")),
    DatasetColumn("village_code", _("Code of the kelurahan"), about=_("As Kemendagri gives it.")),
    DatasetColumn("village", _("Kelurahan")),
    DatasetColumn("last_rat_year", _("Year of the last annual meeting (RAT)"), Type.INTEGER),
    DatasetColumn("members", _("Members"), Type.INTEGER, _("Empty where nobody has said it.")),
    DatasetColumn("employees", _("Employees"), Type.INTEGER, _("Empty where nobody has said it.")),
    DatasetColumn("figures_as_of", _("Figures as of"), Type.DATE, _("The day of which the newest figures are.")),
    DatasetColumn(
        "removed_on", _("Removed on"), Type.DATE, _("From then on the row holds its number alone, on request.")
    ),
    DatasetColumn("removal_reason", _("Reason of the removal")),
)
# What is said of a removed record beside its number.
MARKS = ("removed_on", "removal_reason")
# The columns that words stand beside, and the words.
WORDS = {"kind_name": ("kind", dict(Kind.choices)), "status_name": ("status", dict(Status.choices))}
PLACES = {
    "district_code": "district__code",
    "district": "district__name",
    "village_code": "village__code",
    "village": "village__name",
}
READ = tuple(column.name for column in COLUMNS if column.name not in (*WORDS, *MARKS))
Removals = Mapping[int, PublicRemoval]


def of(rows: QuerySet[Cooperative]) -> Rows:
    """Some cooperatives in the order of the query, as rows of these columns; read piece by piece.

    A removed one has its number, the day and the reason alone.
    """
    removed, places = removals.in_force(), {name: at for at, name in enumerate(READ)}
    labels = {name: {code: str(label) for code, label in words.items()} for name, (_of, words) in WORDS.items()}
    # Of each column the place of its value, and the words for it where it has them.
    plan = [
        (places[WORDS[one.name][0]], labels[one.name]) if one.name in WORDS else (places[one.name], None)
        for one in COLUMNS
        if one.name not in MARKS
    ]
    for values in rows.values_list(*(PLACES.get(name, name) for name in READ)).iterator(chunk_size=AT_ONCE):
        if (removal := removed.get(values[0])) is not None:
            yield mark(values[0], removal, COLUMNS)
        else:
            yield [*[values[at] if words is None else words.get(values[at], "") for at, words in plan], None, ""]


def mark(pk: int, removal: PublicRemoval, columns: Sequence[DatasetColumn]) -> list[Any]:
    """What is left of a removed record, in the order of the columns."""
    known = {
        "id": pk,
        "removed_on": timezone.localdate(removal.at),
        "removal_reason": removal.reason,
    }
    return [known.get(column.name, None if column.type != Type.STRING else "") for column in columns]


def _all(_day: date) -> Iterable[list[Any]]:
    return of(Cooperative.objects.current().order_by("pk"))


REGISTER = Dataset(
    key="register",
    title=_("Register of cooperatives"),
    about=_("Every cooperative that the office has on its register, the dissolved ones among them."),
    columns=COLUMNS,
    rows=_all,
    identifiers=("id",),
    concept=_("A cooperative is a legal entity of members with business of their own (UU 25/1992 art. 1)."),
    method=_("Read from the register of the office on the day of the file."),
    unit=_("cooperative"),
    classes=_("by cooperative"),
    changes=(
        ColumnChange(date(2026, 11, 28), _("First published.")),
        ColumnChange(date(2026, 11, 28), _("removed_on and removal_reason were added at the end.")),
    ),
)
