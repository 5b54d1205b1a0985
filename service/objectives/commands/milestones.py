"""One milestone of a key result, changed alone: most often to tick it off."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import NotFound
from service.numbers.refreshing import hold_homes, refresh_held
from service.objectives.commands.holding import refuse_moved
from service.objectives.commands.stages import Stages, stored_rows, write_stages
from service.objectives.commands.stored import KEY_RESULTS, key_results_with_cycles
from service.objectives.rules import MILESTONE_CHECKS, check_open
from service.writing.batches import Batch
from service.writing.checks import check_values
from service.writing.given import UNSET, Seen, Unset, given
from service.writing.rows import Edit, changes, write_edits

_KEY_RESULT = text("""
SELECT key_result_id FROM milestone WHERE organization_id = :organization AND id = :id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneChange(Seen):
    """What is to change of a milestone; null clears the days. The version is its key result's."""

    title: str | Unset | None = UNSET
    weight: Decimal | Unset | None = UNSET
    due_on: date | Unset | None = UNSET
    done_on: date | Unset | None = UNSET


async def update_milestone(
    session: Session, actor: Actor, change: MilestoneChange, now: datetime
) -> UUID:
    """Set what the change says; the fact is of the key result, and so is the next version.

    Raises:
        Required, TooLong, Invalid: a value.
        NotFound: there is no such milestone.
        Conflict: its key result's version is another than expected, or it was moved meanwhile.
        ReadOnly: its key result is archived, or the cycle is closed.
    """
    allow(actor, Action.MILESTONE_UPDATE)
    values = given(change)
    check_values(values, MILESTONE_CHECKS)
    edit = await _held(session, actor, change)
    stored = await stored_rows(session, actor, "milestones", [edit.id])
    before = stored.get(edit.id, [])
    if all(row["id"] != change.id for row in before):
        raise _not_found()
    after = [{**row, **values} if row["id"] == change.id else row for row in before]
    stages = Stages(edit.id, {"milestones": before}, {"milestones": after})
    await write_edits(session, actor, KEY_RESULTS, [replace(edit, told=stages.told)], now)
    await write_stages(session, actor, [stages])
    if stages.told:
        await refresh_held(session, actor, [edit.before["objective_id"]], now)
    return change.id


async def _held(session: Session, actor: Actor, change: MilestoneChange) -> Edit:
    """The milestone's key result, of an objective that is held, with nothing to change yet."""
    scope = {"organization": actor.organization_id, "id": change.id}
    own_id = await session.scalar(_KEY_RESULT, scope)
    if own_id is None:
        raise _not_found()
    held = await hold_homes(session, actor, [own_id])
    batch = Batch([Seen(id=own_id, expected_version=change.expected_version)], None)
    stored = key_results_with_cycles()
    edit = (await changes(session, actor, KEY_RESULTS, batch, stored))[0]
    check_open(edit.before["cycle_state"], ["id"])
    refuse_moved(held, [edit.before["objective_id"]])
    return edit


def _not_found() -> NotFound:
    return NotFound("there is no such milestone", ["id"])
