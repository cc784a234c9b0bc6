"""The row for the province, field by field to copy, each with how many cooperatives stand behind it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.handover.declaration import GivenValue
from cooperatives.handover.papers import HandoverPaper
from cooperatives.key_figures.city_sums import CitySums
from core import clock
from reports.area import AREA
from reports.models import Period
from reports.summary import provincial_recap


def given(found: CitySums) -> Iterator[GivenValue]:
    """The values of the recap as its workbook has them."""
    counted = [*(None,) * 5, *(found.sums[name] for name in (*provincial_recap.BY_SEX, *provincial_recap.MONEY))]
    for column, value, part in zip(provincial_recap.columns(), provincial_recap.row(found), counted, strict=True):
        note = ""
        if part and part.n < found.counts.total:
            note = _("{n} of {total} cooperatives have said it").format(n=part.n, total=found.counts.total)
        yield GivenValue(column.title, value, note=note)


def _newest() -> str | None:
    """The page of the newest quarter that is over."""
    over = (period for period in Period.objects.order_by("-year", "-quarter") if period.value.end < clock.today())
    period = next(over, None)
    return reverse("province_row", args=[period.slug]) if period else None


PAPER = HandoverPaper(
    gettext_lazy("Provincial recap"),
    gettext_lazy("The row of Kota Surakarta for the province, quarter by quarter, and of how many each figure is."),
    _newest,
    AREA.key,
)
