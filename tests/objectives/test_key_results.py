"""Key results against a real database: what is refused leaves nothing behind."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    ReadOnly,
    Required,
    Taken,
)
from service.objectives.commands.key_result_archiving import (
    archive_key_results,
    restore_key_results,
)
from service.objectives.commands.key_results import (
    KeyResultChange,
    NewKeyResult,
    create_key_results,
    update_key_results,
)
from service.objectives.models import KeyResult
from service.objectives.rules import Indicator, Measures, UnitKind
from service.progress.rules import KeyResultSource, MetricType, ReportedStatus
from service.tables import new_id
from service.writing.batches import ErrorPolicy
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk


async def test_a_key_result_is_stored_and_told_with_every_value(
    desk: Desk, company: Company
) -> None:
    objective, owner, kpi = await company.objective(), await company.person(), await company.kpi()
    values = {
        "objective_id": objective,
        "title": "Churn from 5 % to 2 %",
        "description": "How",
        "owner_id": owner,
        "owner_role": "Lead",
        "position": 1,
        "metric_type": MetricType.DECREASE,
        "unit_kind": UnitKind.PERCENT,
        "unit": "%",
        "precision": 1,
        "start": Decimal("5.0"),
        "target": Decimal("2.0"),
        "current": Decimal("4.25"),
        "lower": Decimal(-1),
        "upper": Decimal("1e2"),
        "due_on": date(2026, 12, 31),
        "weight": Decimal(0),
        "indicator": Indicator.LAGGING,
        "measures": Measures.OUTCOME,
        "confidence": 7,
        "reported_status": ReportedStatus.ON_TRACK,
        "kpi_id": kpi,
        "follows": KeyResultSource.KPI,
    }
    made = await desk.one(create_key_results, NewKeyResult(**values, external_id="KR-1"))
    row = await desk.row(KeyResult, made)
    assert {field: row[field] for field in values} == values
    ((type_, subject, changes),) = await desk.told()
    assert (type_, subject) == ("key_result.created", made)
    assert changes.keys() == {*values, "external_id"}
    assert (changes["current"], changes["upper"], changes["metric_type"]) == (
        [None, "4.25"],
        [None, "100"],
        [None, "DECREASE"],
    )


async def test_a_title_alone_will_do(desk: Desk, company: Company) -> None:
    made = await desk.one(
        create_key_results, NewKeyResult(objective_id=await company.objective(), title="Ship it")
    )
    row = await desk.row(KeyResult, made)
    assert (row["title"], row["metric_type"], row["target"], row["weight"]) == (
        "Ship it",
        None,
        None,
        1,
    )


async def test_what_a_key_result_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    objective = await company.objective()
    closed = await company.objective(cycle_id=await company.cycle(state="CLOSED"))
    old = await company.key_result(closed)
    put_away = await company.objective(archived_at=NOW)
    key_result = await company.key_result(objective, external_id="KR-1")
    gone = await company.key_result(objective, archived_at=NOW)
    rising = await company.key_result(
        objective, metric_type="INCREASE", start=Decimal(1), target=Decimal(9)
    )
    foreign = await strange_company.key_result(await strange_company.objective())
    new = {"objective_id": objective, "title": "T"}
    cases: list[tuple[type[DomainError], str, object, object]] = [
        (Required, "title", create_key_results, NewKeyResult(**{**new, "title": ""})),
        (
            NotFound,
            "objective_id",
            create_key_results,
            NewKeyResult(title="T", objective_id=new_id()),
        ),
        (
            NotFound,
            "objective_id",
            create_key_results,
            NewKeyResult(title="T", objective_id=put_away),
        ),
        (
            NotFound,
            "objective_id",
            create_key_results,
            NewKeyResult(title="T", objective_id=key_result),
        ),
        (
            ReadOnly,
            "objective_id",
            create_key_results,
            NewKeyResult(title="T", objective_id=closed),
        ),
        (NotFound, "kpi_id", create_key_results, NewKeyResult(**new, kpi_id=new_id())),
        (NotFound, "owner_id", create_key_results, NewKeyResult(**new, owner_id=new_id())),
        (Invalid, "confidence", create_key_results, NewKeyResult(**new, confidence=11)),
        (Invalid, "precision", create_key_results, NewKeyResult(**new, precision=-1)),
        (Invalid, "target", create_key_results, NewKeyResult(**new, target=Decimal("-inf"))),
        (
            Invalid,
            "upper",
            create_key_results,
            NewKeyResult(**new, lower=Decimal(2), upper=Decimal(1)),
        ),
        (Taken, "id", create_key_results, NewKeyResult(**new, id=objective)),
        (Taken, "external_id", create_key_results, NewKeyResult(**new, external_id="KR-1")),
        (Required, "weight", update_key_results, KeyResultChange(id=key_result, weight=None)),
        (Invalid, "target", update_key_results, KeyResultChange(id=rising, target=Decimal(1))),
        (Invalid, "target", update_key_results, KeyResultChange(id=rising, start=Decimal(10))),
        (
            Invalid,
            "target",
            update_key_results,
            KeyResultChange(id=rising, metric_type=MetricType.DECREASE),
        ),
        (NotFound, "id", update_key_results, KeyResultChange(id=foreign, title="T")),
        (NotFound, "id", update_key_results, KeyResultChange(id=objective, title="T")),
        (ReadOnly, "id", update_key_results, KeyResultChange(id=gone, title="T")),
        (ReadOnly, "id", update_key_results, KeyResultChange(id=old, title="T")),
        (ReadOnly, "id", archive_key_results, Seen(id=old)),
        (
            Conflict,
            "expected_version",
            update_key_results,
            KeyResultChange(id=key_result, expected_version=0),
        ),
        (
            Conflict,
            "expected_version",
            restore_key_results,
            Seen(id=gone, expected_version=2),
        ),
    ]
    for error, path, command, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(command, given)
        assert (type(refused.value), refused.value.path) == (error, (path,)), given
    assert await desk.told() == []


@pytest.mark.parametrize(
    ("metric_type", "start", "target", "words"),
    [
        ("INCREASE", 1, 1, "the target is the start: there is no way to go"),
        ("DECREASE", 1, 1, "the target is the start: there is no way to go"),
        ("INCREASE", 2, 1, "the target of an INCREASE is above its start"),
        ("DECREASE", 1, 2, "the target of a DECREASE is below its start"),
    ],
)
async def test_a_metric_that_leads_nowhere_is_refused(
    desk: Desk, company: Company, metric_type: str, start: int, target: int, words: str
) -> None:
    new = NewKeyResult(
        objective_id=await company.objective(),
        title="T",
        metric_type=MetricType(metric_type),
        start=Decimal(start),
        target=Decimal(target),
    )
    with pytest.raises(Invalid) as refused:
        await desk.one(create_key_results, new)
    assert (refused.value.message, refused.value.path) == (words, ("target",))


@pytest.mark.parametrize(
    ("metric_type", "start", "target"),
    [
        (None, 1, 1),
        ("INCREASE", None, 1),
        ("DECREASE", 5, None),
        ("INCREASE", -5, -1),
        ("MAINTAIN_ABOVE", 5, 5),
        ("BINARY", 0, 0),
        ("MILESTONE", 9, 1),
    ],
)
async def test_what_is_missing_or_unusual_is_for_the_audit_to_tell(
    desk: Desk, company: Company, metric_type: str | None, start: int | None, target: int | None
) -> None:
    new = NewKeyResult(
        objective_id=await company.objective(),
        title="T",
        metric_type=None if metric_type is None else MetricType(metric_type),
        start=None if start is None else Decimal(start),
        target=None if target is None else Decimal(target),
    )
    assert await desk.one(create_key_results, new)


async def test_an_imported_impossible_metric_may_change_otherwise(
    desk: Desk, company: Company
) -> None:
    key_result = await company.key_result(
        await company.objective(),
        metric_type="INCREASE",
        start=Decimal(5),
        target=Decimal(5),
        lower=Decimal(9),
        upper=Decimal(1),
    )
    await desk.one(update_key_results, KeyResultChange(id=key_result, title="T"))
    await desk.one(update_key_results, KeyResultChange(id=key_result, upper=Decimal(9)))
    await desk.one(update_key_results, KeyResultChange(id=key_result, target=Decimal(6)))
    assert (await desk.row(KeyResult, key_result))["version"] == 4


async def test_only_what_is_said_changes_and_null_clears(desk: Desk, company: Company) -> None:
    key_result = await company.key_result(
        await company.objective(), "Old", target=Decimal(5), unit="%"
    )
    await desk.one(
        update_key_results,
        KeyResultChange(id=key_result, title="New", target=None, expected_version=1),
    )
    row = await desk.row(KeyResult, key_result)
    assert (row["title"], row["target"], row["unit"], row["version"]) == ("New", None, "%", 2)
    assert await desk.told() == [
        ("key_result.updated", key_result, {"title": ["Old", "New"], "target": ["5", None]})
    ]


async def test_notes_may_be_written_when_the_cycle_is_closed(desk: Desk, company: Company) -> None:
    closed = await company.cycle(state="CLOSED")
    key_result = await company.key_result(await company.objective(cycle_id=closed))
    await desk.one(update_key_results, KeyResultChange(id=key_result, score_note="Learned"))
    assert (await desk.row(KeyResult, key_result))["score_note"] == "Learned"


async def test_of_many_changes_of_one_version_one_wins(desk: Desk, company: Company) -> None:
    key_result = await company.key_result(await company.objective())
    changes = [
        KeyResultChange(id=key_result, expected_version=1, current=Decimal(n)) for n in range(8)
    ]
    answers = await asyncio.gather(
        *(desk.free(update_key_results, change) for change in changes), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 7 + ["UUID"]
    assert len(await desk.told()) == 1


async def test_a_row_refused_leaves_the_others(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    one, two = [await company.key_result(objective, f"KR {n}") for n in range(2)]
    outcome = await desk.many(
        update_key_results,
        [
            KeyResultChange(id=one, expected_version=9, title="T"),
            KeyResultChange(id=two, expected_version=1, title="T"),
            KeyResultChange(id=two, title="Again"),
        ],
        ErrorPolicy.REJECT_FAILED_ROWS,
    )
    assert outcome.ids == (None, two, None)
    assert [(error.path, error.error.code) for error in outcome.errors] == [
        (("0", "expected_version"), "CONFLICT"),
        (("2", "id"), "INVALID"),
    ]
    assert [subject for _, subject, _ in await desk.told()] == [two]


async def test_a_viewer_changes_nothing(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    key_result = await company.key_result(objective)
    await desk.forbids(
        Role.VIEWER,
        (create_key_results, NewKeyResult(objective_id=objective, title="T")),
        (update_key_results, KeyResultChange(id=key_result, title="T")),
        (archive_key_results, Seen(id=key_result)),
        (restore_key_results, Seen(id=key_result)),
    )


@pytest.mark.parametrize("count", [1, 100])
async def test_statements_do_not_grow_with_the_rows(
    desk: Desk, company: Company, count: int
) -> None:
    named = {"objective_id": await company.objective(), "owner_id": await company.person()}
    named |= {"start": Decimal(0), "target": Decimal(1)}
    ids, half = [new_id() for _ in range(count)], Decimal("0.5")
    await desk.takes(
        (7, create_key_results, [NewKeyResult(id=id_, title="T", **named) for id_ in ids]),
        (2, update_key_results, [KeyResultChange(id=id_, title="U") for id_ in ids]),
        (5, update_key_results, [KeyResultChange(id=id_, current=half) for id_ in ids]),
        (6, archive_key_results, [Seen(id=id_) for id_ in ids]),
        (8, restore_key_results, [Seen(id=id_) for id_ in ids]),
    )
