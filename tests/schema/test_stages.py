"""What is expected of a key result on the way: checkpoints and stages."""

from datetime import date
from decimal import Decimal

from service.actor import Actor
from tests.company import Company
from tests.schema.conftest import gid


async def test_checkpoints_come_by_day_and_stages_in_order(both, company: Company) -> None:
    key_result = await company.key_result(
        await company.objective(), "Ship", metric_type="MILESTONE"
    )
    await company.checkpoint(key_result, date(2026, 12, 1), 20)
    await company.checkpoint(key_result, date(2026, 11, 1), 10)
    await company.milestone(key_result, "Two", position=2, due_on=date(2026, 12, 1))
    await company.milestone(
        key_result, "One", position=1, weight=Decimal("2.50"), done_on=date(2026, 11, 1)
    )

    answer = await both(
        """query ($id: ID!) { keyResult(by: {id: $id}) {
             checkpoints { totalCount nodes { day value keyResult { title } } }
             milestones { nodes { position title weight dueOn doneOn keyResult { title } } }
             open: milestones(filter: {doneOn: {isNull: true}}) { nodes { title } }
             late: checkpoints(orderBy: {field: DAY, direction: DESC}, first: 1) {
               nodes { value } } } }""",
        id=gid("KeyResult", key_result),
    )

    ship = {"keyResult": {"title": "Ship"}}
    assert answer.data["keyResult"] == {
        "checkpoints": {
            "totalCount": 2,
            "nodes": [
                {"day": "2026-11-01", "value": "10", **ship},
                {"day": "2026-12-01", "value": "20", **ship},
            ],
        },
        "milestones": {
            "nodes": [
                {
                    "position": 1,
                    "title": "One",
                    "weight": "2.5",
                    "dueOn": None,
                    "doneOn": "2026-11-01",
                    **ship,
                },
                {
                    "position": 2,
                    "title": "Two",
                    "weight": "1",
                    "dueOn": "2026-12-01",
                    "doneOn": None,
                    **ship,
                },
            ]
        },
        "open": {"nodes": [{"title": "Two"}]},
        "late": {"nodes": [{"value": "20"}]},
    }


async def test_checkpoints_and_stages_are_nodes_of_their_own_organization_only(
    ask_as, data, company: Company, stranger: Actor
) -> None:
    key_result = await company.key_result(await company.objective())
    ids = [
        gid("Checkpoint", await company.checkpoint(key_result, date(2026, 11, 1))),
        gid("Milestone", await company.milestone(key_result)),
    ]
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert (await data(document, ids=ids))["nodes"] == [{"id": one} for one in ids]
    assert (await ask_as(stranger, document, ids=ids)).data == {"nodes": [None, None]}
