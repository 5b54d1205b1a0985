"""How goals stand: the numbers that are stored of them, as they are shown, filtered and ordered."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.company import Company
from tests.schema.conftest import gid, statements

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
THIRD = Decimal("0.333333333333")
KEY_RESULT = """query ($id: ID!) { keyResult(by: {id: $id}) {
  follows progress progressRaw expected compliance checkedInAt nextCheckInOn
  status { effective derived reported rule stale expected gap } } }"""
OBJECTIVE = """query ($id: ID!) { objective(by: {id: $id}) {
  progress dataCoverage expected noProgressReason progressAsOf
  status { effective rule stale expected gap } } }"""
BEHIND = {
    "progress": THIRD,
    "expected": Decimal("0.5"),
    "status": "AT_RISK",
    "status_rule": "BEHIND",
}


async def test_a_key_result_shows_how_it_stands_with_ratios_of_six_places(
    both, company: Company
) -> None:
    key_result = await company.key_result(
        await company.objective(),
        progress_raw=Decimal("-0.6666666666667"),
        derived_status="ON_TRACK",
        reported_status="AT_RISK",
        stale=True,
        follows="KPI",
        checked_in_at=NOW,
        **BEHIND | {"status_rule": "REPORTED_WORSE"},
    )

    answer = await both(KEY_RESULT, now=NOW, id=gid("KeyResult", key_result))

    assert answer.errors == []
    assert answer.data["keyResult"] == {
        "follows": "KPI",
        "progress": "0.333333",
        "progressRaw": "-0.666667",
        "expected": "0.5",
        "compliance": None,
        "checkedInAt": "2026-11-10T12:00:00+00:00",
        "nextCheckInOn": "2026-11-17",
        "status": {
            "effective": "AT_RISK",
            "derived": "ON_TRACK",
            "reported": "AT_RISK",
            "rule": "REPORTED_WORSE",
            "stale": True,
            "expected": "0.5",
            "gap": "0.166667",
        },
    }


async def test_what_was_never_measured_is_null(both, company: Company) -> None:
    objective = await company.objective()
    key_result = await company.key_result(objective)
    unknown = {"progress": None, "expected": None}
    standing = {"effective": "NO_DATA", "rule": None, "stale": False, "expected": None, "gap": None}

    of_key_result = await both(KEY_RESULT, id=gid("KeyResult", key_result))
    of_objective = await both(OBJECTIVE, id=gid("Objective", objective))

    found = of_key_result.data["keyResult"]
    assert found.pop("nextCheckInOn") is not None
    assert found == {
        **unknown,
        "follows": "CHECK_INS",
        "progressRaw": None,
        "compliance": None,
        "checkedInAt": None,
        "status": standing | {"derived": "NO_DATA", "reported": None},
    }
    assert of_objective.data["objective"] == {
        **unknown,
        "dataCoverage": None,
        "noProgressReason": None,
        "progressAsOf": None,
        "status": standing,
    }


async def test_an_objective_shows_what_it_has_come_to(both, company: Company) -> None:
    objective = await company.objective(
        data_coverage=Decimal("0.6666666666666"), progress_as_of=NOW, stale=True, **BEHIND
    )
    circular = await company.objective(no_progress_reason="CYCLE")

    answer = await both(OBJECTIVE, id=gid("Objective", objective))
    other = await both(OBJECTIVE, id=gid("Objective", circular))

    assert answer.data["objective"] == {
        "progress": "0.333333",
        "dataCoverage": "0.666667",
        "expected": "0.5",
        "noProgressReason": None,
        "progressAsOf": "2026-11-10T12:00:00+00:00",
        "status": {
            "effective": "AT_RISK",
            "rule": "BEHIND",
            "stale": True,
            "expected": "0.5",
            "gap": "0.166667",
        },
    }
    assert other.data["objective"]["noProgressReason"] == "CYCLE"


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"progress": {"eq": "0.333333"}}, "b"),
        ({"progress": {"isNull": True}}, "c"),
        ({"gap": {"gt": "0.1"}}, "b"),
        ({"expected": {"gte": "0.5"}}, "ab"),
        ({"status": {"in": ["AT_RISK", "ON_TRACK"]}}, "ab"),
        ({"statusRule": {"eq": "BEHIND"}}, "b"),
        ({"stale": {"eq": True}}, "c"),
    ],
)
@pytest.mark.parametrize("plural", ["objectives", "keyResults"])
async def test_goals_are_filtered_by_how_they_stand(
    data, company: Company, plural: str, filter: dict, found: str
) -> None:
    await three_goals(company)
    noun = plural[0].upper() + plural[1:-1]
    document = (
        f"query ($filter: {noun}Filter) {{ {plural}(filter: $filter) {{ nodes {{ title }} }} }}"
    )

    answer = await data(document, filter={"and": [filter, {"title": {"in": ["a", "b", "c"]}}]})

    assert "".join(node["title"] for node in answer[plural]["nodes"]) == found


@pytest.mark.parametrize(
    ("order", "direction", "found"),
    [
        ("PROGRESS", "ASC", "bac"),
        ("PROGRESS", "DESC", "abc"),
        ("GAP", "DESC", "bac"),
        ("EXPECTED", "ASC", "abc"),
        ("STATUS", "ASC", "bca"),
        ("STATUS", "DESC", "acb"),
    ],
)
@pytest.mark.parametrize("plural", ["objectives", "keyResults"])
async def test_goals_are_ordered_by_how_they_stand_the_worst_status_first(
    data, company: Company, plural: str, order: str, direction: str, found: str
) -> None:
    await three_goals(company)
    by = f"orderBy: {{field: {order}, direction: {direction}}}"
    document = f'{{ {plural}({by}, filter: {{title: {{ne: "Home"}}}}) {{ nodes {{ title }} }} }}'

    answer = await data(document)

    assert "".join(node["title"] for node in answer[plural]["nodes"]) == found


async def three_goals(company: Company) -> None:
    """On track, behind, and without data but stale: as objectives and as key results."""
    home = await company.objective("Home")
    well = {"progress": Decimal("0.5"), "expected": Decimal("0.5"), "status": "ON_TRACK"}
    for title, values in (("a", well), ("b", BEHIND), ("c", {"stale": True})):
        await company.objective(title, **values)
        await company.key_result(home, title, **values)


async def test_key_results_are_filtered_by_what_only_they_have(data, company: Company) -> None:
    home = await company.objective()
    await company.key_result(home, "a", follows="KPI", checked_in_at=NOW)
    await company.key_result(home, "b", progress_raw=Decimal("1.5"), derived_status="ACHIEVED")
    document = """query ($filter: KeyResultFilter, $orderBy: [KeyResultOrder!]) {
      keyResults(filter: $filter, orderBy: $orderBy) { nodes { title } } }"""

    async def titles(filter: dict | None = None, order: str = "ID") -> str:
        answer = await data(document, filter=filter, orderBy=[{"field": order}])
        return "".join(node["title"] for node in answer["keyResults"]["nodes"])

    assert await titles({"follows": {"eq": "KPI"}}) == "a"
    assert await titles({"progressRaw": {"gt": "1"}}) == "b"
    assert await titles({"derivedStatus": {"eq": "ACHIEVED"}}) == "b"
    assert await titles({"checkedInAt": {"isNull": True}}) == "b"
    assert await titles(None, "CHECKED_IN_AT") == "ab"


@pytest.mark.parametrize("count", [3, 100])
async def test_lists_of_statuses_take_one_statement_that_reads_one_table(
    data, company: Company, count: int
) -> None:
    home = await company.objective()
    for _ in range(count):
        await company.key_result(home)

    with statements() as seen:
        await data("{ keyResults(first: 100) { nodes { status { effective rule gap } } } }")

    (statement,) = seen
    assert re.findall(r"(?:FROM|JOIN) (\w+) AS", statement) == ["key_result"]


@pytest.mark.parametrize(
    ("metric_type", "bounds", "share"),
    [
        ("MAINTAIN_ABOVE", {"lower": 10}, "0.666667"),
        ("MAINTAIN_ABOVE", {"target": 10}, "0.666667"),
        ("MAINTAIN_BELOW", {"upper": 10}, "0.666667"),
        ("MAINTAIN_BELOW", {"target": 9}, "0.333333"),
        ("MAINTAIN_RANGE", {"lower": 9, "upper": 10}, "0.333333"),
        ("MAINTAIN_RANGE", {"upper": 100}, "1"),
        ("MAINTAIN_RANGE", {"target": 10}, None),
        ("MAINTAIN_ABOVE", {}, None),
        ("INCREASE", {"lower": 10, "upper": 20}, None),
        (None, {"lower": 10}, None),
    ],
)
async def test_compliance_is_the_share_of_effective_check_ins_within_the_bounds(
    both, company: Company, metric_type: str, bounds: dict, share: str | None
) -> None:
    key_result = await company.key_result(
        await company.objective(), metric_type=metric_type, **bounds
    )
    for value in (8, 10, 12):
        await company.check_in(key_result, value)
    wrong = await company.check_in(key_result, 1_000)
    await company.check_in(key_result, value=None, corrects_id=wrong)

    answer = await both(KEY_RESULT, id=gid("KeyResult", key_result))

    assert answer.data["keyResult"]["compliance"] == share


async def test_compliance_without_a_value_is_null(both, company: Company) -> None:
    key_result = await company.key_result(
        await company.objective(), metric_type="MAINTAIN_ABOVE", lower=1
    )
    await company.check_in(key_result, value=None, note="Nothing measured")

    answer = await both(KEY_RESULT, id=gid("KeyResult", key_result))

    assert answer.data["keyResult"]["compliance"] is None
