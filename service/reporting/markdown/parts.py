"""What several parts of the text are made of: bars, tables, lists."""

from collections.abc import Iterable, Iterator, Sequence

from service.audit.formats.markdown import safe
from service.progress.rules import Status
from service.progress.scoring import Band
from service.reporting.model import Bar
from service.reporting.text_charts import text_bar
from service.reporting.wording import NOT_MEASURED, STATUSES, percent

MARKS = {
    Status.ACHIEVED: "✅",
    Status.ON_TRACK: "🟢",
    Status.AT_RISK: "🟡",
    Status.OFF_TRACK: "🔴",
    Status.MISSED: "❌",
    Status.NO_DATA: "⚪",
}
_BAND_MARKS = {Band.GREEN: "🟢", Band.YELLOW: "🟡", Band.RED: "🔴"}

Lines = Iterator[str]


def section(heading: str, lines: Iterable[str]) -> Lines:
    """Nothing where there are no lines."""
    found = list(lines)
    if found:
        yield from ("", f"## {heading}", "", *found)


def status(of: Status | None) -> str:
    """A color for who sees it, and the word for everybody."""
    return "" if of is None else f"{MARKS[of]} {STATUSES[of]}"


def scored(score: str | None, band: Band | None) -> str:
    return "" if score is None or band is None else f"{_BAND_MARKS[band]} scored {score}"


def bar(of: Bar) -> str:
    """A share as blocks and in words: `████░░░░░░ 43%, 58% expected`."""
    if of.value is None:
        return NOT_MEASURED
    expected = "" if of.expected is None else f", {percent(of.expected)} expected"
    return f"`{text_bar(of.value)}` {percent(of.value)}{expected}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: str = "") -> Lines:
    """A table of cells that are Markdown already; `n` in `numbers` marks a column of numbers."""
    kinds = numbers.ljust(len(heads))[: len(heads)]
    yield _row(heads)
    yield _row(["---:" if kind == "n" else "---" for kind in kinds])
    yield from map(_row, rows)


def more(count: int) -> Lines:
    if count:
        yield f"- … and {count:,} more"


def bold(text: str) -> str:
    return f"**{safe(text).strip() or '(no title)'}**"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
