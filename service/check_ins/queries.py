from collections.abc import Collection, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, and_, any_, bindparam, exists, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from service.actor import Actor
from service.check_ins.models import CheckIn
from service.database import Session
from service.tables import NO_SYSTEM
from service.writing.recordset import table_of

_CHECK_INS = table_of(CheckIn)

# A check-in by its columns, and whether it is `corrected` by another one.
StoredCheckIn = Mapping[str, Any]


def check_ins(actor: Actor) -> Select[CheckIn]:
    return select(CheckIn).where(col(CheckIn.organization_id) == actor.organization_id)


async def check_ins_called(
    session: Session, actor: Actor, ids: Collection[UUID], external_ids: Collection[str]
) -> list[StoredCheckIn]:
    """The check-ins of these ids and of these external ids; no statement where there are none."""
    if not ids and not external_ids:
        return []
    scope = {
        "organization": actor.organization_id,
        "ids": list(ids),
        "external_ids": list(external_ids),
    }
    return [row._asdict() for row in await session.execute(_called(), scope)]


@cache
def _called() -> Select[Any]:
    later = _CHECK_INS.alias("later")
    superseded = exists().where(
        later.c.organization_id == _CHECK_INS.c.organization_id,
        later.c.corrects_id == _CHECK_INS.c.id,
    )
    return select_columns(_CHECK_INS, superseded.label("corrected")).where(
        _CHECK_INS.c.organization_id == bindparam("organization", type_=Uuid),
        or_(
            _CHECK_INS.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
            and_(
                _CHECK_INS.c.external_id == any_(bindparam("external_ids", type_=ARRAY(Text))),
                _CHECK_INS.c.external_system == NO_SYSTEM,
            ),
        ),
    )
