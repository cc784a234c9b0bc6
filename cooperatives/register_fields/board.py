"""Names of the board and the management, which are rows of their own (models/people.py)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Position
from cooperatives.register_fields.declaration import FieldKind, RegisterField


def _person(name: str, label: Any, position: Position, words: str, *, wanted: bool = False) -> RegisterField:
    return RegisterField(
        name=name,
        label=label,
        kind=FieldKind.PERSON,
        position=position,
        max_length=150,
        column=False,
        words=words,
        settled=True,
        typed=False,
        width=26,
        personal="contacts",
        wanted=wanted,
    )


FIELDS = (
    _person("chair", _("chair"), Position.CHAIR, "ketua, nama ketua, ketua pengurus, ketua koperasi", wanted=True),
    _person("secretary", _("secretary"), Position.SECRETARY, "sekretaris, nama sekretaris"),
    _person("treasurer", _("treasurer"), Position.TREASURER, "bendahara, nama bendahara"),
    _person(
        "manager_name",
        _("manager (pengelola)"),
        Position.MANAGER,
        "manager, manajer, nama manajer, pengelola, nama manager",
    ),
)
