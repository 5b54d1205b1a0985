"""What rows refer to: there, and live."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    Table,
    Uuid,
    any_,
    bindparam,
    literal,
    select,
    union_all,
)

from service.actor import Actor
from service.database import Session
from service.errors import NotFound
from service.writing.batches import Batch
from service.writing.given import Values
from service.writing.rows import words_of


async def refuse_missing(
    session: Session,
    actor: Actor,
    batch: Batch[Any],
    values_by_index: Mapping[int, Values],
    table_by_field: Mapping[str, Table],
) -> None:
    """Refuse the rows that name what is not a live row of the organization, in one statement.

    `values_by_index` has what each accepted row is to hold; absent and null name nothing.
    """
    wanted: dict[Table, set[UUID]] = {}
    for index, _ in batch.accepted():
        for field, table in table_by_field.items():
            if (named := values_by_index[index].get(field)) is not None:
                wanted.setdefault(table, set()).add(named)
    if not wanted:
        return
    tables = tuple(sorted(wanted, key=lambda table: table.name))
    ids_by_table = {table.name: list(ids) for table, ids in wanted.items()}
    scope = {"organization": actor.organization_id, **ids_by_table}
    live = {(row.name, row.id) for row in await session.execute(_live(tables), scope)}

    def check(index: int, _: object) -> None:
        for field, table in table_by_field.items():
            named = values_by_index[index].get(field)
            if named is not None and (table.name, named) not in live:
                raise NotFound(f"there is no such {words_of(table)}", [field])

    batch.check_each(check)


@lru_cache(maxsize=256)
def _live(tables: tuple[Table, ...]) -> CompoundSelect[Any]:
    return union_all(
        *(
            select(literal(table.name).label("name"), table.c.id).where(
                table.c.organization_id == bindparam("organization", type_=Uuid),
                table.c.id == any_(bindparam(table.name, type_=ARRAY(Uuid))),
                table.c.archived_at.is_(None),
            )
            for table in tables
        )
    )
