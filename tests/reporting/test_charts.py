"""Charts: what the numbers say, and nothing of the machine that drew them."""

from datetime import date, timedelta

import pytest

from service.progress.scoring import Band
from service.reporting.charts import band_chart, confidence_chart, trend_chart
from service.reporting.model import Confidence, Point, Trend
from tests.reporting.documents import page_of

BEGIN = date(2026, 10, 1)


def trend(*progress: float | None, days: int = 7) -> Trend:
    points = [
        Point(BEGIN + timedelta(days * at), value, at / len(progress))
        for at, value in enumerate(progress)
    ]
    reached = [point.day for point in points if point.progress is not None]
    return Trend("objectives", reached[-1] if reached else BEGIN, points)


def series(drawing: str, name: str) -> list[str]:
    """The lines and dots of one series."""
    root = page_of(drawing)
    groups = [node for node in root.iter("g") if name in node.get("class", "").split()]
    return [part.tag for group in groups for part in group.iter() if part.tag != "g"]


def test_a_trend_draws_what_was_expected_what_was_reached_and_the_day():
    drawing = trend_chart(trend(0.0, 0.2, 0.5, None), "trend")
    assert series(drawing, "serie-0") == ["path"]
    assert series(drawing, "serie-1") == ["path", "circle", "circle", "circle"]
    assert series(drawing, "serie-2") == ["path"]


def test_a_trend_says_in_words_what_it_shows():
    root = page_of(trend_chart(trend(0.0, 0.2, 0.5, None), "trend"))
    assert [root[0].text, root[1].text] == [
        "Progress of the objectives beside what was expected",
        "From 0% on 1 Oct to 50% on 15 Oct, where 50% was expected.",
    ]


@pytest.mark.parametrize("days", [1, 7, 28, 400])
def test_a_trend_of_any_length_names_its_days(days: int):
    root = page_of(trend_chart(trend(0.1, 0.2, 0.3, 0.4, days=days), "trend"))
    axis = next(node for node in root.iter("g") if node.get("class") == "axis x")
    named = [node.text for node in axis.iter("text")]
    assert named[0] == "1 Oct"
    assert 1 <= len(named) <= 8


def test_a_trend_without_a_number_says_so():
    root = page_of(trend_chart(trend(None, None), "trend"))
    assert root[1].text == "No progress is measured yet."


def test_a_confidence_is_a_line_of_a_words_height():
    drawing = confidence_chart([Confidence(BEGIN, 7), Confidence(date(2026, 11, 2), 3)], "c")
    root = page_of(drawing)
    assert root.attrib == {
        "class": "chart confidence",
        "viewBox": "0 0 96 22",
        "role": "img",
        "aria-labelledby": "c-title c-told",
    }
    assert root[1].text == "7 on 1 Oct, 3 on 2 Nov"


def test_bands_are_counted():
    drawing = band_chart({Band.GREEN: 3, Band.RED: 1}, "bands")
    assert "3 scored 0.7 to 1.0, 0 scored 0.4 to 0.6, 1 scored 0.0 to 0.3" in drawing


@pytest.mark.parametrize(
    "drawing",
    [
        trend_chart(trend(0.1, 0.2), "t"),
        confidence_chart([Confidence(BEGIN, 7), Confidence(BEGIN, 8)], "c"),
        band_chart({Band.GREEN: 3}, "b"),
    ],
)
def test_nothing_of_the_machine_or_the_day_is_in_a_drawing(drawing: str):
    for trace in ("<script", "<style", "<!--", "http", "pygal-", "2026-11", "uuid", "xmlns"):
        assert trace not in drawing


def test_the_same_numbers_are_the_same_drawing():
    assert trend_chart(trend(0.1, 0.2), "t") == trend_chart(trend(0.1, 0.2), "t")
