"""What a chart shows: places along its axis, and one series or more with a mark for each place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from core.charts.measures import COUNT, Measure, Scale
from core.text.formats import thousands


class Hue(StrEnum):
    """The five hues and grey; the same kind of thing has the same everywhere."""

    INFORMS = "informs"  # a figure of its own, the first of two
    OWN = "own"  # the second of two
    DONE = "done"  # active, accepted, trained
    WAITS = "waits"  # with somebody who has to act
    LATE = "late"  # late or wrong
    RESTS = "rests"  # all others


@dataclass(frozen=True, slots=True)
class AxisPlace:
    """A place along the axis: a quarter, a district. `address` leads to its rows; a running one is not over yet."""

    label: str
    address: str = ""
    is_running: bool = False

    def __str__(self) -> str:
        return _("{place} (still running)").format(place=self.label) if self.is_running else self.label


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a series; None is a gap, never zero. `address` leads to the rows behind it.

    `part` of `whole` is how many of how many stand behind a value; without a part the value itself is of the whole.
    """

    value: int | None
    address: str = ""
    part: int | None = None
    whole: int | None = None

    @classmethod
    def share(cls, part: int, whole: int, address: str = "") -> "Mark":
        """A part of a whole in whole percent; a gap where there is no whole."""
        return cls(round(100 * part / whole) if whole else None, address, part, whole)


@dataclass(frozen=True, slots=True)
class Series:
    """The marks of one kind of thing, one for each place."""

    name: str
    marks: Sequence[Mark]
    hue: Hue = Hue.INFORMS
    measure: Measure = COUNT

    @property
    def known(self) -> list[int]:
        return [mark.value for mark in self.marks if mark.value is not None]

    def text(self, mark: Mark) -> str:
        """`42`, `42 of 131`, `62 % (31 of 50)`; a dash for a gap."""
        if mark.value is None:
            return "–"
        value = self.measure.text(mark.value)
        if mark.whole is None:
            return value
        if mark.part is None:
            return _("{n} of {of}").format(n=value, of=self.measure.text(mark.whole))
        parts = _("{n} of {of}").format(n=thousands(mark.part), of=thousands(mark.whole))
        return f"{value} ({parts})"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the table: a place, and for each series its mark and the text of it."""

    place: AxisPlace
    cells: list[tuple[str, Mark, str]]


@dataclass(frozen=True, slots=True)
class ChartFigures:
    """What a chart shows. `key` is unique on its page; `heading` names the places; `title` says what is seen.

    The series share one measure. Those of `more` stand in the table only. Raises ValueError where a series does not
    have a mark for each place.
    """

    key: str
    title: str
    heading: str
    places: Sequence[AxisPlace]
    series: Sequence[Series]
    more: Sequence[Series] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for series in (*self.series, *self.more):
            if len(series.marks) != len(self.places):
                raise ValueError(f"{series.name}: {len(series.marks)} marks for {len(self.places)} places")

    @property
    def known(self) -> list[int]:
        return [value for series in self.series for value in series.known]

    @property
    def scale(self) -> Scale:
        largest = max((abs(value) for value in self.known), default=0)
        return self.series[0].measure.scale(largest)

    @property
    def coverage(self) -> str:
        """How many of the places have a figure, where not all have; one that runs is not expected to."""
        known = [any(one.marks[i].value is not None for one in self.series) for i in range(len(self.places))]
        expected = [is_known for is_known, place in zip(known, self.places, strict=True) if not place.is_running]
        if all(expected):
            return ""
        return _("A figure is known for {n} of {of}; where none is known there is a gap.").format(
            n=sum(expected), of=len(expected)
        )

    @property
    def running(self) -> str:
        """What a place is called that is not over yet; "" where there is none."""
        return _("still running") if any(place.is_running for place in self.places) else ""

    @property
    def columns(self) -> list[Series]:
        return [*self.series, *self.more]

    @property
    def rows(self) -> list[ChartRow]:
        return [
            ChartRow(place, [(one.name, one.marks[i], one.text(one.marks[i])) for one in self.columns])
            for i, place in enumerate(self.places)
        ]

    def in_words(self, i: int) -> str:
        """A place with all its values, for those who hear the page."""
        return f"{self.places[i]}: " + ", ".join(f"{one.name} {one.text(one.marks[i])}" for one in self.series)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with the places of its marks; `kind` is its template, a `shape` of None has nothing to draw."""

    kind: str
    figures: ChartFigures
    shape: Any
    # The unit of the axis in words, "" where the values at the marks say it.
    unit: str = ""

    @property
    def template(self) -> str:
        return f"components/charts/{self.kind}.html"

    @property
    def last(self) -> tuple[str, AxisPlace] | None:
        """The last value that is known of the first series, and its place."""
        series = self.figures.series[0]
        known = [
            (mark, place)
            for mark, place in zip(series.marks, self.figures.places, strict=True)
            if mark.value is not None
        ]
        return (series.text(known[-1][0]), known[-1][1]) if known else None

    @property
    def has_keys(self) -> bool:
        """Whether anything is to be said of hues and units between the title and the marks."""
        return bool(self.legend or self.unit or self.figures.running)

    @property
    def legend(self) -> Sequence[Series]:
        """Needed where there are two series or more."""
        return self.figures.series if len(self.figures.series) > 1 else ()
