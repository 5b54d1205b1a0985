"""The organization's own name, time zone and settings, written."""

from typing import Any

import pytest

ORGANIZATION = """mutation ($input: OrganizationUpdateInput!) {
  organizationUpdate(input: $input) { organization { name timezone settings version }
    userErrors { code path } } }"""


async def organization(data, **given: Any) -> tuple[Any, list[Any]]:
    payload = (await data(ORGANIZATION, input=given))["organizationUpdate"]
    return payload["organization"], payload["userErrors"]


async def test_settings_are_laid_over_those_there_are(data) -> None:
    first = {"audit": {"severities": {"ALN010": "OFF", "KR008": "ERROR"}}}
    await organization(data, settings=first, timezone="Europe/Berlin", expectedVersion=1)

    now, errors = await organization(
        data,
        settings={"cycle_policy": "REPORT", "audit": {"severities": {"ALN010": None}}},
        name="Acme",
    )

    assert errors == []
    assert now == {
        "name": "Acme",
        "timezone": "Europe/Berlin",
        "settings": {"cycle_policy": "REPORT", "audit": {"severities": {"KR008": "ERROR"}}},
        "version": 3,
    }


async def test_settings_may_be_written_into_the_document(data) -> None:
    for severity in ("ERROR", "WARNING"):
        answer = await data(
            f"""mutation {{ organizationUpdate(input: {{settings: {{cycle_policy: "REPORT",
                  audit: {{severities: {{KR008: "{severity}"}}, thresholds: {{deep_chain_steps: 9}}
                  }} }} }}) {{ organization {{ settings }} userErrors {{ code path }} }} }}"""
        )

        assert answer["organizationUpdate"] == {
            "organization": {
                "settings": {
                    "cycle_policy": "REPORT",
                    "audit": {
                        "severities": {"KR008": severity},
                        "thresholds": {"deep_chain_steps": 9},
                    },
                }
            },
            "userErrors": [],
        }


async def test_the_lines_of_status_and_of_staleness_can_be_moved(data) -> None:
    lines = {
        "progress": {"on_track_gap": 0.05, "at_risk_gap": 0.2},
        "audit": {"thresholds": {"check_in_cadence_days": 14, "check_in_grace_days": 0}},
    }

    now, errors = await organization(data, settings=lines)
    back, _ = await organization(data, settings={"progress": None})

    assert (now["settings"], errors) == (lines, [])
    assert back["settings"] == {"audit": lines["audit"]}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"timezone": "Mars/Olympus"}, "INVALID", ["timezone"]),
        ({"name": ""}, "REQUIRED", ["name"]),
        ({"name": None}, "REQUIRED", ["name"]),
        ({"timezone": None}, "REQUIRED", ["timezone"]),
        ({"settings": None}, "REQUIRED", ["settings"]),
        ({"settings": []}, "INVALID", ["settings"]),
        ({"settings": "x"}, "INVALID", ["settings"]),
        ({"settings": {"x": 1}}, "INVALID", ["settings", "x"]),
        ({"settings": {"cycle_policy": 1}}, "INVALID", ["settings", "cycle_policy"]),
        (
            {"settings": {"progress": {"on_track_gap": 2}}},
            "INVALID",
            ["settings", "progress", "on_track_gap"],
        ),
        (
            {"settings": {"progress": {"at_risk_gap": 0.05}}},
            "INVALID",
            ["settings", "progress", "at_risk_gap"],
        ),
        ({"settings": {"progress": {"x": 1}}}, "INVALID", ["settings", "progress", "x"]),
        (
            {"settings": {"audit": {"thresholds": {"check_in_cadence_days": 1.5}}}},
            "INVALID",
            ["settings", "audit", "thresholds", "check_in_cadence_days"],
        ),
        ({"expectedVersion": 9}, "CONFLICT", ["expectedVersion"]),
    ],
    ids=str,
)
async def test_the_organization_refuses_what_cannot_be(
    data, given: dict, code: str, path: list[str]
) -> None:
    now, errors = await organization(data, **given)

    assert (now, errors) == (None, [{"code": code, "path": ["input", *path]}])
