"""How PostgreSQL finds who is to check in: from a person or a team, not through all goals."""

import pytest

from tests.prepared.compiled import compiled
from tests.storage.explained import Filled

# A day on which all of them are due.
DUE = """query ($person: ID, $team: ID) {
  dueCheckIns(personId: $person, teamId: $team, on: "2030-01-01", first: 50) {
    nodes { title } totalCount } }"""


async def given(filled: Filled, *names: str) -> dict[str, str]:
    return {name: await filled.some_id(name.title()) for name in names}


@pytest.mark.parametrize("names", [(), ("person",), ("team",), ("person", "team")], ids=str)
async def test_no_table_is_read_as_a_whole(filled: Filled, names: tuple[str, ...]) -> None:
    statement = compiled(filled.actor, DUE, **await given(filled, *names))

    for plan in await filled.plans(statement):
        assert plan.whole_tables == []


async def test_those_of_a_person_are_found_by_who_owns_them(filled: Filled) -> None:
    statement = compiled(filled.actor, DUE, **await given(filled, "person"))

    plan, kept = await filled.plans(statement)
    run = await filled.run(statement)

    for one in (plan, kept, run):
        assert {"ix_key_result_owner", "ix_objective_owner"} <= one.indexes
    assert run.rows_read < 500


async def test_those_of_a_team_are_found_by_its_objectives(filled: Filled) -> None:
    statement = compiled(filled.actor, DUE, **await given(filled, "team"))

    run = await filled.run(statement)

    assert {"ix_objective_team", "ix_key_result_objective"} <= run.indexes
