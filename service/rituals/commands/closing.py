"""Cycles closed, with the objectives in them: graded to the last, and nothing slips in after."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid
from service.objectives.commands.stored import KEY_RESULTS, OBJECTIVES
from service.objectives.rules import Lifecycle
from service.progress.scoring import suggested_score
from service.rituals.commands.goals import fence, key_results_of, objectives_of
from service.rituals.commands.stepping import steps_of, with_open_parts, write_steps
from service.rituals.rules import CycleStep, MissingScores, outcome_of
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import Seen, differing
from service.writing.rows import Edit, Row, write_edits

# Those that have ended by now, and are to be graded.
_GRADED = (Lifecycle.ACTIVE, Lifecycle.CLOSED)

_Choice = Mapping[UUID, MissingScores]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleClosing(Seen):
    """A graded cycle that ends, and what becomes of goals that have no score."""

    missing_scores: MissingScores = MissingScores.REFUSE


async def close_cycles(
    session: Session, actor: Actor, steps: Sequence[CycleClosing], policy: Policy, now: datetime
) -> Outcome:
    """From GRADING to CLOSED, with the objectives that were ACTIVE; the caller holds the graph.

    Whoever began to write a goal of it before is waited for, or has to look again and is refused.
    Refuses with NotFound, ReadOnly (it is archived), Conflict (its version), Invalid (its state; a
    shorter cycle in it is open; an objective has no score, and there is to be one).
    """
    allow(actor, Action.CYCLE_CLOSE)
    batch = Batch(steps, policy)
    edits = await steps_of(session, actor, batch, CycleStep.CLOSED)
    ids = [step.id for _, step in batch.accepted()]
    open_parts = await with_open_parts(session, actor, ids)
    batch.check(lambda step: _check_parts(step, open_parts))
    objectives = await objectives_of(session, actor, ids)
    missing = Counter(row["cycle_id"] for row in objectives if _misses_score(row))
    batch.check(lambda step: _check_scores(step, missing[step.id]))
    outcome = await write_steps(session, actor, batch, edits, CycleStep.CLOSED, now)
    choice = {step.id: step.missing_scores for _, step in batch.accepted()}
    kept = [row for row in objectives if row["cycle_id"] in choice]
    await _write_objectives(session, actor, kept, choice, now)
    await _write_key_results(session, actor, kept, choice, now)
    return outcome


def _check_parts(step: CycleClosing, open_parts: set[UUID]) -> None:
    if step.id in open_parts:
        raise Invalid("a shorter cycle in it is not closed: close that first", ["id"])


def _check_scores(step: CycleClosing, missing: int) -> None:
    if missing and step.missing_scores is MissingScores.REFUSE:
        raise Invalid(
            f"{missing} of its objectives have no score: score them, or say what becomes of them",
            ["missing_scores"],
        )


def _is_graded(row: Row) -> bool:
    return not row["archived"] and row["lifecycle"] in _GRADED


def _misses_score(row: Row) -> bool:
    return _is_graded(row) and row["score"] is None


async def _write_objectives(
    session: Session, actor: Actor, objectives: Sequence[Row], choice: _Choice, now: datetime
) -> None:
    edits = [
        Edit(row, differing(row, _ended(row, choice[row["cycle_id"]])), {}) for row in objectives
    ]
    await write_edits(session, actor, OBJECTIVES, edits, now)
    await fence(session, actor, OBJECTIVES.name, _unchanged(edits))


async def _write_key_results(
    session: Session, actor: Actor, objectives: Sequence[Row], choice: _Choice, now: datetime
) -> None:
    home = {row["id"]: row for row in objectives}
    rows = await key_results_of(session, actor, list(home))
    edits = [
        Edit(
            row, _scored(row, home[row["objective_id"]], choice) if row["score"] is None else {}, {}
        )
        for row in rows
    ]
    await write_edits(session, actor, KEY_RESULTS, edits, now)
    await fence(session, actor, KEY_RESULTS.name, _unchanged(edits))


def _ended(row: Row, missing: MissingScores) -> dict[str, Any]:
    """What an objective has when its cycle is over; nothing changes of drafts and the cancelled."""
    if not _is_graded(row):
        return {}
    score = row["score"]
    if score is None and missing is MissingScores.SUGGESTED:
        score = suggested_score(row["progress"])
    outcome = row["close_outcome"] or outcome_of(row["commitment"], score, row["has_learning"])
    return {"lifecycle": Lifecycle.CLOSED.value, "score": score, "close_outcome": outcome}


def _scored(row: Row, home: Row, choice: _Choice) -> dict[str, Any]:
    suggested = suggested_score(row["progress"])
    wanted = choice[home["cycle_id"]] is MissingScores.SUGGESTED and _is_graded(home)
    return {"score": suggested} if wanted and suggested is not None and not row["archived"] else {}


def _unchanged(edits: Sequence[Edit]) -> list[UUID]:
    return [edit.id for edit in edits if not edit.after]
