"""Tokens made, listed and revoked over GraphQL, and what they are good for then."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.database import Database
from service.tables import metadata, new_id, utc_now
from tests.company import Company
from tests.http.callers import Caller, Come

CREATE = """mutation ($input: TokenCreateInput!) { tokenCreate(input: $input) {
  token { id name role createdAt expiresAt revokedAt lastUsedAt person { id } } secret
  userErrors { code path } } }"""
REVOKE = """mutation ($id: ID!) { tokenRevoke(input: {id: $id}) {
  token { revokedAt } userErrors { code path } } }"""
TOKENS = "{ tokens { nodes { id } totalCount } }"
VIEWER = "{ viewer { role person { name } } }"


@pytest.fixture
async def admin(come: Come, actor: Actor) -> Caller:
    return await come(actor, Role.ADMIN)


@pytest.fixture
def create(admin: Caller):
    """Makes a token: its payload."""

    async def run(key: str | None = None, **given: Any) -> Any:
        answer = await admin.data(CREATE, {"input": {"name": "a test's", **given}}, key)
        return answer["tokenCreate"]

    return run


@pytest.fixture
def with_token(http: httpx.AsyncClient):
    def caller(payload: Any) -> Caller:
        return Caller(http, payload["secret"])

    return caller


async def holding(database: Database, piece: str) -> list[str]:
    """The tables that have a row with this text anywhere in it."""
    found = []
    async with database.reading() as session:
        for table in metadata.sorted_tables:
            statement = text(f"SELECT count(*) FROM {table.name} t WHERE t::text LIKE :piece")
            if await session.scalar(statement, {"piece": f"%{piece}%"}):
                found.append(table.name)
    return found


async def test_a_new_token_lets_its_holder_in(create, with_token, company: Company) -> None:
    person = await company.person("Ada")
    own_id = new_id()
    # Whole seconds: PostgreSQL leaves the zeros out that Python writes at a fraction's end.
    expires_at = (utc_now() + timedelta(days=9)).replace(microsecond=0).isoformat()

    made = await create(
        id=str(own_id),
        name="CI",
        role="MEMBER",
        personId=global_id("Person", person),
        expiresAt=expires_at,
    )

    token = made["token"]
    assert made["userErrors"] == []
    assert token["id"] == global_id("Token", own_id)
    assert (token["name"], token["role"]) == ("CI", "MEMBER")
    assert (token["expiresAt"], token["revokedAt"], token["lastUsedAt"]) == (expires_at, None, None)
    assert token["person"] == {"id": global_id("Person", person)}
    assert await with_token(made).data(VIEWER) == {
        "viewer": {"role": "MEMBER", "person": {"name": "Ada"}}
    }


async def test_the_text_of_a_token_is_kept_nowhere(create, database: Database) -> None:
    made = await create(key="once", name="known by its name")
    secret = made["secret"].split("_", 2)[2]

    assert await holding(database, "known by its name") == ["event", "token"]
    assert await holding(database, secret) == []
    assert await holding(database, secret.encode().hex()) == []


async def test_a_repeated_key_gives_the_token_without_its_text(create, admin: Caller) -> None:
    first, again = await create(key="once"), await create(key="once")

    assert first["secret"].startswith("slt_")
    assert again == {**first, "secret": None}
    assert (await admin.data(TOKENS))["tokens"]["totalCount"] == 2


async def test_a_revoked_token_is_refused_at_once(create, with_token, admin: Caller) -> None:
    made = await create()
    holder = with_token(made)
    await holder.data(VIEWER)

    revoked = await admin.data(REVOKE, {"id": made["token"]["id"]})
    again = await admin.data(REVOKE, {"id": made["token"]["id"]})

    assert revoked["tokenRevoke"]["token"]["revokedAt"] is not None
    assert revoked["tokenRevoke"]["userErrors"] == []
    assert again == revoked
    assert (await holder.post(VIEWER)).status_code == 401


@pytest.mark.parametrize("change", ["Update", "Archive"])
async def test_who_leaves_has_no_token_any_more(
    create, with_token, admin: Caller, company: Company, change: str
) -> None:
    person = global_id("Person", await company.person("Ada"))
    holder = with_token(await create(personId=person))
    await holder.data(VIEWER)
    given = {"id": person, **({"active": False} if change == "Update" else {})}

    await admin.data(
        f"""mutation ($input: Person{change}Input!) {{
          person{change}(input: $input) {{ userErrors {{ code }} }} }}""",
        {"input": given},
    )

    assert (await holder.post(VIEWER)).status_code == 401


async def test_everyone_finds_and_revokes_their_own_tokens_alone(
    create, with_token, admin: Caller, company: Company
) -> None:
    ada = global_id("Person", await company.person("Ada"))
    first, second = [await create(name=name, personId=ada) for name in ("First", "Second")]
    other = await create(name="Other")
    node = "query ($id: ID!) { node(id: $id) { ... on Token { name } } }"
    holder = with_token(first)

    listed = (await holder.data(TOKENS))["tokens"]
    found = [await holder.data(node, {"id": one["token"]["id"]}) for one in (second, other)]
    refused = await holder.data(REVOKE, {"id": other["token"]["id"]})
    revoked = await holder.data(REVOKE, {"id": second["token"]["id"]})

    own = [{"id": one["token"]["id"]} for one in (first, second)]
    assert listed == {"nodes": own, "totalCount": 2}
    assert found == [{"node": {"name": "Second"}}, {"node": None}]
    assert refused["tokenRevoke"] == {
        "token": None,
        "userErrors": [{"code": "FORBIDDEN", "path": ["input"]}],
    }
    assert revoked["tokenRevoke"]["userErrors"] == []
    assert (await admin.data(TOKENS))["tokens"]["totalCount"] == 4


async def test_a_token_that_is_nobodys_finds_itself(create, with_token) -> None:
    made, _ = await create(), await create()

    listed = (await with_token(made).data(TOKENS))["tokens"]

    assert listed == {"nodes": [{"id": made["token"]["id"]}], "totalCount": 1}


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": ""}, "REQUIRED", "name"),
        ({"id": "nonsense"}, "INVALID", "id"),
        ({"personId": "nonsense"}, "NOT_FOUND", "personId"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "INVALID", "expiresAt"),
        ({"expiresAt": "9999-01-01T00:00:00Z"}, "INVALID", "expiresAt"),
    ],
    ids=str,
)
async def test_a_token_that_cannot_be_is_refused(create, given: dict, code: str, field: str):
    assert await create(**given) == {
        "token": None,
        "secret": None,
        "userErrors": [{"code": code, "path": ["input", field]}],
    }


async def test_tokens_are_filtered_and_ordered(create, admin: Caller) -> None:
    for name in ("Beta", "Alpha"):
        await create(name=name, role="MEMBER")

    answer = await admin.data(
        """{ tokens(filter: {role: {eq: MEMBER}, revokedAt: {isNull: true}},
             orderBy: [{field: NAME}, {field: LAST_USED_AT, direction: DESC}]) {
             nodes { name person { id } } } }"""
    )

    assert answer == {
        "tokens": {"nodes": [{"name": name, "person": None} for name in ("Alpha", "Beta")]}
    }
