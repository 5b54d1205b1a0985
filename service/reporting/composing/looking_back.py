"""How goals were graded, and what people said of them."""

from collections import Counter
from collections.abc import Mapping

from service.cycles.rules import CycleState
from service.narrative.facts import Goal, Review
from service.narrative.reviewing import REVIEWS
from service.narrative.words import capitalized
from service.objectives.rules import CloseOutcome
from service.progress.rules import Commitment
from service.progress.scoring import Band, counted_score
from service.reporting.composing.material import Material
from service.reporting.model import CommitmentLine, Grades, ReviewNote, Said, Share
from service.reporting.wording import tenths

_MOST_REVIEWS = 40
_PARTS = {
    "went_well": "What worked",
    "went_badly": "What did not",
    "learned": "What we learned",
    "carries_over": "What carries over",
    "recognition": "Thanks to",
}
_COMMITMENTS: Mapping[Commitment | None, tuple[str, str]] = {
    Commitment.COMMITTED: ("Committed", "1.0"),
    Commitment.ASPIRATIONAL: ("Aspirational", "0.6 or more"),
    Commitment.LEARNING: ("Learning", "what was learned, written down"),
    None: ("None recorded", "cannot be told"),
}


def grades_of(material: Material) -> Grades | None:
    """None before there is anything to grade."""
    live = material.facts.live
    scored = [goal for goal in live if goal.grade.score is not None]
    is_time = material.facts.state in {CycleState.GRADING, CycleState.CLOSED}
    if not scored and not (is_time and live):
        return None
    bands: Counter[Band] = Counter(goal.grade.band for goal in scored if goal.grade.band)
    lines = [_commitment(scored, kind) for kind in _COMMITMENTS]
    return Grades(
        graded=Share(len(scored), len(live)),
        by_band=dict(bands),
        by_commitment=[line for line in lines if line.graded],
        carried_over=[
            goal.title for goal in live if goal.grade.outcome is CloseOutcome.CARRIED_OVER
        ],
    )


def _commitment(scored: list[Goal], kind: Commitment | None) -> CommitmentLine:
    name, meaning = _COMMITMENTS[kind]
    grades = [goal.grade for goal in scored if goal.commitment is kind]
    scores = [counted_score(grade.score) for grade in grades if grade.score is not None]
    judged = [grade.is_success for grade in grades if grade.is_success is not None]
    mean = tenths(sum(scores) / len(scores)) if scores else None
    return CommitmentLine(name, meaning, len(grades), mean, Share(sum(judged), len(judged)))


def reviews_of(material: Material) -> list[ReviewNote]:
    """Of the cycle, its teams and its goals, the latest first; what says nothing is left out."""
    found = [
        *material.facts.reviews,
        *(one for goal in material.facts.live for one in goal.reviews),
    ]
    by_then = [one for one in found if one.held_on <= material.as_of]
    # Whole cycles before teams and objectives, where one day has several.
    ordered = sorted(by_then, key=lambda one: (one.team or one.objective or "", str(one.id)))
    ordered.sort(key=lambda one: one.held_on, reverse=True)
    return [_review(one) for one in ordered[:_MOST_REVIEWS]]


def _review(one: Review) -> ReviewNote:
    texts: list[tuple[str, str | None]] = [
        (heading, getattr(one, name)) for name, heading in _PARTS.items()
    ]
    return ReviewNote(
        of=one.objective or one.team or "",
        kind=capitalized(REVIEWS[one.kind]),
        held_on=one.held_on,
        author=one.author,
        said=[Said(heading, said.strip()) for heading, said in texts if said and said.strip()],
    )
