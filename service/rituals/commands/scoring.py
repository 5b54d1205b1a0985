"""Goals graded: an objective and those of its key results that are named with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.cycles.rules import Deed, check_permits
from service.database import Session
from service.errors import DomainError, NotFound, ReadOnly
from service.objectives.commands.stored import (
    KEY_RESULTS,
    OBJECTIVES,
    key_results_with_cycles,
    objectives_with_cycles,
)
from service.objectives.rules import NOTES, CloseOutcome, Lifecycle, check_set
from service.progress.scoring import suggested_score
from service.rituals.rules import check_named_once, check_score, check_suggested
from service.writing.batches import Batch
from service.writing.checks import text
from service.writing.given import UNSET, Seen, Unset, Values, differing
from service.writing.rows import Edit, Row, changes, locked_rows, write_edits


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultScore:
    """The score of a key result; None: the one that it has, else what its progress suggests."""

    id: UUID
    score: Decimal | None = None
    note: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveScore(Seen):
    """The same of an objective, how it ended, and the scores of key results of it."""

    score: Decimal | None = None
    note: str | Unset | None = UNSET
    outcome: CloseOutcome | Unset | None = UNSET
    key_results: Sequence[KeyResultScore] = ()


Score = ObjectiveScore | KeyResultScore


async def score_objective(
    session: Session, actor: Actor, score: ObjectiveScore, now: datetime
) -> UUID:
    """Set the scores, each told of where something changes; as many statements for any number.

    Raises:
        Invalid: a score outside 0..1; a key result named twice; the cycle is only planned.
        Required: no score is said, there is none, and no progress suggests one.
        TooLong, Limit: a note, too many key results.
        NotFound: there is no such objective, or it has no such key result.
        Conflict: the objective's version is another than expected.
        ReadOnly: one is archived or cancelled, or the cycle is closed and more than notes change.
    """
    allow(actor, Action.OBJECTIVE_SCORE)
    _check(score)
    batch = Batch([Seen(id=score.id, expected_version=score.expected_version)], None)
    before = (await changes(session, actor, OBJECTIVES, batch, objectives_with_cycles()))[0].before
    if before["lifecycle"] == Lifecycle.CANCELLED:
        raise ReadOnly("the objective is cancelled", ["id"])
    edits = await _key_result_edits(session, actor, score)
    await write_edits(session, actor, OBJECTIVES, [_edit(before, score, ())], now)
    await write_edits(session, actor, KEY_RESULTS, edits, now)
    return score.id


def _check(score: ObjectiveScore) -> None:
    check_set(len(score.key_results), ["key_results"])
    check_named_once([one.id for one in score.key_results], ["key_results"], "id")
    _check_said(score, ())
    for place, one in enumerate(score.key_results):
        _check_said(one, ("key_results", str(place)))


def _check_said(score: Score, path: Sequence[str]) -> None:
    check_score(score.score, [*path, "score"])
    text(score.note, [*path, "note"])


async def _key_result_edits(session: Session, actor: Actor, score: ObjectiveScore) -> list[Edit]:
    """What changes of the key results, which are held from now on; the objective is already."""
    if not score.key_results:
        return []
    ids = [one.id for one in score.key_results]
    found = await locked_rows(session, actor, KEY_RESULTS, ids, key_results_with_cycles())
    edits = []
    for place, one in enumerate(score.key_results):
        path = ("key_results", str(place))
        edits.append(_edit(_of_objective(found, one.id, score.id, path), one, path))
    return edits


def _of_objective(
    found: Mapping[UUID, Row], own_id: UUID, objective_id: UUID, path: Sequence[str]
) -> Row:
    row = found.get(own_id)
    if row is None or row["objective_id"] != objective_id:
        raise NotFound("the objective has no such key result", [*path, "id"])
    if row["archived_at"] is not None:
        raise ReadOnly("the key result is archived; restore it first", [*path, "id"])
    return row


def _edit(before: Row, score: Score, path: Sequence[str]) -> Edit:
    said: Values = {"score_note": score.note, "score": score.score}
    if isinstance(score, ObjectiveScore):
        said["close_outcome"] = score.outcome
    said = {name: value for name, value in said.items() if value is not UNSET}
    if score.score is None:
        said["score"] = before["score"]
    after = differing(before, said)
    refusal = _refusal(before, path)
    if refusal is not None:
        if not after.keys() <= NOTES:
            raise refusal
        return Edit(before, after, {})
    if said["score"] is None:
        after["score"] = check_suggested(suggested_score(before["progress"]), [*path, "score"])
    return Edit(before, after, {})


def _refusal(before: Row, path: Sequence[str]) -> DomainError | None:
    """Why nothing but notes may be written now; None where scores may."""
    try:
        check_permits(before["cycle_state"], Deed.SCORE, [*path, "id"])
    except ReadOnly as error:
        return error
    return None
