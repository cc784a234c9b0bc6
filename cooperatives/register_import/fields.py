"""The fields a column of a list can mean: those of cooperatives/register_fields that lists have words for."""

from cooperatives.register_fields import FIELDS as DECLARED
from cooperatives.register_fields.declaration import RegisterField

FIELDS: dict[str, RegisterField] = {field.name: field for field in DECLARED if field.words}
BOARD = {field.name: field.position for field in DECLARED if field.position}
# A sheet is a register when at least so many of its columns are known, the name among them.
ENOUGH_COLUMNS = 3
