"""Statements as the service makes them of documents."""

from dataclasses import dataclass
from typing import Any

from schema.prepared.operations import Operations
from schema.prepared.requests import Request
from schema.root import core_schema
from service.actor import Actor
from service.tables import utc_now

OPERATIONS = Operations(core_schema)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One statement, and its parameters."""

    sql: str
    arguments: list[Any]


def request_of(actor: Actor, document: str, variables: dict[str, Any]) -> Request:
    prepared = OPERATIONS.prepared(document, None, variables)
    return Request(OPERATIONS, prepared, variables, actor, utc_now(), cost=0)


def compiled(actor: Actor, document: str, **variables: Any) -> Compiled:
    """The statement that is the whole answer."""
    request = request_of(actor, document, variables)
    plan = request.whole()
    assert plan is not None
    return Compiled(plan.sql, plan.arguments(request.values))
