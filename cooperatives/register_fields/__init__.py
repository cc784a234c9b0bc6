"""The fields of the register, each declared once (docs/add-a-field.md).

declaration  what is said of a field
rules        the rules of texts: one function each for forms, imports and calls, and what is wrong in words
writing      a value as people read it in a history or on a page, and as a cell of the export
identity, business, contact, people, figures, private, board: the declarations, a module for each section

Labels, columns of the record, forms, import, export, filters, history and completeness follow from them. The
package knows no model: the models ask it.
"""

from cooperatives.register_fields import board, business, contact, figures, identity, people, private
from cooperatives.register_fields.declaration import FieldKind, RegisterField

# In the order of the pages, of the export and of what an officer would ask for. The key is that of the form's section.
SECTIONS: dict[str, tuple[RegisterField, ...]] = {
    "identity": identity.FIELDS,
    "business": business.FIELDS,
    "contact": contact.FIELDS,
    "people": people.FIELDS,
    "figures": figures.FIELDS,
    "private": private.FIELDS,
    "board": board.FIELDS,
}
FIELDS = tuple(field for fields in SECTIONS.values() for field in fields)
BY_NAME = {field.name: field for field in FIELDS}
# Amounts and numbers of people: whoever knows them says of which day they are (cooperatives/key_figures/figures.py).
MONEY = tuple(field.name for field in FIELDS if field.kind == FieldKind.MONEY)
COUNTS = tuple(field.name for field in FIELDS if field.kind == FieldKind.COUNT)
# Numbers of people that are the sum of their parts by sex.
SUMS = tuple(name for name in COUNTS if f"{name}_male" in BY_NAME)


def typed_in(section: str) -> tuple[str, ...]:
    """The fields that people type in a section of the record."""
    return tuple(field.name for field in SECTIONS[section] if field.typed)


def field_of(name: str) -> RegisterField | None:
    """The field of a column of the record; that of a place is called after its id too."""
    return BY_NAME.get(name) or BY_NAME.get(name.removesuffix("_id"))
