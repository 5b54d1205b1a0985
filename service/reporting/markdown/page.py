"""Reports as text: Markdown for code hosts and chats, readable as it is in a terminal."""

from collections.abc import Iterator

from service.reporting.markdown import attention, goals, looking_back, overview
from service.reporting.model import Report
from service.reporting.wording import FOOT


def to_markdown(*reports: Report) -> str:
    """GitHub-flavored Markdown, one report after the other; people's words become no markup."""
    told = [line for one in reports for line in ("", *_lines(one))]
    lines = "\n".join([*told, "", "---", "", FOOT]).split("\n")
    return "\n".join(_without_gaps(lines)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from overview.header(report.heading)
    yield from overview.story(report)
    yield from overview.figures(report)
    yield from overview.trend(report.trend)
    yield from overview.changes(report.changes)
    yield from looking_back.grades(report.grades)
    yield from goals.top(report)
    yield from attention.attention(report)
    yield from attention.decisions(report)
    yield from goals.teams(report)
    yield from looking_back.reviews(report)
    yield from overview.alignment(report.alignment)
    yield from attention.findings(report)


def _without_gaps(lines: list[str]) -> Iterator[str]:
    """One empty line at most between two others."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line
