"""Cycles activated, graded and reopened; `closing` has the last step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.access import Action, allow
from service.actor import Actor
from service.cycles.rules import CycleState
from service.database import Session
from service.errors import Invalid
from service.objectives.commands.stored import OBJECTIVES
from service.objectives.rules import Lifecycle
from service.rituals.commands.goals import drafts_of
from service.rituals.commands.stepping import states_above, steps_of, write_steps
from service.rituals.rules import CycleStep, check_reason
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import Seen
from service.writing.rows import Edit, write_edits


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleActivation(Seen):
    """A cycle that begins, with its drafts where these are to be published."""

    publish_drafts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReopening(Seen):
    """A closed cycle that is to be graded again, and why."""

    reason: str


async def activate_cycles(
    session: Session,
    actor: Actor,
    steps: Sequence[CycleActivation],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """From PLANNING to ACTIVE; the caller holds the graph.

    Refuses with NotFound, ReadOnly (it is archived), Conflict (its version), Invalid (its state).
    """
    allow(actor, Action.CYCLE_ACTIVATE)
    batch = Batch(steps, policy)
    edits = await steps_of(session, actor, batch, CycleStep.ACTIVATED)
    outcome = await write_steps(session, actor, batch, edits, CycleStep.ACTIVATED, now)
    publishing = [step.id for _, step in batch.accepted() if step.publish_drafts]
    drafts = await drafts_of(session, actor, publishing)
    published = [Edit(row, {"lifecycle": Lifecycle.ACTIVE.value}, {}) for row in drafts]
    await write_edits(session, actor, OBJECTIVES, published, now)
    return outcome


async def grade_cycles(
    session: Session, actor: Actor, steps: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """From ACTIVE to GRADING; the caller holds the graph.

    Refuses as `activate_cycles` does.
    """
    allow(actor, Action.CYCLE_GRADE)
    batch = Batch(steps, policy)
    edits = await steps_of(session, actor, batch, CycleStep.GRADING)
    return await write_steps(session, actor, batch, edits, CycleStep.GRADING, now)


async def reopen_cycles(
    session: Session, actor: Actor, steps: Sequence[CycleReopening], policy: Policy, now: datetime
) -> Outcome:
    """From CLOSED back to GRADING; its objectives stay closed. The caller holds the graph.

    Refuses as `activate_cycles` does, and with Required (no reason), TooLong, Invalid (the cycle
    that it is a part of is closed).
    """
    allow(actor, Action.CYCLE_REOPEN)
    batch = Batch(steps, policy)
    batch.check(lambda step: check_reason(step.reason))
    edits = await steps_of(session, actor, batch, CycleStep.REOPENED)
    above = await states_above(session, actor, edits)

    def check(index: int, _: object) -> None:
        if above.get(edits[index].before["parent_id"]) == CycleState.CLOSED:
            raise Invalid("the cycle that it is a part of is closed: reopen that first", ["id"])

    batch.check_each(check)
    told = {
        index: replace(edits[index], told={"reason": (None, step.reason)})
        for index, step in batch.accepted()
    }
    return await write_steps(session, actor, batch, told, CycleStep.REOPENED, now)
