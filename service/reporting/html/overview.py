"""The head of a report: what it is of, the story, the figures, how progress came about.

In this package `at` begins the ids of one report, so that those of several differ on one page.
"""

from service.reporting.charts import trend_chart
from service.reporting.html.parts import measured, paragraph, pill, section, split, table
from service.reporting.markup import Html, element
from service.reporting.model import Alignment, Changes, Figure, Heading, Report, Trend
from service.reporting.wording import NOT_MEASURED, STATUSES, day, listed, percent, span


def header(heading: Heading) -> Html:
    told = [
        span(heading.starts_on, heading.ends_on),
        heading.stage,
        heading.state,
        f"as of {day(heading.as_of, year=True)}",
    ]
    name = heading.cycle if heading.team is None else f"{heading.team}: {heading.cycle}"
    return element(
        "header",
        element("p", heading.organization, class_="organization"),
        element("h1", name),
        element("p", listed(told), class_="meta"),
    )


def story(report: Report) -> Html:
    told = [paragraph(one) for one in report.story.paragraphs if one.sentences]
    return element("section", *told, class_="story", aria_label="In short") if told else Html()


def figures(report: Report) -> Html:
    tiles = element("dl", *map(_tile, report.figures), class_="figures")
    return element("section", tiles, _statuses(report), aria_label="The numbers that matter")


def _tile(figure: Figure) -> Html:
    change = Html()
    if figure.change:
        kind = {True: "better", False: "worse", None: ""}[figure.is_good]
        change = element("dd", figure.change, class_=f"change {kind}".strip())
    return element(
        "div",
        element("dt", figure.label),
        element("dd", measured(figure.value), class_="value"),
        element("dd", figure.meaning, class_="meaning"),
        change,
        class_="tile",
    )


def _statuses(report: Report) -> Html:
    counts = report.statuses
    if not counts:
        return Html()
    words = [
        element("li", pill(status), f" {counts[status]:,}")
        for status in STATUSES
        if status in counts
    ]
    return element("div", split(counts), element("ul", *words, class_="legend"))


def trend(of: Trend | None, at: str) -> Html:
    if of is None:
        return Html()
    now = next(one for one in reversed(of.points) if one.day <= of.as_of)
    keys = element(
        "p",
        element("span", class_="key reached"),
        f"progress of the {of.of}, {percent(now.progress)} on {day(of.as_of)} ",
        element("span", class_="key expected"),
        f"expected, {percent(now.expected)} by then",
        class_="keys",
    )
    rows = [
        (
            day(one.day, year=True),
            "" if one.day > of.as_of else percent(one.progress),
            percent(one.expected),
        )
        for one in of.points
    ]
    numbers = table("Progress by day", ("day", "progress", "expected"), rows, numbers=" nn")
    return section(
        "How progress came about",
        element("figure", Html(trend_chart(of, f"{at}trend")), keys),
        element("details", element("summary", "The numbers of the chart"), numbers),
        id=f"{at}trend",
    )


def changes(of: Changes | None, at: str) -> Html:
    if of is None or not (of.told or of.more):
        return Html()
    items = [
        element(
            "li",
            element("span", pill(one.before), " → ", pill(one.after), class_="moved"),
            element(
                "span",
                element("span", one.title, class_="title"),
                element("span", f"of {one.of}", class_="of") if one.of else Html(),
                class_="what",
            ),
        )
        for one in of.told
    ]
    rest = [element("li", f"… and {of.more:,} more", class_="more")] if of.more else []
    return section(
        f"What changed since {day(of.since)}",
        element("ul", *items, *rest, class_="changes"),
        id=f"{at}changes",
    )


def alignment(of: Alignment, at: str) -> Html:
    rows = [
        (
            part.name,
            _share_bar(part.share),
            NOT_MEASURED if part.share is None else percent(part.share),
            part.counted,
            str(part.weight),
        )
        for part in of.parts
    ]
    score = NOT_MEASURED if of.score is None else f"{of.score} of 100"
    gains = element("p", of.gains, class_="note") if of.gains else Html()
    return section(
        f"Alignment: {score}",
        table(
            "The parts of the alignment score",
            ("part", "", "share", "counted", "weight"),
            rows,
            numbers="  n n",
        ),
        gains,
        id=f"{at}alignment",
    )


def _share_bar(share: float | None) -> Html:
    if share is None:
        return Html()
    fill = element("span", class_="fill share", style=f"width:{round(share * 100)}%")
    return element("span", fill, class_="bar", aria_hidden="true")
