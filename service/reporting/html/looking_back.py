"""What the page says of what is behind: grades, and what people said."""

from collections.abc import Mapping, Sequence

from service.progress.scoring import Band
from service.reporting.charts import band_chart
from service.reporting.html.parts import section, table
from service.reporting.markup import Html, element
from service.reporting.model import Grades, ReviewNote, Said
from service.reporting.wording import BANDS, NOT_MEASURED, day


def grades(of: Grades | None, at: str) -> Html:
    if of is None:
        return Html()
    bands = table("Objectives by score", ("score", "objectives"), _bands(of.by_band), numbers=" n")
    commitments = [
        (
            one.name,
            one.meaning,
            f"{one.graded:,}",
            NOT_MEASURED if one.mean is None else one.mean,
            one.succeeded.told,
        )
        for one in of.by_commitment
    ]
    by_commitment = table(
        "Success by commitment",
        ("commitment", "succeeds with", "graded", "mean score", "succeeded"),
        commitments,
        numbers="  nnn",
    )
    return section(
        f"Grades: {of.graded.told} objectives scored",
        element(
            "div",
            element("figure", Html(band_chart(of.by_band, f"{at}bands"))),
            bands,
            class_="two",
        ),
        by_commitment if commitments else Html(),
        _carried(of),
        id=f"{at}grades",
    )


def _bands(by_band: Mapping[Band, int]) -> list[tuple[str, str]]:
    return [(BANDS[band], f"{by_band.get(band, 0):,}") for band in BANDS]


def _carried(of: Grades) -> Html:
    if not of.carried_over:
        return Html()
    titles = [element("li", title) for title in of.carried_over]
    return element("div", element("h3", "Carried over"), element("ul", *titles), class_="concern")


def reviews(notes: Sequence[ReviewNote], at: str) -> Html:
    if not notes:
        return Html()
    return section("What people said", *map(_review, notes), id=f"{at}reviews")


def _review(note: ReviewNote) -> Html:
    who = day(note.held_on, year=True)
    if note.author is not None:
        who = f"{note.author}, {who}"
    return element(
        "article",
        element("h3", f"{note.kind}: {note.of}" if note.of else note.kind),
        element("p", who, class_="meta"),
        element("dl", *map(_said, note.said)),
        class_="review",
    )


def _said(one: Said) -> Html:
    lines = [line.strip() for line in one.text.splitlines() if line.strip()]
    return element(
        "div",
        element("dt", one.heading),
        *(element("dd", line) for line in lines),
        class_=one.heading.lower().replace(" ", "-"),
    )
