"""What a night has to tell, in numbers: for the summary by e-mail."""

from datetime import date

from core import areas
from supervision.area import AREA
from supervision.models import EarlyWarning


def told_on(day: date) -> int:
    """How many flags were raised, or told again, in the night before a day."""
    return EarlyWarning.objects.loud().filter(told_on=day).count() if areas.is_on(AREA.key) else 0
