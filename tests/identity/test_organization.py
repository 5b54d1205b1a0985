"""The organization's own name, time zone and settings."""

import asyncio
from typing import Any

import pytest

from service.access import Action
from service.actor import Actor, Role
from service.audit.organization_settings import check_organization_settings
from service.errors import Conflict, DomainError, Forbidden, Invalid, Required, TooLong
from service.identity.commands import OrganizationChange, change_organization
from service.identity.models import Organization
from service.identity.queries import organization_of
from service.identity.rules import merged_settings
from tests.writing.desk import NOW, Desk


async def change(desk: Desk, actor: Actor | None = None, **values: Any) -> None:
    async with desk.database.writing(desk.actor.organization_id) as session:
        await change_organization(
            session,
            actor or desk.actor,
            OrganizationChange(**values),
            check_organization_settings,
            NOW,
        )


async def stored(desk: Desk) -> Organization:
    async with desk.database.reading() as session:
        return await organization_of(session, desk.actor)


async def test_only_what_is_said_changes(desk: Desk) -> None:
    await change(desk, timezone="Europe/Berlin", expected_version=1)
    organization = await stored(desk)
    assert (organization.name, organization.timezone) == ("Test organization", "Europe/Berlin")
    assert (organization.version, organization.updated_at) == (2, NOW)
    told = await desk.told()
    assert [(type_, changes) for type_, _, changes in told] == [
        ("organization.updated", {"timezone": ["UTC", "Europe/Berlin"]})
    ]


async def test_settings_are_laid_over_those_there_are(desk: Desk) -> None:
    await change(desk, settings={"audit": {"severities": {"ALN010": "OFF", "KR008": "ERROR"}}})
    await change(
        desk,
        settings={
            "cycle_policy": "REPORT",
            "audit": {"severities": {"ALN010": None}, "thresholds": {"deep_chain_steps": 9}},
        },
    )
    assert (await stored(desk)).settings == {
        "cycle_policy": "REPORT",
        "audit": {"severities": {"KR008": "ERROR"}, "thresholds": {"deep_chain_steps": 9}},
    }
    await change(desk, settings={"audit": None, "cycle_policy": None})
    assert (await stored(desk)).settings == {}


async def test_what_an_organization_cannot_be_is_refused(desk: Desk) -> None:
    audit = ("settings", "audit")
    cases: list[tuple[type[DomainError], tuple[str, ...], dict[str, Any]]] = [
        (Required, ("name",), {"name": None}),
        (Required, ("name",), {"name": "  "}),
        (TooLong, ("name",), {"name": "n" * 2_001}),
        (Required, ("timezone",), {"timezone": None}),
        (Invalid, ("timezone",), {"timezone": "Berlin"}),
        (Invalid, ("timezone",), {"timezone": "../UTC"}),
        (Required, ("settings",), {"settings": None}),
        (Invalid, ("settings", "colour"), {"settings": {"colour": "red"}}),
        (Invalid, ("settings", "cycle_policy"), {"settings": {"cycle_policy": "MAYBE"}}),
        (Invalid, ("settings", "cycle_policy"), {"settings": {"cycle_policy": ["REPORT"]}}),
        (Invalid, audit, {"settings": {"audit": []}}),
        (Invalid, (*audit, "colour"), {"settings": {"audit": {"colour": 1}}}),
        (
            Invalid,
            (*audit, "severities", "ALN999"),
            {"settings": {"audit": {"severities": {"ALN999": "OFF"}}}},
        ),
        (
            Invalid,
            (*audit, "thresholds", "deep_chain_steps"),
            {"settings": {"audit": {"thresholds": {"deep_chain_steps": -1}}}},
        ),
        (
            Invalid,
            (*audit, "ignored_words"),
            {"settings": {"audit": {"ignored_words": ["a\0b"]}}},
        ),
        (Conflict, ("expected_version",), {"name": "N", "expected_version": 7}),
    ]
    for error, path, values in cases:
        with pytest.raises(error) as refused:
            await change(desk, **values)
        assert (type(refused.value), refused.value.path) == (error, path)
    assert await desk.told() == []


async def test_of_ten_changes_to_one_version_one_wins(desk: Desk) -> None:
    answers = await asyncio.gather(
        *(change(desk, name=f"Name {n}", expected_version=1) for n in range(10)),
        return_exceptions=True,
    )
    assert [type(answer).__name__ for answer in answers].count("Conflict") == 9
    assert (await stored(desk)).version == 2


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_settings_are_an_admin_s(desk: Desk, role: Role) -> None:
    lesser = Actor(desk.actor.organization_id, role)
    with pytest.raises(Forbidden) as refused:
        await change(desk, lesser, name="Other")
    assert Action.ORGANIZATION_UPDATE.api_name in refused.value.message
    assert await desk.told() == []


def test_a_patch_merges_mappings_and_takes_away_nulls() -> None:
    settings = {"a": {"x": 1, "y": [1]}, "b": "text"}
    patch = {"a": {"x": None, "z": {"deep": None}}, "b": {"now": "a mapping"}}
    assert merged_settings(settings, patch) == {
        "a": {"y": [1], "z": {}},
        "b": {"now": "a mapping"},
    }
