"""What the text says of what is behind: grades, and what people said."""

from service.audit.formats.markdown import safe
from service.reporting.markdown.parts import Lines, section, table
from service.reporting.model import Grades, Report, ReviewNote
from service.reporting.text_charts import text_bar
from service.reporting.wording import BANDS, NOT_MEASURED, day


def grades(of: Grades | None) -> Lines:
    if of is None:
        return
    most = max((*of.by_band.values(), 1))
    rows = [
        (BANDS[band], f"`{text_bar(of.by_band.get(band, 0) / most)}`", f"{of.by_band.get(band, 0)}")
        for band in BANDS
    ]
    lines = list(table(("score", "", "objectives"), rows, numbers="  n"))
    if of.by_commitment:
        heads = ("commitment", "succeeds with", "graded", "mean score", "succeeded")
        told = [
            (one.name, one.meaning, str(one.graded), one.mean or NOT_MEASURED, one.succeeded.told)
            for one in of.by_commitment
        ]
        lines += ["", *table(heads, told, numbers="  nnn")]
    if of.carried_over:
        lines += ["", "Carried over:", "", *(f"- {safe(title)}" for title in of.carried_over)]
    yield from section(f"Grades: {of.graded.told} objectives scored", lines)


def reviews(report: Report) -> Lines:
    yield from section(
        "What people said", [line for note in report.reviews for line in _review(note)]
    )


def _review(note: ReviewNote) -> Lines:
    yield from ("", f"### {note.kind}{f': {safe(note.of)}' if note.of else ''}", "")
    yield ", ".join([day(note.held_on, year=True), *([safe(note.author)] if note.author else [])])
    yield ""
    for said in note.said:
        yield f"- **{said.heading}:** {safe(said.text)}"
