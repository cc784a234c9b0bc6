"""Small makers of test records; each goes through the portal's own functions where there is one."""

import io
from datetime import date
from itertools import count
from pathlib import Path

from django.conf import settings
from openpyxl import Workbook

from accounts.models import User
from cooperatives.key_figures.figure_sets import has_figures
from cooperatives.models import Cooperative, District, RegisterImport, Village
from cooperatives.record.derived import derive
from cooperatives.register_import import execution, intake
from core.models import Signer
from core.office_papers import signers

_numbers = count(1)
DEMO_REGISTER = Path(settings.BASE_DIR) / "cooperatives" / "data" / "demo_register.xlsx"


def make_user(role: str, email: str = "", **fields) -> User:
    n = next(_numbers)
    return User.objects.create_user(
        email or f"{role}{n}@contoh.test",
        fields.pop("password", None),
        name=fields.pop("name", f"{role} {n}"),
        role=role,
        **fields,
    )


def village(name: str) -> Village:
    return Village.objects.select_related("district").get(name=name)


def district(name: str) -> District:
    return District.objects.get(name=name)


def make_signer(name: str = "Bapak Kepala", **fields) -> Signer:
    """Somebody who signs all papers since long ago."""
    given = {"position": "Kepala Dinas", "since": date(2020, 1, 1)} | fields
    return signers.add(Signer(name=name, **given), actor=None)


def make_cooperative(name: str = "", *, place: str = "Jajar", **fields) -> Cooperative:
    n = next(_numbers)
    values = {
        "name": name or f"KSP Contoh {n}",
        "legal_number": f"{n:06}/BH/M.KUKM.2/V/2017",
        "village": village(place) if place else None,
        "kind": "savings_loan",
        "status": "active",
        "status_on": date(2020, 12, 31),
    }
    cooperative = Cooperative(**(values | fields))
    derive(cooperative)
    cooperative.figures_source = "register" if has_figures(cooperative) else ""
    cooperative.save()
    return cooperative


def workbook(*sheets: list[list], titles: tuple[str, ...] = ()) -> bytes:
    """An .xlsx of the given sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(titles[number] if number < len(titles) else f"Sheet{number + 1}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def preview(content: bytes, actor, name: str = "register.xlsx") -> RegisterImport:
    """Upload a file and accept the proposed columns."""
    batch = intake.receive([content], name=name, actor=actor)
    intake.set_mapping(batch, batch.mapping, as_of=batch.as_of, actor=actor)
    batch.refresh_from_db()
    return batch


def apply(batch: RegisterImport, actor) -> RegisterImport:
    """Apply a previewed import in this transaction."""
    RegisterImport.objects.filter(pk=batch.pk, state="preview").update(state="applying", applied_by=actor)
    execution.apply(batch.pk, actor=actor)
    batch.refresh_from_db()
    return batch


def import_demo(actor) -> RegisterImport:
    return apply(preview(DEMO_REGISTER.read_bytes(), actor, "demo_register.xlsx"), actor)


def shown_values(client, url: str) -> dict:
    """What a browser would send back of the form at an address, if nobody changed anything."""
    data = {}
    for field in client.get(url).context["form"]:
        value = field.value()
        data[field.html_name] = "" if value is None else value.pk if hasattr(value, "pk") else value
    return {name: value for name, value in data.items() if value is not False}
