"""Impact over GraphQL."""

from decimal import Decimal

from tests.company import Company
from tests.schema.conftest import archive, gid

IMPACT = """query ($from: ID!) { impact(fromId: $from) {
  subject { id title } reason moved { node { id title } share reason } } }"""


def moved(answer) -> list[tuple[str, str | None, str | None]]:
    return [
        (one["node"]["title"], one["share"], one["reason"]) for one in answer["impact"]["moved"]
    ]


async def test_a_key_result_moves_what_is_above_by_its_share(data, company: Company) -> None:
    pillar = await company.pillar("Pillar")
    above = await company.objective("Above")
    below = await company.objective("Below")
    await company.align(above, pillar, kind="CONTRIBUTES")
    await company.align(below, above, weight=3, allocation=Decimal("0.5"))
    await company.align(await company.objective("Without data"), above)
    other = await company.objective("Other")
    await company.align(other, above)
    await company.key_result(other)
    key_result = await company.key_result(below, "Reach 100", weight=1)
    await company.key_result(below, weight=2)

    answer = await data(IMPACT, **{"from": gid("KeyResult", key_result)})

    assert answer["impact"]["subject"] == {"id": gid("KeyResult", key_result), "title": "Reach 100"}
    assert answer["impact"]["reason"] is None
    assert moved(answer) == [
        ("Below", "0.333333", None),
        ("Pillar", "0.2", None),
        ("Above", "0.2", None),
    ]


async def test_what_lies_on_a_cycle_has_a_reason_in_place_of_a_share(
    data, company: Company
) -> None:
    one, other = await company.objective("One"), await company.objective("Other")
    await company.align(one, other)
    await company.align(other, one)
    below = await company.objective("Below")
    await company.align(below, one)
    key_result = await company.key_result(below)

    answer = await data(IMPACT, **{"from": gid("KeyResult", key_result)})
    within = await data(IMPACT, **{"from": gid("Objective", one)})

    assert moved(answer) == [
        ("Below", "1", None),
        ("One", None, "IN_CYCLE"),
        ("Other", None, "IN_CYCLE"),
    ]
    assert within["impact"]["reason"] == "IN_CYCLE"


async def test_any_node_may_be_asked_and_most_move_nothing(data, company: Company) -> None:
    pillar, *_, key_result = await company.cascade()
    initiative = await company.initiative("Project", key_result)
    for type_name, row_id in (("Initiative", initiative), ("StrategyElement", pillar)):
        assert moved(await data(IMPACT, **{"from": gid(type_name, row_id)})) == []
    await archive(company, "key_result", key_result)
    assert moved(await data(IMPACT, **{"from": gid("KeyResult", key_result)})) == []


async def test_what_is_no_node_is_not_found(ask, company: Company) -> None:
    *_, objective, _ = await company.cascade()
    wrong = ["nonsense", gid("Team", await company.team()), gid("KeyResult", objective)]

    answers = [await ask(IMPACT, **{"from": text}) for text in wrong]

    assert [answer.data for answer in answers] == [{"impact": None}] * 3
    assert [answer.codes for answer in answers] == [["NOT_FOUND"]] * 3
