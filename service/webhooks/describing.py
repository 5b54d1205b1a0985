"""What each type of event looks like: JSON Schema (2020-12) and an example, from the catalogue.

The same for webhooks, `GET /events` and subscriptions: `public_payload` is what makes them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service.events.catalogue import CATALOGUE, EventKind, EventType
from service.events.feed import LogEntry, public_payload
from service.webhooks.filters import TEST_TYPE

Schema = dict[str, Any]

# What all types share, by the name that the schemas of the types refer to it by.
EVENT = "Event"

_ID: Schema = {"type": "string", "format": "uuid"}
_NO_ID: Schema = {"type": ["string", "null"], "format": "uuid"}


def event_schema() -> Schema:
    """What every event has; more may be added, nothing taken away."""
    return {
        "type": "object",
        "description": "One event, as it is sent to webhooks.",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "description": "What happened: `objective.updated`."},
            "timestamp": {
                "type": "string",
                "format": "date-time",
                "description": "When it happened, in UTC.",
            },
            "data": _data(),
        },
    }


def type_schema(kind: EventKind, event: str) -> Schema:
    """What an event of one type is beside that; `event` refers to what all have."""
    data: Schema = {
        "properties": {"subject": {"properties": {"kind": {"enum": list(kind.subject_kinds)}}}}
    }
    if kind.type != TEST_TYPE:
        # A test may be sent before it has its number.
        data["properties"]["sequence"] = {"type": "integer"}
    if not kind.is_derived:
        data["properties"]["cause"] = {"type": "null"}
    return {
        "allOf": [{"$ref": event}],
        "description": kind.description,
        "properties": {"type": {"const": kind.type.value}, "data": data},
    }


def example(kind: EventKind) -> dict[str, Any]:
    """An event of one type, always the same."""
    entry = LogEntry(
        organization_id=UUID("0197a3b2-4a10-7000-8000-000000000001"),
        id=UUID("0197a3b2-4a10-7000-8000-000000000002"),
        sequence=1_042,
        type=kind.type.value,
        subject_kind=kind.subject_kinds[0],
        subject_id=UUID("0197a3b2-4a10-7000-8000-000000000003"),
        actor_token_id=None if kind.is_derived else UUID("0197a3b2-4a10-7000-8000-000000000004"),
        actor_person_id=None if kind.is_derived else UUID("0197a3b2-4a10-7000-8000-000000000005"),
        occurred_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        changes=_changes(kind.type),
        details=_DETAILS.get(kind.type),
        cause_id=UUID("0197a3b2-4a10-7000-8000-000000000006") if kind.is_derived else None,
        hash="",
    )
    return public_payload(entry, "acme")


def _data() -> Schema:
    return {
        "type": "object",
        "required": [
            "id",
            "sequence",
            "organization",
            "actor",
            "subject",
            "changes",
            "details",
            "cause",
        ],
        "properties": {
            "id": {
                **_ID,
                "description": "Names the event for good: the same in `webhook-id`, however often"
                " it is sent.",
            },
            "sequence": {
                "type": ["integer", "null"],
                "minimum": 1,
                "description": "Its number in the log of the organization: 1, 2, 3 … without a gap;"
                " null for a test that was sent before it had one.",
            },
            "organization": _object({"id": _ID, "slug": {"type": "string"}}),
            "actor": {
                **_object({"person": _NO_ID, "token": _NO_ID}),
                "description": "Who did it; both null for the operator and the service itself.",
            },
            "subject": {
                **_object({"kind": {"type": "string"}, "id": _ID}),
                "description": "What it happened to.",
            },
            "changes": {
                "type": "object",
                "description": "By field, the value before and after; null: none.",
                "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2},
            },
            "details": {
                "type": ["object", "null"],
                "description": "What there is to tell beyond that: counts, other subjects.",
            },
            "cause": {
                **_NO_ID,
                "description": "The id of the event that it follows from; null where somebody did"
                " it, or the calendar.",
            },
            "result": {
                "type": "object",
                "description": "Where the webhook has a document: what GraphQL answers to it.",
                "required": ["data"],
                "properties": {
                    "data": {"type": ["object", "null"]},
                    "errors": {
                        "type": "array",
                        "items": {"type": "object", "required": ["message"]},
                    },
                },
            },
        },
    }


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


_BELOW = "0197a3b2-4a10-7000-8000-000000000007"


def _sight(before: str, after: str) -> dict[str, Any]:
    goal = {"kind": "objective", "id": _BELOW, "from": before, "to": after}
    return {"count": 1, "subjects": [goal], "truncated": False, "calendar": False}


_CREATED = {"created", "recorded", "proposed"}
_MOMENT = "2026-11-02T09:30:00+00:00"
_CHANGES: Mapping[EventType, dict[str, Any]] = {
    EventType.CHECK_IN_RECORDED: {"value": [None, "42"], "confidence": [None, 7]},
    EventType.KPI_READING_CREATED: {"value": [None, "99.95"]},
    EventType.CYCLE_ACTIVATED: {"state": ["PLANNING", "ACTIVE"]},
    EventType.CYCLE_GRADING: {"state": ["ACTIVE", "GRADING"]},
    EventType.CYCLE_CLOSED: {"state": ["GRADING", "CLOSED"]},
    EventType.CYCLE_REOPENED: {"state": ["CLOSED", "GRADING"]},
    EventType.ALIGNMENT_ACCEPTED: {"state": ["PROPOSED", "ACCEPTED"]},
    EventType.ALIGNMENT_DECLINED: {"state": ["PROPOSED", "DECLINED"]},
    EventType.ALIGNMENT_WITHDRAWN: {"state": ["PROPOSED", "WITHDRAWN"]},
    EventType.STATUS_CHANGED: {"status": ["ON_TRACK", "AT_RISK"]},
    EventType.OBJECTIVE_ORPHANED: {"line_of_sight": ["FULL", "NONE"]},
    EventType.OBJECTIVE_ADOPTED: {"line_of_sight": ["NONE", "FULL"]},
    EventType.TOKEN_UPDATED: {"revoked_at": [None, _MOMENT]},
    EventType.WEBHOOK_SECRET_ROTATED: {"old_secrets_expire_at": [None, _MOMENT]},
    EventType.WEBHOOK_DISABLED: {"state": ["ENABLED", "DISABLED"]},
}
_DETAILS: Mapping[EventType, dict[str, Any]] = {
    EventType.WEBHOOK_REDELIVERED: {"deliveries": 12},
    EventType.STATUS_CHANGED: {
        "rule": "BEHIND",
        "progress": "0.3",
        "expected": "0.5",
        "day": "2026-11-02",
        "calendar": False,
    },
    EventType.LINE_OF_SIGHT_LOST: _sight("FULL", "NONE"),
    EventType.LINE_OF_SIGHT_RESTORED: _sight("NONE", "FULL"),
}


def _changes(type_: EventType) -> dict[str, Any]:
    if type_ in _CHANGES:
        return _CHANGES[type_]
    _, _, happened = type_.partition(".")
    name = "title" if type_.noun in _TITLED else "name"
    if happened in _CREATED:
        return {name: [None, "Grow in the south"]}
    if happened == "updated":
        return {name: ["Grow", "Grow in the south"]}
    if happened == "archived":
        return {"archived_at": [None, _MOMENT]}
    if happened == "restored" and type_.noun != "line_of_sight":
        return {"archived_at": [_MOMENT, None]}
    return {}


_TITLED = {"strategy_element", "objective", "key_result", "initiative"}

KINDS: tuple[EventKind, ...] = tuple(CATALOGUE.values())
