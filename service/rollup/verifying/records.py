"""What is recorded of some objectives, as rows of the tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.database import Session
from service.rollup.verifying.statements import (
    CHECK_INS,
    CHECKPOINTS,
    KEY_RESULTS,
    MILESTONES,
    OBJECTIVES,
    READINGS,
)

Row = Any
ByKeyResult = Mapping[UUID, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Records:
    """Rows by what they belong to."""

    objective_by_id: Mapping[UUID, Row]
    key_results: Mapping[UUID, Sequence[Row]]
    check_ins: ByKeyResult
    checkpoints: ByKeyResult
    milestones: ByKeyResult
    reading_by_kpi: Mapping[UUID, Decimal] = field(default_factory=dict)


async def records_of(
    session: Session, organization_id: UUID, objective_ids: Sequence[UUID]
) -> Records:
    """The rows of these objectives and of their live key results."""
    scope = {"organization": organization_id, "ids": list(objective_ids)}
    objectives = await session.execute(OBJECTIVES, scope)
    key_results = list(await session.execute(KEY_RESULTS, scope))
    measured = {**scope, "ids": [row.id for row in key_results]}
    kpis = {**scope, "ids": [row.kpi_id for row in key_results if row.kpi_id is not None]}
    return Records(
        {row.id: row for row in objectives},
        _grouped(key_results, "objective_id"),
        _grouped(await session.execute(CHECK_INS, measured), "key_result_id"),
        _grouped(await session.execute(CHECKPOINTS, measured), "key_result_id"),
        _grouped(await session.execute(MILESTONES, measured), "key_result_id"),
        {row.kpi_id: row.value for row in await session.execute(READINGS, kpis)},
    )


def _grouped(rows: Any, column: str) -> dict[UUID, list[Row]]:  # noqa: ANN401 - rows of any kind
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found
