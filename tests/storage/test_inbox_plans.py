"""How PostgreSQL finds what waits for a person: by indexes, however large the tables are."""

from tests.prepared.compiled import compiled
from tests.storage.explained import Filled

INBOX = """query ($id: ID) { inbox(personId: $id) { totalCount
  nodes { ... on Node { id } } edges { since askedBy { name } } } }"""


async def test_what_waits_for_a_person_is_found_by_indexes(filled: Filled) -> None:
    statement = compiled(filled.actor, INBOX, id=await filled.some_id("Person"))

    for plan in await filled.plans(statement):
        assert plan.whole_tables == []


async def test_little_more_is_read_than_what_is_theirs(filled: Filled) -> None:
    statement = compiled(filled.actor, INBOX, id=await filled.some_id("Person"))

    plan = await filled.run(statement)

    assert plan.rows_read < 500
