"""What is judged around a change comes to what an audit of the whole finds."""

from random import Random
from typing import Any

import pytest
from sqlmodel import col, select

from service.actor import Actor
from service.database import Database
from service.findings.judging import LOCAL
from service.findings.models import AuditRun, Finding
from service.findings.rows import digest_of
from service.findings.rules import finding_id
from tests.findings.conftest import Worker
from tests.findings.editing import Editor
from tests.schema.writer import Writer

_LOCAL = {rule.id for rule in LOCAL}
_ROUNDS = 30


async def stored(database: Database, actor: Actor) -> dict[Any, Any]:
    async with database.reading() as session:
        rows = await session.scalars(
            select(Finding).where(
                col(Finding.organization_id) == actor.organization_id,
                col(Finding.state) != "RESOLVED",
                col(Finding.rule).in_(_LOCAL),
            )
        )
        return {row.id: (row.rule, row.message, row.digest) for row in rows}


@pytest.mark.parametrize("seed", range(3))
async def test_local_rules_around_a_change_find_what_an_audit_finds(
    database: Database, actor: Actor, worker: Worker, writer: Writer, seed: int
) -> None:
    editor = Editor(writer, Random(seed))  # noqa: S311 - no secret
    await editor.found()
    assert await worker.audit() == 1
    for _ in range(_ROUNDS):
        for _ in range(editor.random.randrange(1, 4)):
            await editor.edit()
        await worker.follow()
        await worker.audit()
        found = await worker.found()
        expected = {
            finding_id(one.fingerprint): (one.rule, one.message, digest_of(one))
            for one in found
            if one.rule in _LOCAL
        }
        assert await stored(database, actor) == expected
    async with database.reading() as session:
        runs = await session.scalars(
            select(col(AuditRun.trigger)).where(
                col(AuditRun.organization_id) == actor.organization_id
            )
        )
        triggers = list(runs)
    # Most changes are followed without an audit of the whole.
    assert triggers.count("INCREMENTAL") > 2 * triggers.count("REQUESTED")
