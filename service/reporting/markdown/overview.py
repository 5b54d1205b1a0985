"""The head of the text: the story, the figures, how progress came about, the alignment score."""

from service.audit.formats.markdown import safe
from service.narrative.stories import Part, Title, as_paragraph, words_of
from service.reporting.markdown.parts import Lines, bold, more, section, status, table
from service.reporting.model import Alignment, Changes, Figure, Heading, Report, Trend
from service.reporting.text_charts import sparkline, text_bar
from service.reporting.wording import NOT_MEASURED, STATUSES, day, listed, percent, span


def header(heading: Heading) -> Lines:
    of = heading.cycle if heading.team is None else f"{heading.team}: {heading.cycle}"
    yield f"# {safe(heading.organization)}: {safe(of)}"
    yield ""
    yield listed(
        [
            span(heading.starts_on, heading.ends_on),
            heading.stage,
            heading.state,
            f"as of {day(heading.as_of, year=True)}",
        ]
    )


def story(report: Report) -> Lines:
    for paragraph in report.story.paragraphs:
        yield from ("", as_paragraph(paragraph.laid_out(_part)))


def _part(part: Part) -> str:
    if isinstance(part, str):
        return part
    words = safe(words_of(part))
    return f"**{words}**" if isinstance(part, Title) else words


def figures(report: Report) -> Lines:
    yield from section(
        "The numbers that matter",
        table(("", "", "", ""), map(_figure, report.figures), numbers=" n"),
    )
    counts = report.statuses
    if counts:
        told = [f"{status(one)} {counts[one]:,}" for one in STATUSES if one in counts]
        yield from ("", f"Objectives: {listed(told)}")


def _figure(figure: Figure) -> tuple[str, str, str, str]:
    value = NOT_MEASURED if figure.value is None else f"**{figure.value}**"
    return figure.label, value, safe(figure.meaning), figure.change


def trend(of: Trend | None) -> Lines:
    if of is None:
        return
    by_now = [one for one in of.points if one.day <= of.as_of]
    now, last = by_now[-1], of.points[-1]
    reached = sparkline((one.progress for one in by_now), 0, 1)
    expected = sparkline((one.expected for one in of.points), 0, 1)
    by_then = f"{percent(now.expected)} by then, {percent(last.expected)} in the end"
    lines = [
        f"progress  {reached} {percent(now.progress)} on {day(of.as_of)}",
        f"expected  {expected} {by_then}",
    ]
    told = f"The {of.of}, from {day(of.points[0].day)} to {day(last.day)}:"
    yield from section("How progress came about", [told, "", "```text", *lines, "```"])


def changes(of: Changes | None) -> Lines:
    if of is None or not (of.told or of.more):
        return
    items = [
        f"- {bold(one.title)}{f', of {safe(one.of)}' if one.of else ''}:"
        f" {status(one.before)} → {status(one.after)}"
        for one in of.told
    ]
    yield from section(f"What changed since {day(of.since)}", [*items, *more(of.more)])


def alignment(of: Alignment) -> Lines:
    rows = [
        (
            part.name,
            "" if part.share is None else f"`{text_bar(part.share)}`",
            percent(part.share),
            part.counted,
            str(part.weight),
        )
        for part in of.parts
    ]
    score = NOT_MEASURED if of.score is None else f"{of.score} of 100"
    told = table(("part", "", "share", "counted", "weight"), rows, numbers="  n n")
    yield from section(f"Alignment: {score}", [*told, *(["", of.gains] if of.gains else [])])
