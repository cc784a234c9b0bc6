"""Where the marks of a chart stand, by equality; what a chart says, and that nothing in it is style or script."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils import translation

from core import charts
from core.charts import AxisPlace, Hue, Mark, Series, TilePosition
from core.charts.axis import Axis, axis_of
from core.charts.tiles import Edge

HUGE = 1_234_567_890_123


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def figures(*values: list[int | None], measure=charts.COUNT, running=False, **others) -> charts.ChartFigures:
    """Series A, B, … over the places 1, 2, …; the last place is running."""
    n = len(values[0])
    hues = list(Hue)
    return charts.ChartFigures(
        key="test",
        title="Koperasi menurut tempat",
        heading="Tempat",
        places=[AxisPlace(f"Tempat {i + 1}", is_running=running and i == n - 1) for i in range(n)],
        series=[
            Series(
                chr(65 + j), [Mark(value, f"/rows/?s={j}&p={i}") for i, value in enumerate(column)], hues[j], measure
            )
            for j, column in enumerate(values)
        ],
        **others,
    )


def drawn(drawing: charts.Drawing, tag: str = "{% chart drawing %}") -> str:
    return Template("{% load charts %}" + tag).render(Context({"drawing": drawing}))


def table(page: str) -> list[list[str]]:
    """The words of the cells, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([], Axis(0, 1, 1)),
        ([0], Axis(0, 1, 1)),
        ([1], Axis(0, 1, 1)),
        ([7], Axis(0, 8, 2)),
        ([5, 5, 5], Axis(0, 5, 1)),
        ([164, 69], Axis(0, 200, 50)),
        ([-3, 9], Axis(-5, 10, 5)),
        ([-300], Axis(-300, 0, 100)),
        ([99, 100], Axis(0, 100, 20)),
        ([HUGE], Axis(0, 1_500_000_000_000, 500_000_000_000)),
    ],
)
def test_an_axis_has_few_round_values_with_zero_among_them(values, axis):
    assert axis_of(values) == axis
    assert 0 in axis.ticks
    assert 2 <= len(axis.ticks) <= 6


def test_an_axis_says_the_unit_once_and_its_values_short():
    for largest, texts, unit in (
        (HUGE, ["0", "500", "1.000", "1.500"], "billion rupiah"),
        (12_300_000, ["0", "5", "10", "15"], "million rupiah"),
        (900, ["0", "200", "400", "600", "800", "1.000"], "rupiah"),
        (50_000, ["0", "10", "20", "30", "40", "50"], "thousand rupiah"),
    ):
        drawing = charts.bars(figures([largest], measure=charts.RUPIAH))
        assert [tick.text for tick in drawing.shape.ticks] == texts
        assert drawing.unit == unit


def test_a_value_at_a_mark_has_one_decimal_where_it_is_small_and_never_a_minus_before_zero():
    scale = charts.RUPIAH.scale(20_000_000_000)
    assert [scale.text(n) for n in (0, -1, 12_345_000_000, 13_000_000_000, -1_250_000_000, HUGE)] == [
        "0",
        "0",
        "12,3",
        "13",
        "-1,2",
        "1.235",
    ]


def bar(*values: int | None, at: int = 0) -> tuple:
    found = charts.bars(figures(list(values))).shape.rows[at].bars[0]
    return found.x, found.width, found.text, found.text_x, found.anchor, found.is_inside


def test_bars_go_from_zero_with_their_words_where_there_is_most_room():
    assert bar(100, 40) == (0, 100, "100", 100, "end", True)
    assert bar(100, 40, at=1) == (0, 40, "40", 40, "start", False)
    assert bar(5, 5, 5) == (0, 100, "5", 100, "end", True)
    assert bar(0, 0) == (0, 0, "0", 0, "start", False)
    assert bar(100, None, at=1) == (0, 0, "–", 0, "start", False)
    # Below zero a bar hangs to the left; its words stand beyond zero, or in it.
    assert bar(-20, 80) == (0, 20, "-20", 20, "start", False)
    assert bar(-80, 20) == (0, 80, "-80", 0, "start", True)
    assert bar(-80, 20, at=1) == (80, 20, "20", 80, "end", False)


def test_a_stack_puts_its_parts_one_after_the_other_and_leaves_out_what_does_not_fit():
    first, second, third = charts.stacks(figures([60, 1, None], [40, 0, None])).shape.rows
    assert [(part.x, part.width, part.text, part.middle) for part in first.parts] == [
        (0, 60, "60", 30),
        (60, 40, "40", 80),
    ]
    assert [(part.x, part.width, part.text) for part in second.parts] == [(0, 1, "")]
    assert (first.total, second.total, third.total, third.is_gap) == ("100", "1", "–", True)
    with pytest.raises(ValueError, match="below zero"):
        charts.stacks(figures([1], [-1]))


def test_a_line_breaks_where_a_figure_is_missing_and_is_dashed_towards_what_runs():
    shape = charts.line(figures([10, None, 5, 0], running=True)).shape
    assert [[(point.x, point.y, point.text) for point in column.points] for column in shape.columns] == [
        [(12.5, 9, "10")],
        [],
        [(62.5, 50, "5")],
        [(87.5, 91, "0")],
    ]
    assert [(one.x1, one.y1, one.x2, one.y2, one.is_running) for one in shape.segments] == [(62.5, 50, 87.5, 91, True)]
    assert [column.place.is_running for column in shape.columns] == [False, False, False, True]


def test_the_words_of_two_lines_never_meet_whichever_is_higher():
    first, second = charts.line(figures([10, 1], [2, 8])).shape.columns
    assert [(point.hue, point.is_above) for point in first.points] == [(Hue.INFORMS, True), (Hue.OWN, False)]
    assert [(point.hue, point.is_above) for point in second.points] == [(Hue.OWN, True), (Hue.INFORMS, False)]
    with pytest.raises(ValueError, match="one or two"):
        charts.line(figures([1], [2], [3]))


def test_of_many_places_every_second_gives_its_words_up_on_a_phone_and_the_last_keeps_them():
    def spare(*values: int | None) -> list[bool]:
        return [column.is_spare for column in charts.line(figures(list(values))).shape.columns]

    assert spare(*[100] * 8) == [False] * 8
    assert spare(*[1_000] * 8) == [True, False] * 4
    assert spare(*[1] * 30)[-3:] == [False, True, False]
    assert spare(*[1] * 30, None)[-3:] == [True, False, True]


def test_names_that_would_lie_on_each_other_give_way_though_the_words_at_the_marks_do_not():
    def drawn(name: str) -> list[tuple[bool, bool]]:
        given = replace(figures([9] * 4), places=[AxisPlace(f"{name} {year}") for year in range(2021, 2025)])
        return [(column.is_spare, column.has_spare_name) for column in charts.line(given).shape.columns]

    assert drawn("TW I") == [(False, False)] * 4
    assert drawn("Triwulan ke-3") == [(False, True), (False, False)] * 2


def test_a_small_line_lies_between_its_smallest_and_largest_value():
    drawing = charts.sparkline(figures([100, 110, None]))
    assert drawing.last == ("110", AxisPlace("Tempat 2"))
    assert charts.sparkline(figures([None])).last is None
    segments, last = drawing.shape
    assert [(one.y1, one.y2) for one in segments] == [(91, 9)]
    assert (last.x, last.y, last.text) == (50, 9, "110")
    segments, last = charts.sparkline(figures([7, 7])).shape
    assert (segments[0].y1, last.y) == (50, 50)


def test_a_funnel_narrows_and_says_of_how_many_and_how_many_fell_away():
    stages = [(AxisPlace("Wajib"), 200), (AxisPlace("Lapor"), 100), (AxisPlace("Diterima"), 50)]
    shape = charts.funnel("test", "Corong", "Tahap", "Laporan", stages, Hue.INFORMS).shape
    assert [(one.x, one.width, one.text, one.lost, one.text_x) for one in shape] == [
        (0, 100, "200", "", 50),
        (25, 50, "100 of 200", "–100", 50),
        (37.5, 25, "50 of 200", "–50", 62.5),
    ]
    with pytest.raises(ValueError, match="part of the first"):
        charts.funnel("test", "Corong", "Tahap", "Laporan", [stages[1], stages[0]], Hue.INFORMS)
    nothing = charts.funnel("test", "Corong", "Tahap", "Laporan", [(AxisPlace("Wajib"), 0)], Hue.INFORMS)
    assert nothing.shape is None
    assert table(drawn(nothing)) == [["Tahap", "Laporan"], ["Wajib", "0"]]


def names_of(page: str) -> tuple[set[str], set[str]]:
    """The names of all tags and of all attributes, as a browser reads them."""
    tags, attributes = set(), set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.add(tag)
            attributes.update(name for name, _value in attrs)

    Reader().feed(page)
    return tags, attributes


AT = {
    "Tempat 1": TilePosition(1, 1, "Utara"),
    "Tempat 2": TilePosition(2, 1, "Utara"),
    "Tempat 3": TilePosition(2, 2, "Selatan"),
}


def test_tiles_follow_each_other_row_by_row():
    turned = AT | {"Tempat 1": AT["Tempat 3"], "Tempat 3": AT["Tempat 1"]}
    assert [tile.text for tile in charts.tile_map(figures([0, 3, 8]), turned).shape.tiles] == ["8", "3", "0"]


def test_tiles_lie_where_they_should_with_a_line_between_the_groups():
    shape = charts.tile_map(figures([0, 3, 8]), AT).shape
    assert [(tile.x, tile.y, tile.shade, tile.text) for tile in shape.tiles] == [
        (0, 0, 0, "0"),
        (50, 0, 2, "3"),
        (50, 50, 4, "8"),
    ]
    assert (shape.width, shape.height) == (50, 50)
    assert shape.edges == [Edge(50, 50, 100, 50)]
    assert shape.shades == [(0, "0"), (1, "1–2"), (2, "3–4"), (3, "5–6"), (4, "7–8")]
    assert shape.tiles[2].label == "Tempat 3 (Selatan): 8"


@pytest.mark.parametrize("positions", [{}, {"Tempat 1": AT["Tempat 1"], "Tempat 2": AT["Tempat 2"]}])
def test_a_map_without_tiles_or_with_an_unknown_place_is_a_table(positions):
    page = drawn(charts.tile_map(figures([0, 3, 8]), positions))
    assert "<svg" not in page
    assert "<details" not in page
    assert table(page) == [["Tempat", "A"], ["Tempat 1", "0"], ["Tempat 2", "3"], ["Tempat 3", "8"]]


KINDS = {
    "bars": charts.bars,
    "stacks": charts.stacks,
    "line": charts.line,
    "tiles": lambda figures: charts.tile_map(figures, AT),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_a_chart_stands_in_its_table_with_its_rows_and_a_gap_is_no_zero(kind):
    page = drawn(KINDS[kind](figures([1_234, None, 0], [10, 20, None])))
    assert table(page) == [
        ["Tempat", "A", "B"],
        ["Tempat 1", "1.234", "10"],
        ["Tempat 2", "–", "20"],
        ["Tempat 3", "0", "–"],
    ]
    links = set(re.findall(r'href="([^"]*)"', page))
    assert {f"/rows/?s={s}&amp;p={p}" for s in (0, 1) for p in (0, 1, 2)} <= links


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_a_chart_is_style_or_script_and_a_hostile_label_is_text(kind):
    hostile = '"><script>alert(1)</script><b style="x">'
    places = [AxisPlace(hostile, "/x?a=1&b=2"), AxisPlace("Tempat 2"), AxisPlace("Tempat 3")]
    series = [Series(hostile, [Mark(1), Mark(None), Mark(3)])]
    found = charts.ChartFigures(key="test", title=hostile, heading=hostile, places=places, series=series, note=hostile)
    page = drawn(KINDS[kind](found)) + drawn(charts.sparkline(found), "{% sparkline drawing %}")
    assert "&lt;script&gt;" in page
    tags, attributes = names_of(page)
    assert tags & {"script", "style", "b", "foreignobject", "image", "use"} == set()
    assert [name for name in attributes if name == "style" or name.startswith("on")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_places_of_marks_are_written_with_points_in_either_language(kind):
    for language in ("id", "en"):
        with translation.override(language):
            page = drawn(KINDS[kind](figures([1, 2, 4])))
        numbers = re.findall(r'\b(?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"', page)
        assert numbers
        assert [one for one in numbers if not re.fullmatch(r"-?\d+(\.\d+)?%?", one)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_any_figure_it_says_so(kind):
    page = drawn(KINDS[kind](figures([None, None, None])))
    assert "No figure is known yet" in page
    assert "<svg" not in page
    assert "<table" not in page


def test_a_legend_stands_where_there_are_two_series_and_a_running_place_is_named():
    assert "chart-key" not in re.sub("chart-keys", "", drawn(charts.bars(figures([1, 2]))))
    assert drawn(charts.bars(figures([1, 2], [3, 4]))).count("chart-swatch") == 2
    page = drawn(charts.line(figures([1, 2], running=True)))
    assert page.count("chart-running") == 2
    assert ["Tempat 2 (still running)", "2"] in table(page)


def test_how_many_of_how_many_stands_at_the_mark_and_under_the_chart():
    series = Series("A", [Mark.share(31, 50), Mark.share(0, 0), Mark(42, whole=131)], measure=charts.PERCENT)
    assert [series.text(mark) for mark in series.marks[:2]] == ["62 % (31 of 50)", "–"]
    assert Series("A", [Mark(42, whole=1310)]).text(Mark(42, whole=1310)) == "42 of 1.310"
    assert "1 of 3" in figures([1, None, None]).coverage
    assert figures([1, 2]).coverage == ""
    # A place that is not over yet is no gap.
    assert figures([1, 2, None], running=True).coverage == ""


def test_what_stands_in_the_table_only_is_not_drawn():
    found = figures([1, 2], more=[Series("Anggota", [Mark(7), Mark(None)])])
    drawing = charts.bars(found)
    assert [len(row.bars) for row in drawing.shape.rows] == [1, 1]
    assert table(drawn(drawing))[1:] == [["Tempat 1", "1", "7"], ["Tempat 2", "2", "–"]]
    assert "<table" not in drawn(drawing, '{% chart drawing numbers="beside" %}')


def test_a_series_has_a_mark_for_each_place():
    with pytest.raises(ValueError, match="1 marks for 2 places"):
        charts.ChartFigures("k", "t", "h", [AxisPlace("1"), AxisPlace("2")], [Series("A", [Mark(1)])])
