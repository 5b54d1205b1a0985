"""Reports as one page: nothing to fetch, nothing to run, for screens and for paper."""

from functools import cache
from importlib.resources import files

from service.reporting.html import attention, goals, looking_back, overview
from service.reporting.markup import Html, element, joined
from service.reporting.model import Report
from service.reporting.wording import FOOT, day


def to_html(*reports: Report) -> str:
    """A whole document of HTML that is XML, too: one report after the other."""
    heading = reports[0].heading
    name = f"{heading.organization}: {', '.join(one.heading.cycle for one in reports)}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{name}, {day(heading.as_of, year=True)}"),
        element("style", Html(_style())),
    )
    parts = [part for place, one in enumerate(reports, 1) for part in _parts(one, place)]
    body = element("body", element("main", *parts, element("footer", element("p", FOOT))))
    return joined(Html("<!DOCTYPE html>\n"), element("html", head, body, lang="en"), "\n")


def _parts(report: Report, place: int) -> list[Html]:
    at = "" if place == 1 else f"report-{place}-"
    return [
        overview.header(report.heading),
        overview.story(report),
        overview.figures(report),
        overview.trend(report.trend, at),
        overview.changes(report.changes, at),
        looking_back.grades(report.grades, at),
        goals.top(report, at),
        attention.attention(report, at),
        attention.decisions(report, at),
        goals.teams(report, at),
        looking_back.reviews(report.reviews, at),
        overview.alignment(report.alignment, at),
        attention.findings(report, at),
    ]


@cache
def _style() -> str:
    return files("service.reporting.html").joinpath("style.css").read_text(encoding="utf-8")
