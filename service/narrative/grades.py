"""How goals were graded, in words."""

from collections import Counter
from collections.abc import Sequence

from service.cycles.rules import CycleState
from service.narrative.facts import Goal
from service.narrative.numbers import Grade
from service.narrative.stories import Part, Quote, Sentence
from service.narrative.words import capitalized, counted, every, listed, score_text, verb
from service.objectives.rules import CloseOutcome, Lifecycle
from service.progress.rules import Commitment
from service.progress.scoring import Band

OVER = (CycleState.GRADING, CycleState.CLOSED)

_BANDS = {Band.GREEN: "green", Band.YELLOW: "yellow", Band.RED: "red"}
OUTCOMES = {
    CloseOutcome.ACHIEVED: "achieved",
    CloseOutcome.PARTIAL: "partly achieved",
    CloseOutcome.MISSED: "missed",
    CloseOutcome.CARRIED_OVER: "carried over",
    CloseOutcome.ABANDONED: "abandoned",
}
_SUCCESS = {
    (Commitment.COMMITTED, True): "which is what was committed to",
    (Commitment.COMMITTED, False): "less than was committed to",
    (Commitment.ASPIRATIONAL, True): "a success for an aspiration",
    (Commitment.ASPIRATIONAL, False): "too little even for an aspiration",
    (Commitment.LEARNING, True): "a success, since what was learned is written down",
    (Commitment.LEARNING, False): "no success, since nothing that was learned is written down",
}
_KINDS = {
    Commitment.COMMITTED: "committed",
    Commitment.ASPIRATIONAL: "aspirational",
    Commitment.LEARNING: "learning",
}


def graded(goal: Goal) -> list[Sentence]:
    """Its score and what that comes to, how it ended, and why it was scored so."""
    grade = goal.grade
    sentences: list[Sentence] = [*_scored(goal, grade)]
    if grade.outcome is not None:
        sentences.append([f"It ended {OUTCOMES[grade.outcome]}."])
    if grade.note is not None and grade.score is not None:
        sentences.append(["The note beside the score says: ", Quote(grade.note), "."])
    return sentences


def grades_of(goals: Sequence[Goal]) -> list[Sentence]:
    """How many of a cycle's goals are scored, and what that comes to."""
    scored = [goal for goal in goals if goal.grade.score is not None]
    if not goals:
        return []
    if not scored:
        return [["No objective has a score yet."], *_ended(goals)]
    if len(goals) == 1:
        outcome = goals[0].grade.outcome
        ended = f" and ended {OUTCOMES[outcome]}" if outcome else ""
        return [["Its one objective is scored ", *_by_band(scored), f"{ended}."]]
    if len(scored) == len(goals):
        number = f"{every(len(goals), 'objective')} are"
    else:
        of = counted(len(goals), "objective")
        number = f"{capitalized(counted(len(scored)))} of {of} {verb(len(scored))}"
    return [
        [f"{number} scored: ", *_by_band(scored), "."],
        *_by_commitment(goals),
        *_ended(goals),
    ]


def _scored(goal: Goal, grade: Grade) -> list[Sentence]:
    success = grade.is_success
    how = None if success is None or goal.commitment is None else _SUCCESS[goal.commitment, success]
    if grade.score is None or grade.band is None:
        is_over = goal.cycle_state in OVER or goal.lifecycle is Lifecycle.CLOSED
        return [["It has no score yet."]] if is_over else []
    text = f"It was scored {score_text(grade.score)} ({_BANDS[grade.band]})"
    return [[f"{text}, {how}." if how else f"{text}."]]


def _by_band(scored: Sequence[Goal]) -> list[Part]:
    if len(scored) == 1 and scored[0].grade.band is not None:
        return [_BANDS[scored[0].grade.band]]
    number = Counter(goal.grade.band for goal in scored)
    return listed(
        [f"{counted(number[band])} {word}" for band, word in _BANDS.items() if number[band]]
    )


def _by_commitment(goals: Sequence[Goal]) -> list[Sentence]:
    told: list[Sentence] = []
    for commitment, word in _KINDS.items():
        judged = [
            goal.grade.is_success
            for goal in goals
            if goal.commitment is commitment and goal.grade.is_success is not None
        ]
        if judged:
            number = judged.count(True)
            told.append(f"{counted(number)} of {counted(len(judged))} {word}")
    if not told:
        return []
    return [["Successes by what they were set as: ", *listed(told), "."]]


def _ended(goals: Sequence[Goal]) -> list[Sentence]:
    number = Counter(goal.grade.outcome for goal in goals)
    told: list[Sentence] = [
        f"{counted(number[outcome])} {word}"
        for outcome, word in OUTCOMES.items()
        if number[outcome]
    ]
    return [["How they ended: ", *listed(told), "."]] if told else []
