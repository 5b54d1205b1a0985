"""The order of key results, and their moves from one objective to another."""

from datetime import datetime
from typing import Any

import strawberry

from schema.inputs import row_of, said
from schema.mutation_parts import Parts, expected_version
from schema.objectives.key_result import KeyResult
from schema.objectives.objective import Objective
from schema.payloads import Payload, affected, mutation
from schema.writes import Write, Written
from service.actor import Actor
from service.database import Session
from service.objectives.commands.moving import (
    KeyResultMove,
    KeyResultOrder,
    move_key_result,
    reorder_key_results,
)

_KEY_RESULT = Parts(KeyResult, "KeyResult", "key result", "key results")
_TYPES = ("KeyResult",)
_OBJECTIVE = ("Objective",)


@strawberry.input(description="Which key result to move, and where to; last where none is named.")
class KeyResultMoveInput:
    id: strawberry.ID = _KEY_RESULT.seen_id()
    expected_version: int | None = expected_version()
    objective_id: strawberry.ID = said(
        "The objective that it is to measure; its own one for another place there.",
        types=_OBJECTIVE,
    )
    before_id: strawberry.ID | None = said(
        "The key result there that it is to stand right before.", types=_TYPES
    )
    after_id: strawberry.ID | None = said(
        "The key result there that it is to stand right after; not together with `beforeId`.",
        types=_TYPES,
    )


@strawberry.input(description="The order of an objective's key results.")
class KeyResultReorderInput:
    objective_id: strawberry.ID = said("The objective.", types=_OBJECTIVE)
    key_result_ids: list[strawberry.ID] = said(
        "Its key results in their new order, at most 100; those left out follow as they are.",
        types=_TYPES,
    )


@strawberry.type(description="What came of `keyResultReorder`.")
class KeyResultReorderPayload(Payload):
    objective = affected(
        Objective,
        "Objective",
        "The objective, with its key results in order; null when it was refused.",
    )


async def _move(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    moved = await move_key_result(session, actor, row_of(KeyResultMove, given), now)
    return Written((moved,))


async def _reorder(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    ordered = await reorder_key_results(session, actor, row_of(KeyResultOrder, given), now)
    return Written((ordered,))


@strawberry.type
class KeyResultPlaceMutations:
    key_result_move = mutation(
        # It takes its alignments along, which may close a cycle.
        Write(_move, lambda _: True),
        KeyResultMoveInput,
        _KEY_RESULT.payload("Move"),
        "Put a key result at another place, of its own objective or of another one; the positions "
        "there are 1, 2, 3 … then. Refused where its alignments would close a cycle.",
    )
    key_result_reorder = mutation(
        Write(_reorder),
        KeyResultReorderInput,
        KeyResultReorderPayload,
        "Put an objective's key results in order; their positions are 1, 2, 3 … then.",
    )
