"""Accepting findings for a while, and asking for an audit to be stored."""

from datetime import date, datetime
from typing import Any

import strawberry

from schema.context import Info
from schema.findings import Finding, finding_by_fingerprint, finding_of_today
from schema.identifiers import parse_id
from schema.inputs import said
from schema.listings import argument
from schema.payloads import Payload
from schema.writes import Write, Written
from service.access import Action, may
from service.actor import Actor
from service.database import Session
from service.findings.commands import Named, request_audit, unwaive_finding, waive_finding
from service.findings.queries import standing_rule
from service.findings.rules import finding_id, is_fingerprint


@strawberry.input(description="Which finding is accepted, why and until when.")
class FindingWaiveInput:
    id: strawberry.ID = strawberry.field(description="The finding: any that stands, stored or not.")
    reason: str = said("Why it may stay; at most 2,000 characters.")
    until: date = said("The last day on which it is accepted: today or later.")


@strawberry.input(description="Which finding is accepted no longer.")
class FindingUnwaiveInput:
    id: strawberry.ID = strawberry.field(description="The finding.")


async def _finding(root: strawberry.Parent[Any], info: Info) -> Finding | None:
    (id_,) = root.written.ids or (None,)
    if id_ is None:
        return None
    found: Finding | None = await finding_by_fingerprint(info, root.fingerprint)
    return found


def _shown() -> Any:  # noqa: ANN401 - as strawberry.field
    return strawberry.field(
        resolver=_finding, description="The finding as it is now; null when it was refused."
    )


@strawberry.type(description="What came of `findingWaive`.")
class FindingWaivePayload(Payload):
    fingerprint: strawberry.Private[str]
    finding: Finding | None = _shown()


@strawberry.type(description="What came of `findingUnwaive`.")
class FindingUnwaivePayload(Payload):
    fingerprint: strawberry.Private[str]
    finding: Finding | None = _shown()


async def _named(info: Info, id: str, action: Action) -> Named | None:
    """The finding that stands; not looked for by those who may do nothing with it."""
    parsed = parse_id(id)
    actor = info.context.actor
    if parsed is None or parsed.type != "Finding" or not may(actor, action):
        return None
    if not is_fingerprint(parsed.key):
        return None
    async with info.context.database.reading() as session:
        rule = await standing_rule(session, actor, finding_id(parsed.key))
    if rule is None:
        found = await finding_of_today(info.context.reads, parsed.key)
        rule = None if found is None else found.row.rule
    return None if rule is None else Named(parsed.key, rule)


async def _waive(info: Info, input: Any) -> FindingWaivePayload:  # noqa: ANN401 - of the argument's type
    given: FindingWaiveInput = input
    named = await _named(info, given.id, Action.FINDING_WAIVE)

    async def run(session: Session, actor: Actor, _: object, now: datetime) -> Written:
        return Written(
            (await waive_finding(session, actor, named, given.reason, given.until, now),)
        )

    written = await info.context.carry_out(str(info.path.key), Write(run), given)
    return FindingWaivePayload(written=written, fingerprint=named.fingerprint if named else "")


async def _unwaive(info: Info, input: Any) -> FindingUnwaivePayload:  # noqa: ANN401 - of the argument's type
    given: FindingUnwaiveInput = input
    named = await _named(info, given.id, Action.FINDING_UNWAIVE)

    async def run(session: Session, actor: Actor, _: object, now: datetime) -> Written:
        return Written((await unwaive_finding(session, actor, named, now),))

    written = await info.context.carry_out(str(info.path.key), Write(run), given)
    return FindingUnwaivePayload(written=written, fingerprint=named.fingerprint if named else "")


def command(resolver: Any, input: type, payload: type[Payload], description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field of `Mutation` that looks at an audit before it writes."""
    field: Any = strawberry.mutation(
        resolver=resolver, graphql_type=payload, description=description
    )
    field.arguments = [argument("input", input, "What to do.")]
    return field


@strawberry.input(description="When an audit is to be stored.")
class AlignmentAuditRunInput:
    unless_since: datetime | None = said(
        "Not where one was stored at this moment or later; null: in any case.", default=None
    )


@strawberry.type(description="What came of `alignmentAuditRun`.")
class AlignmentAuditRunPayload(Payload):
    requested_at: datetime | None = strawberry.field(
        description="Since when it waits; null when it was refused, or is not needed. It is done"
        " within seconds where a worker runs: see `auditRuns` and the event `audit.completed`."
    )


async def _run(info: Info, input: Any) -> AlignmentAuditRunPayload:  # noqa: ANN401 - of the argument's type
    given: AlignmentAuditRunInput = input
    requested: list[datetime | None] = []

    async def run(session: Session, actor: Actor, _: object, now: datetime) -> Written:
        requested.append(await request_audit(session, actor, given.unless_since, now))
        return Written()

    written = await info.context.carry_out(str(info.path.key), Write(run), given)
    return AlignmentAuditRunPayload(written=written, requested_at=next(iter(requested), None))


@strawberry.type
class FindingMutations:
    finding_waive = command(
        _waive,
        FindingWaiveInput,
        FindingWaivePayload,
        "Accept a finding through a day: it is WAIVED, and no audit fails for it. A waiver that it"
        " has already is replaced.",
    )
    finding_unwaive = command(
        _unwaive,
        FindingUnwaiveInput,
        FindingUnwaivePayload,
        "Take the waiver of a finding back: it is OPEN again. Without one, nothing changes.",
    )
    alignment_audit_run = command(
        _run,
        AlignmentAuditRunInput,
        AlignmentAuditRunPayload,
        "Have the whole organization audited and its findings stored soon, though it is not"
        " midnight.",
    )
