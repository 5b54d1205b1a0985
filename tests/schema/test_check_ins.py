"""What was reported from time to time: check-ins of key results, readings of KPIs."""

from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest

from service.actor import Actor
from tests.company import Company
from tests.schema.conftest import gid

OCTOBER = datetime(2026, 10, 1, 12, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEALTH = """query ($id: ID!) {
  kpi(by: {id: $id}) { isHealthy latestReading { value kpi { name } } } }"""


async def test_a_check_in_shows_what_was_reported(data, company: Company) -> None:
    ada = await company.person("Ada")
    key_result = await company.key_result(await company.objective(), "Reach 100")
    id_ = await company.check_in(
        key_result,
        occurred_at=OCTOBER,
        value=Decimal("12.50"),
        confidence=7,
        status="AT_RISK",
        note="Slow start",
        wins="A first customer",
        blockers="No staff",
        author_id=ada,
        external_id="C-1",
    )

    answer = await data(
        """query ($id: ID!) { checkIn(by: {id: $id}) {
             id externalId occurredAt value confidence status note wins blockers
             keyResult { title } author { name } } }""",
        id=gid("CheckIn", id_),
    )

    assert answer["checkIn"] == {
        "id": gid("CheckIn", id_),
        "externalId": "C-1",
        "occurredAt": "2026-10-01T12:00:00+00:00",
        "value": "12.5",
        "confidence": 7,
        "status": "AT_RISK",
        "note": "Slow start",
        "wins": "A first customer",
        "blockers": "No staff",
        "keyResult": {"title": "Reach 100"},
        "author": {"name": "Ada"},
    }


async def test_check_ins_come_the_latest_first_whenever_they_were_recorded(
    data, company: Company
) -> None:
    ada = await company.person("Ada")
    key_result = await company.key_result(await company.objective())
    await company.check_in(key_result, occurred_at=NOVEMBER, value=3, author_id=ada)
    await company.check_in(key_result, occurred_at=OCTOBER, value=1, author_id=ada)
    await company.check_in(key_result, occurred_at=NOVEMBER, value=4, author_id=ada)

    answer = await data(
        """query ($id: ID!, $ada: ID!) {
             keyResult(by: {id: $id}) { checkIns { totalCount nodes { value author { name } } } }
             person(by: {id: $ada}) { checkIns(first: 2) { nodes { value }
               pageInfo { hasNextPage endCursor } } } }""",
        id=gid("KeyResult", key_result),
        ada=gid("Person", ada),
    )

    assert answer["keyResult"]["checkIns"] == {
        "totalCount": 3,
        "nodes": [{"value": value, "author": {"name": "Ada"}} for value in ("4", "3", "1")],
    }
    first = answer["person"]["checkIns"]
    assert first["nodes"] == [{"value": "4"}, {"value": "3"}]
    assert first["pageInfo"]["hasNextPage"] is True
    rest = await data(
        """query ($ada: ID!, $after: String) { person(by: {id: $ada}) {
             checkIns(after: $after) { nodes { value } } } }""",
        ada=gid("Person", ada),
        after=first["pageInfo"]["endCursor"],
    )
    assert rest["person"]["checkIns"]["nodes"] == [{"value": "1"}]


async def test_check_ins_of_everything_are_listed_filtered_and_ordered(
    data, company: Company
) -> None:
    objective = await company.objective()
    one, other = [await company.key_result(objective) for _ in range(2)]
    await company.check_in(one, value=1, occurred_at=NOVEMBER, confidence=3)
    await company.check_in(other, value=2, occurred_at=OCTOBER, blockers="No staff")
    await company.check_in(one, value=3, occurred_at=OCTOBER, status="OFF_TRACK")
    document = """query ($filter: CheckInFilter, $orderBy: [CheckInOrder!]) {
        checkIns(filter: $filter, orderBy: $orderBy) { nodes { value } } }"""

    async def values(filter: dict | None = None, order: list[dict] | None = None) -> str:
        answer = await data(document, filter=filter, orderBy=order)
        return "".join(node["value"] for node in answer["checkIns"]["nodes"])

    assert await values() == "132"
    assert await values(None, [{"field": "ID"}]) == "123"
    assert await values({"keyResult": {"eq": gid("KeyResult", one)}}) == "13"
    assert await values({"blockers": {"isNull": False}}) == "2"
    assert await values({"confidence": {"lte": 3}}) == "1"
    assert await values({"status": {"in": ["OFF_TRACK"]}}) == "3"
    assert await values({"occurredAt": {"gt": "2026-10-31T00:00:00Z"}}) == "1"
    assert await values(None, [{"field": "OCCURRED_AT", "direction": "DESC"}]) == "123"
    assert await values(None, [{"field": "VALUE", "direction": "DESC"}]) == "321"


async def test_readings_of_a_kpi_come_the_latest_first(data, company: Company) -> None:
    kpi = await company.kpi("Uptime")
    for value in (97, 99, 98):
        await company.kpi_reading(kpi, value)

    answer = await data(
        "query ($id: ID!) { kpi(by: {id: $id}) { readings(first: 2) {"
        " totalCount nodes { value kpi { name } } } } }",
        id=gid("Kpi", kpi),
    )

    assert answer["kpi"]["readings"] == {
        "totalCount": 3,
        "nodes": [{"value": value, "kpi": {"name": "Uptime"}} for value in ("98", "99")],
    }


async def test_a_team_knows_its_people_with_their_roles_and_a_person_their_teams(
    data, company: Company
) -> None:
    ada, grace = await company.person("Ada"), await company.person("Grace")
    engines, bridges = await company.team("Engines"), await company.team("Bridges")
    await company.member(grace, engines, role="LEAD")
    await company.member(ada, engines)
    await company.member(ada, bridges, role="LEAD")
    await company.initiative("Build it", team_id=engines, owner_id=ada)

    answer = await data(
        """query ($team: ID!, $ada: ID!) {
             team(by: {id: $team}) { memberships { totalCount nodes { role person { name } } }
               initiatives { nodes { title } } }
             person(by: {id: $ada}) { teams { totalCount nodes { name } }
               memberships { nodes { role team { name } } } initiatives { nodes { title } } } }""",
        team=gid("Team", engines),
        ada=gid("Person", ada),
    )

    assert answer == {
        "team": {
            "memberships": {
                "totalCount": 2,
                "nodes": [
                    {"role": "LEAD", "person": {"name": "Grace"}},
                    {"role": "MEMBER", "person": {"name": "Ada"}},
                ],
            },
            "initiatives": {"nodes": [{"title": "Build it"}]},
        },
        "person": {
            "teams": {"totalCount": 2, "nodes": [{"name": "Bridges"}, {"name": "Engines"}]},
            "memberships": {
                "nodes": [
                    {"role": "MEMBER", "team": {"name": "Engines"}},
                    {"role": "LEAD", "team": {"name": "Bridges"}},
                ]
            },
            "initiatives": {"nodes": [{"title": "Build it"}]},
        },
    }


async def test_each_of_them_is_a_node_of_its_own_organization_only(
    ask_as, data, company: Company, stranger: Actor
) -> None:
    key_result = await company.key_result(await company.objective())
    ids = [
        gid("CheckIn", await company.check_in(key_result)),
        gid("KpiReading", await company.kpi_reading(await company.kpi())),
        gid("Membership", await company.member(await company.person(), await company.team())),
    ]
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

    assert (await data(document, ids=ids))["nodes"] == [
        {"__typename": "CheckIn", "id": ids[0]},
        {"__typename": "KpiReading", "id": ids[1]},
        {"__typename": "Membership", "id": ids[2]},
    ]
    assert (await ask_as(stranger, document, ids=ids)).data == {"nodes": [None, None, None]}


async def test_titles_and_names_are_ordered_without_regard_to_case_and_accents(
    data, company: Company
) -> None:
    for name in ("zeta", "Éclair", "alpha", "Beta", "eclair 2", "Ж" * 2_000):
        await company.team(name)

    answer = await data("{ teams(orderBy: [{field: NAME}]) { nodes { name } } }")

    assert [node["name"][:8] for node in answer["teams"]["nodes"]] == [
        "alpha",
        "Beta",
        "Éclair",
        "eclair 2",
        "zeta",
        "ЖЖЖЖЖЖЖЖ",
    ]


async def test_of_a_chain_of_corrections_the_last_one_counts(both, company: Company) -> None:
    key_result = await company.key_result(await company.objective())
    first = await company.check_in(key_result, 1, occurred_at=OCTOBER)
    second = await company.check_in(key_result, 2, occurred_at=OCTOBER, corrects_id=first)
    await company.check_in(key_result, 3, occurred_at=OCTOBER, corrects_id=second)
    await company.check_in(key_result, 4, occurred_at=NOVEMBER)

    answer = await both(
        """query ($first: ID!) {
             checkIns(orderBy: {field: ID}) { nodes {
               value isEffective corrects { value } correctedBy { value correctedBy { value } } } }
             of: checkIns(filter: {corrects: {eq: $first}}) { nodes { value } }
             new: checkIns(filter: {corrects: {isNull: true}}) { totalCount } }""",
        first=gid("CheckIn", first),
    )

    assert answer.errors == []
    assert answer.data["checkIns"]["nodes"] == [
        {
            "value": "1",
            "isEffective": False,
            "corrects": None,
            "correctedBy": {"value": "2", "correctedBy": {"value": "3"}},
        },
        {
            "value": "2",
            "isEffective": False,
            "corrects": {"value": "1"},
            "correctedBy": {"value": "3", "correctedBy": None},
        },
        {"value": "3", "isEffective": True, "corrects": {"value": "2"}, "correctedBy": None},
        {"value": "4", "isEffective": True, "corrects": None, "correctedBy": None},
    ]
    assert answer.data["of"] == {"nodes": [{"value": "2"}]}
    assert answer.data["new"] == {"totalCount": 2}


@pytest.mark.parametrize(
    ("bounds", "health"),
    [
        ({}, "null"),
        ({"lower": 5}, "true"),
        ({"lower": 6}, "false"),
        ({"upper": 5}, "true"),
        ({"upper": 4}, "false"),
        ({"lower": 1, "upper": 9}, "true"),
        ({"lower": 6, "upper": 9}, "false"),
    ],
)
async def test_a_kpi_is_healthy_where_its_latest_reading_lies_within_its_bounds(
    both, company: Company, bounds: dict[str, int], health: str
) -> None:
    kpi = await company.kpi("Uptime", **bounds)
    for value in (1, 9, 5):
        await company.kpi_reading(kpi, value)

    answer = await both(HEALTH, id=gid("Kpi", kpi))

    assert answer.data["kpi"] == {
        "isHealthy": orjson.loads(health),
        "latestReading": {"value": "5", "kpi": {"name": "Uptime"}},
    }


async def test_a_kpi_that_was_never_read_is_neither_well_nor_ill(both, company: Company) -> None:
    kpi = await company.kpi(lower=1, upper=9)

    answer = await both(HEALTH, id=gid("Kpi", kpi))

    assert answer.data["kpi"] == {"isHealthy": None, "latestReading": None}
