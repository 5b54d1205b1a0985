"""Why goals stand as they do, and where they will end: told from what their numbers came from."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from schema.enums.formulas import ProgressFormula
from service.actor import Actor
from service.progress.progress_sentences import ProgressRule
from service.progress.rules import NoProgress
from tests.company import QUARTER, Company
from tests.schema.conftest import gid, statements
from tests.schema.writer import Writer

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
ON = {"numbers_on": date(2026, 11, 10)}
NUMBER = {"metric_type": "INCREASE", "start": 0, "target": 100}
KEY_RESULT = """query ($id: ID!) { keyResult(by: {id: $id}) {
  statusReason { rule text inputs thresholds }
  progressExplanation { formula text inputs thresholds drivers { node { title } } } } }"""
OBJECTIVE = """query ($id: ID!) { objective(by: {id: $id}) {
  statusReason { rule text inputs thresholds }
  progressExplanation { formula text inputs
    drivers { node { __typename id title } weight share progress } } } }"""
FORECAST = """query ($id: ID!) { keyResult(by: {id: $id}) {
  forecast { on value progress observedPerDay requiredPerDay checkIns } } }"""


async def test_a_key_result_tells_the_rule_of_its_status_with_what_it_went_by(
    both, company: Company
) -> None:
    objective = await company.objective(**QUARTER, **ON)
    key_result = await company.key_result(objective, current=20, **NUMBER)

    answer = await both(KEY_RESULT, id=gid("KeyResult", key_result))

    assert answer.errors == []
    assert answer.data["keyResult"] == {
        "statusReason": {
            "rule": "BEHIND",
            "text": "Its progress is 20% where 43.956% was expected by 2026-11-10, due on"
            " 2026-12-31: 23.956 points behind (at risk up to 25 points).",
            "inputs": {
                "progress": "0.2",
                "expected": "0.43956",
                "gap": "0.23956",
                "day": "2026-11-10",
                "due_on": "2026-12-31",
                "keeps_bounds": False,
                "derived": "AT_RISK",
                "reported": None,
            },
            "thresholds": {"on_track_gap": "0.1", "at_risk_gap": "0.25"},
        },
        "progressExplanation": {
            "formula": "START_TO_TARGET",
            "text": "From 0 to 100, now 20: 20% of the way.",
            "inputs": {
                "metric_type": "INCREASE",
                "day": "2026-11-10",
                "start": "0",
                "target": "100",
                "current": "20",
                "progress_raw": "0.2",
                "progress": "0.2",
            },
            "thresholds": {},
            "drivers": [],
        },
    }


async def test_an_objective_tells_what_drives_it_and_by_which_share(both, company: Company) -> None:
    objective = await company.objective(**QUARTER, **ON, progress_driver="BOTH")
    for position, (title, weight, current) in enumerate(
        [("a", 1, 20), ("b", 3, 60), ("c", 4, None)]
    ):
        await company.key_result(
            objective, title, position=position, weight=weight, current=current, **NUMBER
        )
    child = await company.objective("Child", progress=Decimal("0.5"))
    await company.align(child, objective, weight=2, allocation=Decimal("0.5"))

    answer = await both(OBJECTIVE, id=gid("Objective", objective))

    found = answer.data["objective"]["progressExplanation"]
    assert found["formula"] == "WEIGHTED_MEAN"
    assert found["inputs"] == {"progress": "0.5", "data_coverage": "0.555556"}
    assert [
        (one["node"]["title"], one["weight"], one["share"], one["progress"])
        for one in found["drivers"]
    ] == [
        ("a", "1", "0.2", "0.2"),
        ("b", "3", "0.6", "0.6"),
        ("c", "4", None, None),
        ("Child", "1", "0.2", "0.5"),
    ]
    assert found["drivers"][3]["node"] == {
        "__typename": "Objective",
        "id": gid("Objective", child),
        "title": "Child",
    }
    assert answer.data["objective"]["statusReason"]["rule"] == "WITHIN_GAP"


@pytest.mark.parametrize(
    ("values", "formula"),
    [({}, "NO_DRIVERS"), ({"no_progress_reason": "CYCLE"}, "CYCLE")],
)
async def test_an_objective_without_progress_tells_why(
    both, company: Company, values: dict, formula: str
) -> None:
    objective = await company.objective(**ON, **values)

    answer = await both(OBJECTIVE, id=gid("Objective", objective))

    found = answer.data["objective"]
    assert found["progressExplanation"]["formula"] == formula
    assert found["progressExplanation"]["drivers"] == []
    assert found["statusReason"]["rule"] == "NO_VALUE"


async def test_what_follows_its_children_tells_of_these(both, company: Company) -> None:
    key_result = await company.key_result(
        await company.objective(**QUARTER, **ON), follows="ALIGNED_CHILDREN"
    )
    child = await company.objective("Child", progress=Decimal("0.25"))
    await company.align(child, key_result)

    answer = await both(KEY_RESULT, id=gid("KeyResult", key_result))

    found = answer.data["keyResult"]["progressExplanation"]
    assert found["formula"] == "WEIGHTED_MEAN"
    assert found["drivers"] == [{"node": {"title": "Child"}}]
    assert found["inputs"]["progress"] == "0.25"


async def test_the_numbers_of_what_is_archived_are_not_explained(both, company: Company) -> None:
    archived = await company.objective(archived_at=NOW)
    gone = await company.key_result(await company.objective(), archived_at=NOW)

    of_objective = await both(OBJECTIVE, id=gid("Objective", archived))
    of_key_result = await both(KEY_RESULT, id=gid("KeyResult", gone))
    forecast = await both(FORECAST, id=gid("KeyResult", gone))

    nothing = {"statusReason": None, "progressExplanation": None}
    assert of_objective.data == {"objective": nothing}
    assert of_key_result.data == {"keyResult": nothing}
    assert forecast.data == {"keyResult": {"forecast": None}}


async def test_what_is_told_is_what_is_shown(data, company: Company, writer: Writer) -> None:
    """After check-ins as a front end sends them."""
    objective = await company.objective(starts_on=date(2026, 1, 1), ends_on=date(2099, 12, 31))
    key_result = gid("KeyResult", await company.key_result(objective, **NUMBER))
    for value, status in (("10", None), ("30", "OFF_TRACK")):
        given = {"keyResultId": key_result, "value": value, "status": status}
        await writer.write("checkInCreate", given, "checkIn { id }")

    answer = await data(
        """query ($id: ID!) { keyResult(by: {id: $id}) {
             progress expected status { effective rule gap }
             statusReason { rule inputs } progressExplanation { inputs }
             objective { progress status { rule }
               statusReason { rule inputs } progressExplanation { inputs } } } }""",
        id=key_result,
    )

    one = answer["keyResult"]
    assert one["status"]["effective"] == "OFF_TRACK"
    assert one["status"]["rule"] == one["statusReason"]["rule"] == "REPORTED_WORSE"
    assert one["progress"] == one["statusReason"]["inputs"]["progress"] == "0.3"
    assert one["progressExplanation"]["inputs"]["progress"] == "0.3"
    assert one["expected"] == one["statusReason"]["inputs"]["expected"]
    assert one["status"]["gap"] == one["statusReason"]["inputs"]["gap"]
    above = one["objective"]
    assert above["progress"] == above["progressExplanation"]["inputs"]["progress"] == "0.3"
    assert above["status"]["rule"] == above["statusReason"]["rule"]


async def forecast_goal(company: Company, days: int = 20, **values: Any) -> UUID:
    """A goal that went up by 1 a day, check-in by check-in, until today."""
    objective = await company.objective(starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 30))
    key_result = await company.key_result(objective, **(NUMBER | values))
    for day in range(0, days, 5):
        at = NOW - timedelta(days=15 - day)
        await company.check_in(key_result, 20 + day, occurred_at=at)
    return key_result


async def test_a_forecast_goes_on_at_the_rate_of_the_check_ins(both, company: Company) -> None:
    key_result = await forecast_goal(company)
    wrong = await company.check_in(key_result, 5_000, occurred_at=NOW - timedelta(days=3))
    await company.check_in(key_result, value=None, corrects_id=wrong)

    answer = await both(FORECAST, now=NOW, id=gid("KeyResult", key_result))

    assert answer.data["keyResult"]["forecast"] == {
        "on": "2026-11-30",
        "value": "55",
        "progress": "0.55",
        "observedPerDay": "1",
        "requiredPerDay": "3.25",
        "checkIns": 4,
    }


@pytest.mark.parametrize(
    ("days", "values"),
    [
        (10, {}),
        (20, {"metric_type": "BINARY"}),
        (20, {"metric_type": "MILESTONE"}),
        (20, {"metric_type": "MAINTAIN_ABOVE", "lower": 1}),
        (20, {"due_on": date(2026, 11, 9)}),
        (20, {"follows": "ALIGNED_CHILDREN"}),
    ],
)
async def test_there_is_no_forecast_where_nothing_can_be_told(
    both, company: Company, days: int, values: dict
) -> None:
    key_result = await forecast_goal(company, days, **values)

    answer = await both(FORECAST, now=NOW, id=gid("KeyResult", key_result))

    assert answer.data == {"keyResult": {"forecast": None}}


async def test_what_follows_a_kpi_goes_on_as_its_readings(both, company: Company) -> None:
    kpi = await company.kpi()
    key_result = await forecast_goal(company, 20, follows="KPI", kpi_id=kpi)
    for days, value in ((20, 10), (10, 30), (0, 50)):
        await company.kpi_reading(kpi, value, at=NOW - timedelta(days=days))

    answer = await both(FORECAST, now=NOW, id=gid("KeyResult", key_result))

    found = answer.data["keyResult"]["forecast"]
    assert (found["observedPerDay"], found["value"], found["checkIns"]) == ("2", "90", 3)


@pytest.mark.parametrize("count", [3, 100])
async def test_a_list_is_explained_by_a_few_statements_however_long_it_is(
    data, company: Company, count: int
) -> None:
    for number in range(count // 2):
        objective = await company.objective(f"Objective {number}", **QUARTER, **ON)
        for current in (20, 60):
            await company.key_result(objective, current=current, **NUMBER)

    with statements() as seen:
        await data(
            """{ keyResults(first: 100) { nodes {
                   statusReason { rule } progressExplanation { formula } forecast { value }
                   objective { statusReason { rule }
                     progressExplanation { drivers { node { title } } } } } } }"""
        )

    # The rows, the facts of all their objectives, the values in time; the drivers' nodes.
    assert len(seen) == 4


async def test_nothing_of_another_organization_is_explained(
    ask_as, company: Company, stranger: Actor
) -> None:
    key_result = await forecast_goal(company)
    ids = {"id": gid("KeyResult", key_result)}

    for document in (KEY_RESULT, FORECAST):
        assert (await ask_as(stranger, document, **ids)).data == {"keyResult": None}


def test_every_rule_of_a_progress_is_described() -> None:
    assert {*ProgressFormula} == {*ProgressRule, *NoProgress}
