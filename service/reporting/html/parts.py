"""What several parts of the page are made of: bars, labels, tables."""

from collections.abc import Iterable, Mapping, Sequence

from service.narrative.stories import Paragraph, Part, Title, words_of
from service.progress.rules import Status
from service.progress.scoring import Band
from service.reporting.markup import Html, element, text
from service.reporting.model import Bar
from service.reporting.wording import NOT_MEASURED, STATUSES, hundredths, percent

_SCORE_CLASSES = {Band.GREEN: "green", Band.YELLOW: "yellow", Band.RED: "red"}


def section(heading: str, *content: str, id: str) -> Html:
    title = element("h2", heading, id=id)
    return element("section", title, *content, aria_labelledby=id)


def kind_of(status: Status | None) -> str:
    """The class that colors a status."""
    return "share" if status is None else status.value.lower().replace("_", "-")


def split(counts: Mapping[Status, int]) -> Html:
    """Goals in one bar, each status as wide as it is frequent; empty where there are none."""
    told = [(status, counts[status]) for status in STATUSES if counts.get(status)]
    if not told:
        return Html()
    parts = [
        element("span", class_=f"part {kind_of(status)}", style=f"flex-grow:{count}")
        for status, count in told
    ]
    words = ", ".join(f"{count} {STATUSES[status]}" for status, count in told)
    return element("div", *parts, class_="split", role="img", aria_label=f"Objectives: {words}")


def pill(status: Status | None) -> Html:
    if status is None:
        return Html()
    return element("span", STATUSES[status], class_=f"pill {kind_of(status)}")


def score_pill(score: str | None, band: Band | None) -> Html:
    if score is None or band is None:
        return Html()
    return element("span", f"scored {score}", class_=f"pill {_SCORE_CLASSES[band]}")


def bar(of: Bar) -> Html:
    """A share as a bar, with a mark where it was expected to be, and in words."""
    if of.value is None:
        return measured(None)
    return element("span", _drawn(of), element("span", percent(of.value)), class_="progress")


def _drawn(of: Bar) -> Html:
    width = f"width:{_place(of.value or 0)}%"
    fill = element("span", class_=f"fill {kind_of(of.status)}", style=width)
    told = f"Progress {percent(of.value)}"
    mark = Html()
    if of.expected is not None:
        mark = element("span", class_="mark", style=f"left:{_place(of.expected)}%")
        told += f", expected {percent(of.expected)}"
    return element("span", fill, mark, class_="bar", role="img", aria_label=told)


def _place(share: float) -> int:
    return min(max(hundredths(share), 0), 100)


def known_bar(of: Bar) -> Html:
    """The same beside a status that says whether it was measured: nothing where it was not."""
    return Html() if of.value is None else bar(of)


def measured(value: str | None) -> Html:
    return element("span", NOT_MEASURED, class_="none") if value is None else text(value)


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: str = ""
) -> Html:
    """A table; `numbers` has an `n` at the place of each column of numbers."""
    kinds = [("number" if kind == "n" else "") for kind in numbers.ljust(len(heads))[: len(heads)]]
    head = element(
        "tr",
        *(
            element("th", one, scope="col", class_=kind)
            for one, kind in zip(heads, kinds, strict=True)
        ),
    )
    body = (
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(
                element("td", cell, class_=kind)
                for cell, kind in zip(row[1:], kinds[1:], strict=True)
            ),
        )
        for row in rows
    )
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", head),
            element("tbody", *body),
        ),
        class_="scroll",
    )


def paragraph(of: Paragraph) -> Html:
    """A paragraph of a story; the titles of goals stand out."""
    return element("p", Html(of.laid_out(_part)))


def _part(part: Part) -> Html:
    words = words_of(part)
    return element("strong", words) if isinstance(part, Title) else text(words)


def more(count: int, noun: str) -> Html:
    """What is left out of a list."""
    return element("p", f"… and {count:,} more {noun}", class_="more") if count else Html()
