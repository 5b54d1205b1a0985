"""Small charts as SVG, drawn by pygal; colors are the page's, by classes, in light and dark.

What pygal adds for browsers with scripts (its own script, styles, tooltips, the day of drawing) is
taken out: what stays is the same for the same numbers, and asks for nothing from outside.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from importlib import import_module
from typing import Any
from xml.etree import ElementTree as ET

from service.alignment.exports.plain_text import xml_text
from service.progress.scoring import Band
from service.reporting.model import Confidence, Trend
from service.reporting.wording import BANDS, day, percent

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
# What only scripts would use, what the page colors itself, and what says a number twice.
_DROPPED_TAGS = {"defs", "title", "desc"}
_DROPPED_CLASSES = {"background", "titles", "tooltip-overlay", "text-overlay"}
_FEW_DAYS = 45


@cache
def _library() -> Any:  # noqa: ANN401  it has no types
    """pygal, at its first use, without the finder of its plugins among Python's own.

    That finder is of a kind that Python 3.11 warns of, whatever is imported next, and 3.12 no
    longer asks.
    """
    library = import_module("pygal")
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != library.__name__]
    return library


@cache
def _plain() -> Mapping[str, Any]:
    """What all drawings have in common."""
    letters = {f"{name}_font_size": 11 for name in ("label", "major_label")}
    return {
        "style": _library().style.Style(font_family="inherit", **letters),
        "css": [],
        "js": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "show_legend": False,
        "margin": 2,
    }


def trend_chart(trend: Trend, key: str) -> str:
    """Progress beside what was expected, and the day that the report is of.

    Args:
        trend: with at least two days.
        key: of the drawing in its page.
    """
    points = trend.points
    first, last = points[0].day, points[-1].day
    chart = _library().DateLine(
        **_plain(),
        width=720,
        height=190,
        margin_right=24,  # half of the last day's name
        range=(0, 1),
        xrange=(first, last),
        y_labels=[0, 0.25, 0.5, 0.75, 1],
        dots_size=2.5,
        show_x_guides=False,
        x_value_formatter=day,
    )
    chart.value_formatter = percent
    chart.x_labels = _marks(first, last)
    expected = [(one.day, one.expected) for one in points if one.expected is not None]
    reached = [(one.day, one.progress) for one in points if one.progress is not None]
    chart.add("expected", expected, show_dots=False)
    chart.add("progress", reached)
    chart.add("as of", [(trend.as_of, 0), (trend.as_of, 1)], show_dots=False)
    told = f"Progress of the {trend.of} beside what was expected"
    return _drawn(chart, "trend", key, told, _trend_told(reached, expected))


def confidence_chart(confidences: Sequence[Confidence], key: str) -> str:
    """How confidence went, from 0 to 10, as a line of a word's height."""
    chart = _library().Line(
        **_plain(),
        width=96,
        height=22,
        range=(0, 10),
        show_x_labels=False,
        show_y_labels=False,
        show_dots=False,
        spacing=0,
    )
    chart.add("confidence", [one.value for one in confidences])
    said = ", ".join(f"{one.value} on {day(one.day)}" for one in confidences)
    return _drawn(chart, "confidence", key, "Confidence, 0 to 10", said)


def band_chart(by_band: Mapping[Band, int], key: str) -> str:
    """How many objectives were scored how."""
    chart = _library().HorizontalBar(
        **_plain(), width=480, height=110, show_x_guides=False, show_y_guides=False, spacing=4
    )
    chart.value_formatter = _whole
    most = max(by_band.values(), default=1)
    chart.y_labels = list(range(0, most + 1, max(1, -(-most // 8))))
    bands = list(BANDS)[::-1]
    chart.x_labels = [BANDS[band] for band in bands]
    for band in BANDS:
        chart.add(BANDS[band], [by_band.get(one, 0) if one is band else None for one in bands])
    told = ", ".join(f"{by_band.get(band, 0)} scored {BANDS[band]}" for band in BANDS)
    return _drawn(chart, "bands", key, "Objectives by score", told)


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _marks(first: date, last: date) -> list[date]:
    """The days that are named below a chart: its ends, and the months or weeks between."""
    length = (last - first).days
    if length <= _FEW_DAYS:
        step = max(7, -(-length // 5))
        return [first + timedelta(days) for days in range(0, length, step)]
    months = [
        one
        for one in (first + timedelta(days) for days in range(length + 1))
        if one.day == 1 and first < one
    ]
    step = -(-len(months) // 6)
    apart = timedelta(length // 12)
    between = [one for one in months[::step] if first + apart < one < last - apart]
    return [first, *between, last]


def _trend_told(
    reached: Sequence[tuple[date, float]], expected: Sequence[tuple[date, float]]
) -> str:
    if not reached:
        return "No progress is measured yet."
    on, value = reached[-1]
    then = dict(expected).get(on)
    told = f"From {percent(reached[0][1])} on {day(reached[0][0])} to {percent(value)} on {day(on)}"
    return f"{told}." if then is None else f"{told}, where {percent(then)} was expected."


def _drawn(chart: Any, name: str, key: str, title: str, told: str) -> str:  # noqa: ANN401  pygal has no types
    """The drawing as an element of an HTML page, which says in words what it shows."""
    root = ET.fromstring(chart.render())  # noqa: S314  drawn right here
    _prune(root)
    for node in root.iter():
        node.tag = node.tag.removeprefix(_NAMESPACE)
        node.attrib = {name: _shortened(value) for name, value in node.attrib.items() if value}
    root.attrib = {
        "class": f"chart {name}",
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{key}-title {key}-told",
    }
    for place, (tag, text) in enumerate((("title", title), ("desc", told))):
        label = ET.Element(tag, {"id": f"{key}-{'told' if tag == 'desc' else tag}"})
        label.text = xml_text(text)
        root.insert(place, label)
    return ET.tostring(root, encoding="unicode")


def _prune(node: ET.Element) -> None:
    for child in list(node):
        is_dropped = child.tag.removeprefix(_NAMESPACE) in _DROPPED_TAGS
        if is_dropped or _DROPPED_CLASSES & set(child.get("class", "").split()):
            node.remove(child)
        else:
            _prune(child)


_shortened: Callable[[str], str] = partial(
    _LONG_NUMBER.sub, lambda found: f"{float(found[0]):.1f}".removesuffix(".0")
)
