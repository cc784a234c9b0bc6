"""A list of the screen as an Excel file, with a cover that says what was chosen, when and by whom."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import files
from core.formats import moment
from core.workbook_write import Column, write_workbook


def attach(
    request, *, title: str, columns: Sequence[Column], rows: Iterable[Sequence], name: str, selection: str = ""
) -> HttpResponse:
    """The rows as a download called `name`.xlsx; `selection` says in words which filter was in force."""
    cover = [
        (_("Content"), title),
        (_("Selection"), selection or _("all")),
        (_("Made on"), moment(timezone.now())),
        (_("Made by"), request.user.display_name),
    ]
    with tempfile.TemporaryDirectory(prefix="solokop-") as folder:
        path = Path(folder) / "list.xlsx"
        write_workbook(path, cover=cover, sheets=[(title, columns, rows)])
        return files.attach(path.read_bytes(), f"{name}.xlsx")
