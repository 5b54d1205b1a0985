"""The report as one page: nothing to fetch, nothing to run, for screens and for paper."""

from functools import cache
from importlib.resources import files

from service.reporting.html import attention, goals, looking_back, overview
from service.reporting.markup import Html, element, joined
from service.reporting.model import Report
from service.reporting.wording import FOOT, day


def to_html(report: Report) -> str:
    """A whole document of HTML that is XML, too."""
    heading = report.heading
    name = f"{heading.organization}: {heading.cycle}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{name}, {day(heading.as_of, year=True)}"),
        element("style", Html(_style())),
    )
    parts = [
        overview.header(heading),
        overview.story(report),
        overview.figures(report),
        overview.trend(report.trend),
        overview.changes(report.changes),
        looking_back.grades(report.grades),
        goals.top(report),
        attention.attention(report),
        attention.decisions(report),
        goals.teams(report),
        looking_back.reviews(report.reviews),
        overview.alignment(report.alignment),
        attention.findings(report),
        element("footer", element("p", FOOT)),
    ]
    body = element("body", element("main", *parts))
    return joined(Html("<!DOCTYPE html>\n"), element("html", head, body, lang="en"), "\n")


@cache
def _style() -> str:
    return files("service.reporting.html").joinpath("style.css").read_text(encoding="utf-8")
