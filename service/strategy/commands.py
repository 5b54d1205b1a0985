from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import AlignmentCycle, DomainError
from service.nodes.commands import create_nodes
from service.numbers.requesting import request_lives
from service.strategy.models import StrategyElement
from service.strategy.rules import ELEMENT_CHECKS, StrategyKind
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, given
from service.writing.inserting import new_rows
from service.writing.loops import Loop, Tree
from service.writing.plain import Plain, archive_plain, restore_plain, update_plain
from service.writing.recordset import table_of
from service.writing.references import refuse_missing

_TABLE = table_of(StrategyElement)


class _StrategyTree(Tree):
    """A part of the graph: whoever would close a loop is told its nodes."""

    def refusal(self, loop: Loop) -> DomainError:
        words = "the parent stands below this strategy element already"
        return AlignmentCycle(words, loop, [self.column])


# Edges stay when an element is archived: the audit tells of whoever is left below.
_ELEMENTS = Plain(
    _TABLE,
    checks=ELEMENT_CHECKS,
    references={"parent_id": _TABLE},
    tree=_StrategyTree(_TABLE, "parent_id"),
    whole=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStrategyElement(New):
    """A part of the company's strategy."""

    title: str
    element_kind: StrategyKind
    description: str | None = None
    horizon: str | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyElementChange(Seen):
    """What is to change of a strategy element; null clears, but for its title and kind."""

    title: str | Unset | None = UNSET
    element_kind: StrategyKind | Unset | None = UNSET
    description: str | Unset | None = UNSET
    horizon: str | Unset | None = UNSET
    parent_id: UUID | Unset | None = UNSET


async def create_strategy_elements(
    session: Session,
    actor: Actor,
    news: Sequence[NewStrategyElement],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Strategy elements, at the top or under others.

    Refuses with Required, TooLong, Invalid (a value), NotFound (the parent), Taken (an id).
    """
    allow(actor, Action.STRATEGY_ELEMENT_CREATE)
    batch = Batch(news, policy)
    batch.check(lambda new: check_values(given(new), ELEMENT_CHECKS))
    rows = new_rows(actor, batch, now)
    await refuse_missing(session, actor, batch, rows, _ELEMENTS.references)
    batch.settle()
    return await create_nodes(session, actor, _TABLE, batch, rows)


async def update_strategy_elements(
    session: Session,
    actor: Actor,
    changes: Sequence[StrategyElementChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say.

    Refuses as `create_strategy_elements` does, and with ReadOnly (it is archived), Conflict,
    SelfLink and AlignmentCycle (the parent is the element itself, or below it).
    """
    allow(actor, Action.STRATEGY_ELEMENT_UPDATE)
    return await update_plain(session, actor, _ELEMENTS, Batch(changes, policy), now)


async def archive_strategy_elements(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put strategy elements away; what is aligned to them, or stands below, stays as it is.

    Refuses with NotFound, Conflict.
    """
    allow(actor, Action.STRATEGY_ELEMENT_ARCHIVE)
    outcome = await archive_plain(session, actor, _ELEMENTS, Batch(seen, policy), now)
    return await _with_contributors(session, actor, outcome, now)


async def restore_strategy_elements(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring strategy elements back.

    Refuses with NotFound, Conflict.
    """
    allow(actor, Action.STRATEGY_ELEMENT_RESTORE)
    outcome = await restore_plain(session, actor, _ELEMENTS, Batch(seen, policy), now)
    return await _with_contributors(session, actor, outcome, now)


async def _with_contributors(
    session: Session, actor: Actor, outcome: Outcome, now: datetime
) -> Outcome:
    """What contributes to an element is shared among all that it contributes to, if they live."""
    changed = [element for element in outcome.ids if element is not None]
    await request_lives(session, actor, changed, now)
    return outcome
