"""Strategy elements against a real database: what is refused leaves nothing behind."""

import asyncio

import pytest

from service.errors import (
    AlignmentCycle,
    Conflict,
    DomainError,
    NotFound,
    ReadOnly,
    Required,
    SelfLink,
    Taken,
    TooLong,
)
from service.identity.models import Organization
from service.nodes.models import Node
from service.strategy.commands import (
    NewStrategyElement,
    StrategyElementChange,
    archive_strategy_elements,
    create_strategy_elements,
    restore_strategy_elements,
    update_strategy_elements,
)
from service.strategy.models import StrategyElement
from service.strategy.rules import StrategyKind
from service.tables import new_id
from service.writing.batches import ErrorPolicy, Rejected
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements


async def test_an_element_is_a_node_and_told_with_every_value(desk: Desk, company: Company) -> None:
    purpose = await company.pillar("Purpose", element_kind="PURPOSE")
    made = await desk.one(
        create_strategy_elements,
        NewStrategyElement(
            title="Delight customers",
            element_kind=StrategyKind.PILLAR,
            parent_id=purpose,
            external_id="P-1",
        ),
    )
    row = await desk.row(StrategyElement, made)
    assert (row["title"], row["element_kind"], row["parent_id"]) == (
        "Delight customers",
        "PILLAR",
        purpose,
    )
    node = await desk.row(Node, made)
    assert (node["kind"], node["external_id"]) == ("STRATEGY_ELEMENT", "P-1")
    assert await desk.told() == [
        (
            "strategy_element.created",
            made,
            {
                "title": [None, "Delight customers"],
                "element_kind": [None, "PILLAR"],
                "parent_id": [None, str(purpose)],
                "external_id": [None, "P-1"],
            },
        )
    ]


async def test_a_parent_below_is_refused_with_the_cycle_even_where_cycles_are_reported(
    desk: Desk, company: Company
) -> None:
    top = await company.pillar("Top")
    middle = await company.pillar("Middle", parent_id=top)
    low = await company.pillar("Low", parent_id=middle)
    async with desk.database.writing(desk.actor.organization_id) as session:
        organization = await session.get(Organization, desk.actor.organization_id)
        assert organization is not None
        organization.settings = {"cycle_policy": "REPORT"}
    with pytest.raises(AlignmentCycle) as refused:
        await desk.one(update_strategy_elements, StrategyElementChange(id=top, parent_id=low))
    assert (refused.value.cycle, refused.value.path) == ((top, low, middle), ("parent_id",))
    with pytest.raises(SelfLink):
        await desk.one(update_strategy_elements, StrategyElementChange(id=top, parent_id=top))
    assert await desk.told() == []


async def test_two_writers_cannot_each_close_half_a_loop(desk: Desk, company: Company) -> None:
    one, two = await company.pillar("One"), await company.pillar("Two")
    answers = await asyncio.gather(
        desk.free(update_strategy_elements, StrategyElementChange(id=one, parent_id=two)),
        desk.free(update_strategy_elements, StrategyElementChange(id=two, parent_id=one)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["AlignmentCycle", "UUID"]


async def test_what_an_element_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    element = await company.pillar(external_id="P-1")
    put_away = await company.pillar(archived_at=NOW)
    objective, foreign = await company.objective(), await strange_company.pillar()
    new = {"title": "T", "element_kind": StrategyKind.VALUE}
    cases: list[tuple[type[DomainError], str, object, object]] = [
        (Required, "title", create_strategy_elements, NewStrategyElement(**{**new, "title": " "})),
        (
            TooLong,
            "horizon",
            create_strategy_elements,
            NewStrategyElement(**new, horizon="x" * 2001),
        ),
        (
            NotFound,
            "parent_id",
            create_strategy_elements,
            NewStrategyElement(**new, parent_id=foreign),
        ),
        (
            NotFound,
            "parent_id",
            create_strategy_elements,
            NewStrategyElement(**new, parent_id=put_away),
        ),
        (
            NotFound,
            "parent_id",
            create_strategy_elements,
            NewStrategyElement(**new, parent_id=objective),
        ),
        (Taken, "id", create_strategy_elements, NewStrategyElement(**new, id=objective)),
        (
            Taken,
            "external_id",
            create_strategy_elements,
            NewStrategyElement(**new, external_id="P-1"),
        ),
        (
            Required,
            "kind",
            update_strategy_elements,
            StrategyElementChange(id=element, element_kind=None),
        ),
        (NotFound, "id", update_strategy_elements, StrategyElementChange(id=foreign)),
        (ReadOnly, "id", update_strategy_elements, StrategyElementChange(id=put_away, title="T")),
        (
            Conflict,
            "expected_version",
            restore_strategy_elements,
            Seen(id=put_away, expected_version=4),
        ),
    ]
    for error, path, command, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(command, given)
        assert (type(refused.value), refused.value.path) == (error, (path,)), given
    assert await desk.told() == []


async def test_an_archived_element_leaves_what_is_below_it(desk: Desk, company: Company) -> None:
    top = await company.pillar("Top")
    low = await company.pillar("Low", parent_id=top)
    await desk.one(archive_strategy_elements, Seen(id=top))
    assert (await desk.row(StrategyElement, low))["parent_id"] == top
    await desk.one(restore_strategy_elements, Seen(id=top))
    assert [type_ for type_, _, _ in await desk.told()] == [
        "strategy_element.archived",
        "strategy_element.restored",
    ]


async def test_a_refused_row_takes_all_with_it_or_only_itself(desk: Desk) -> None:
    own_ids = [new_id() for _ in range(3)]
    titles = ("Good", " ", "Fine")
    rows = [
        NewStrategyElement(id=own_id, title=title, element_kind=StrategyKind.VALUE)
        for own_id, title in zip(own_ids, titles, strict=True)
    ]
    with pytest.raises(Rejected) as rejected:
        await desk.many(create_strategy_elements, rows)
    assert [(error.path, error.error.code) for error in rejected.value.errors] == [
        (("1", "title"), "REQUIRED")
    ]
    assert await desk.told() == []
    outcome = await desk.many(create_strategy_elements, rows, ErrorPolicy.REJECT_FAILED_ROWS)
    assert outcome.ids == (own_ids[0], None, own_ids[2])
    assert [error.path for error in outcome.errors] == [("1", "title")]
    assert [subject for _, subject, _ in await desk.told()] == [own_ids[0], own_ids[2]]


@pytest.mark.parametrize("count", [1, 100])
async def test_statements_do_not_grow_with_the_rows(desk: Desk, count: int) -> None:
    ids = [new_id() for _ in range(count)]
    news = [NewStrategyElement(id=id_, title="T", element_kind=StrategyKind.VALUE) for id_ in ids]
    moves = [StrategyElementChange(id=id_, parent_id=ids[0]) for id_ in ids[1:]]
    for expected, command, given in (
        (3, create_strategy_elements, news),
        (4, update_strategy_elements, moves),
        (3, archive_strategy_elements, [Seen(id=id_) for id_ in ids]),
        (3, restore_strategy_elements, [Seen(id=id_) for id_ in ids]),
    ):
        with statements() as sent:
            await desk.many(command, given)
        assert len(sent) == (expected if given else 1), sent
