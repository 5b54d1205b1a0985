"""The rows of an import into their tables, in the order that their keys ask for."""

from collections.abc import Callable

from sqlalchemy import Table

from service.database import Session
from service.events.record import record_all
from service.interchange.bulk import delete_rows, insert_rows, update_rows
from service.interchange.changes import Changes
from service.interchange.items import Noun
from service.interchange.stores import NODES, PLANNING, READINGS, STAGES, TARGETS, table_by_noun

_ALIGNMENTS = table_by_noun(Noun.ALIGNMENT)
# What is referred to stands before what refers to it; references inside a table are deferred.
_ORDER: tuple[Table, ...] = (
    *map(table_by_noun, (Noun.TEAM, Noun.PERSON, Noun.MEMBERSHIP, Noun.CYCLE, Noun.KPI)),
    PLANNING,
    READINGS,
    NODES,
    *map(table_by_noun, (Noun.STRATEGY_ELEMENT, Noun.OBJECTIVE, Noun.KEY_RESULT, Noun.INITIATIVE)),
    *STAGES.values(),
    TARGETS,
    table_by_noun(Noun.CHECK_IN),
    _ALIGNMENTS,
    table_by_noun(Noun.DEPENDENCY),
    table_by_noun(Noun.REVIEW),
)
_FACTS = 5_000

Progress = Callable[[int, int], None]


async def write_changes(
    session: Session, changes: Changes, progress: Progress | None = None
) -> None:
    """Write the rows, then the facts; `progress` hears how many of how many are written.

    Raises:
        Conflict: someone else changed a row meanwhile.
    """
    total = sum(map(_size, (changes.deletes, changes.updates, changes.inserts)))
    total += len(changes.facts)
    done = 0
    for table in _ORDER:
        await _write_table(session, changes, table)
        done += sum(
            len(rows[table]) for rows in (changes.deletes, changes.updates, changes.inserts)
        )
        if progress is not None:
            progress(done, total)
    for start in range(0, len(changes.facts), _FACTS):
        facts = changes.facts[start : start + _FACTS]
        await record_all(session, changes.actor, facts)
        done += len(facts)
        if progress is not None:
            progress(done, total)


async def _write_table(session: Session, changes: Changes, table: Table) -> None:
    updates = changes.updates[table]
    if table is _ALIGNMENTS:
        # A primary parent leaves before the next one comes: the index looks at every row.
        leaving = [row for row in updates if row["archived_at"] or not row["is_primary"]]
        await update_rows(session, table, leaving)
        updates = [row for row in updates if row["is_primary"] and not row["archived_at"]]
    await delete_rows(session, table, changes.deletes[table])
    await update_rows(session, table, updates)
    await insert_rows(session, table, changes.inserts[table])


def _size(rows_by_table: dict[Table, list[dict[str, object]]]) -> int:
    return sum(map(len, rows_by_table.values()))
