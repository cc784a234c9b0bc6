"""Numbers of official papers: each given once in a year, one after the other or from a range of the office's agenda."""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.messages import placeholders
from core.papers.official import OfficialPaper

MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


LONGEST = 60


def filled(pattern: str, sequence: int, day: date, **more: str) -> str:
    """A number by the office's pattern: {nomor}, {bulan} in Roman figures, {tahun}, and `more` of its kind.

    Raises DomainError for one that is longer than the paper's field.
    """
    parts = {"nomor": f"{sequence:03}", "bulan": MONTHS[day.month - 1], "tahun": str(day.year)}
    number = placeholders.fill(pattern, parts | more)
    if len(number) > LONGEST:
        text = _("The number “{number}” has more than {most} characters: make its pattern in the settings shorter.")
        raise DomainError(text.format(number=number, most=LONGEST))
    return number


def first_of_range(model: type[OfficialPaper], year: int, *, first: int, n: int) -> int:
    """Where `n` free numbers of a year begin: at `first`, which the agenda has reserved, or after the last one given.

    The caller holds the lock of its kind. Raises DomainError, with the numbers that are taken.
    """
    numbers = model._default_manager.filter(year=year)
    if not first:
        return (numbers.aggregate(last=Max("sequence"))["last"] or 0) + 1
    taken = numbers.filter(sequence__range=(first, first + n - 1)).order_by("sequence")
    if used := list(taken.values_list("sequence", flat=True)):
        text = _("Numbers of {year} that are taken already: {numbers}. Give the first number of a free range of {n}.")
        raise DomainError(text.format(year=year, numbers=", ".join(map(str, used[:10])), n=n))
    return first
