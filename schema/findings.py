"""What the audit found, one thing at a time: by an audit just made, or on record."""

from asyncio import to_thread
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.identifiers import global_id
from schema.nodes import Node
from schema.prepared import findings as expressions
from schema.prepared.specs import BRINGS, SPEC, Anything, Column, Derived, Spec
from schema.reads import Reads, Reference, brought
from service.audit.findings import Finding as Found
from service.audit.findings import FindingState, Ref, Severity
from service.audit.findings import Waiver as Waived
from service.audit.report import RuleWaiver
from service.audit.rules import RULES_BY_ID
from service.audit.rules.definition import Rule
from service.audit.scope import Scope
from service.auditing.auditor import AuditRequest
from service.database import Session
from service.findings.queries import StoredTimes, times_of, waivers_by_fingerprint
from service.findings.rules import finding_id, is_fingerprint

if TYPE_CHECKING:
    from schema.people import Person

_NO_RULE = "There is no such rule any more."

# A row of a statement, or an object of Python's.
Root = strawberry.Parent[Any]


def _both(resolver: Any, spec: Spec, description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that a statement reads of a row, and Python of an audit's finding."""
    return strawberry.field(resolver=resolver, description=description, metadata={SPEC: spec})


@strawberry.type(description="That somebody accepts a finding for a while.")
class FindingWaiver:
    row: strawberry.Private[Waived]

    @strawberry.field(description="Why.")
    def reason(self) -> str:
        return self.row.reason

    @strawberry.field(description="The last day; from the next on the finding is OPEN.")
    def until(self) -> date:
        return self.row.until

    @strawberry.field(description="Who accepts it; null: no person is recorded.")
    async def by(self, info: Info) -> Annotated["Person", strawberry.lazy("schema.people")] | None:
        if self.row.by is None:
            return None
        found: Person | None = await info.context.reads.object(
            info, ("Person", UUID(self.row.by.id))
        )
        return found


def _id(root: Root) -> strawberry.ID:
    return strawberry.ID(global_id("Finding", root.row.fingerprint))


def _rule(root: Root) -> str:
    rule: str = root.row.rule
    return rule


def _told_by(root: Any) -> Rule | None:  # noqa: ANN401 - a row, or an object
    """Its rule; None where it was found by an earlier version, and there is no such rule now."""
    return RULES_BY_ID.get(_rule_id(root))


def _rule_id(root: Any) -> str:  # noqa: ANN401 - a row, or an object
    rule: str = brought(root, "rule") if isinstance(root, dict) else root.row.rule
    return rule


def _name(root: Root) -> str:
    rule = _told_by(root)
    return _rule_id(root) if rule is None else rule.name


def _hint(root: Root) -> str:
    rule = _told_by(root)
    return _NO_RULE if rule is None else rule.hint


def _rationale(root: Root) -> str:
    rule = _told_by(root)
    return _NO_RULE if rule is None else rule.rationale


def _severity(root: Root) -> Severity:
    severity: Severity = root.row.severity
    return severity


def _state(root: Root) -> FindingState:
    state: FindingState = root.row.state
    return state


def _message(root: Root) -> str:
    message: str = root.row.message
    return message


async def _subject(root: Root, info: Info) -> Node | None:
    subject: Ref | None = root.row.subject
    node: Node | None = subject and await info.context.reads.object(info, _reference(subject))
    return node


async def _related(root: Root, info: Info) -> list[Node]:
    if isinstance(root, dict):
        related = [_named(one["kind"], one["id"]) for one in brought(root, "related")]
    else:
        related = [*map(_reference, root.row.related)]
    found = await info.context.reads.objects(info, related)
    return [one for one in found if one is not None]


def _evidence(root: Root) -> JSON:
    evidence: Mapping[str, object] = root.row.evidence
    return JSON(dict(evidence))


def _fingerprint(root: Root) -> str:
    fingerprint: str = root.row.fingerprint
    return fingerprint


async def _waiver(root: Root, info: Info) -> FindingWaiver | None:
    waiver = await _stored_waiver(root, info) if isinstance(root, dict) else root.row.waiver
    return None if waiver is None else FindingWaiver(row=waiver)


async def _stored_waiver(root: Any, info: Info) -> Waived | None:  # noqa: ANN401 - a row
    if brought(root, "state") != FindingState.WAIVED:
        return None

    async def read(session: Session, _: Collection[str]) -> Mapping[str, RuleWaiver]:
        return await waivers_by_fingerprint(session, info.context.actor)

    found: RuleWaiver | None = await info.context.reads.one(
        "waiver", brought(root, "fingerprint"), read
    )
    return None if found is None else found.waiver


async def _times(root: Any, info: Info) -> StoredTimes | None:  # noqa: ANN401 - an audit's finding
    async def read(session: Session, ids: Collection[UUID]) -> Mapping[UUID, StoredTimes]:
        return await times_of(session, info.context.actor, ids)

    return await info.context.reads.one("finding", finding_id(root.row.fingerprint), read)


async def _first_seen_at(root: Root, info: Info) -> datetime | None:
    times = await _times(root, info)
    return None if times is None else times.first_seen_at


async def _last_seen_at(root: Root, info: Info) -> datetime | None:
    times = await _times(root, info)
    return None if times is None else times.last_seen_at


async def _resolved_at(root: Root, info: Info) -> datetime | None:
    times = await _times(root, info)
    return None if times is None else times.resolved_at


def _of_rule(resolver: Any, description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    return strawberry.field(
        resolver=resolver, description=description, metadata={BRINGS: ("rule",)}
    )


@strawberry.type(description="One thing to look at; the same finding keeps its id from run to run.")
class Finding(Node):
    row: strawberry.Private[Found]

    id: strawberry.ID = _both(
        _id,
        Derived(expressions.finding_id),
        "Made from the fingerprint: it finds the finding again.",
    )
    rule = _both(_rule, Column("rule"), "The rule that fired: `ALN007`.")
    name = _of_rule(_name, "The rule's name: `kr-without-line-of-sight`.")
    severity = _both(_severity, Column("severity"), "How much it matters.")
    state = _both(
        _state, Column("state"), "Whether it stands, is accepted for a while, or is gone."
    )
    message = _both(_message, Column("message"), "What is wrong, for a person.")
    hint = _of_rule(_hint, "How to mend it.")
    subject = _both(
        _subject,
        Anything("subject_id", "subject_kind"),
        "What it is about; null where it is about nothing in particular.",
    )
    related: list[Node] = strawberry.field(
        resolver=_related,
        description="What else has to do with it.",
        metadata={BRINGS: ("related",)},
    )
    rationale = _of_rule(_rationale, "Why what the rule finds matters.")
    evidence = _both(
        _evidence, Column("evidence"), "The numbers and words that led to it, by name."
    )
    fingerprint = _both(
        _fingerprint,
        Column("fingerprint"),
        "SHA-256 over the rule and the keys of what it is about; never over titles.",
    )
    waiver: FindingWaiver | None = strawberry.field(
        resolver=_waiver,
        description="Why it is accepted for now; null where it is not.",
        metadata={BRINGS: ("state", "fingerprint")},
    )
    first_seen_at = _both(
        _first_seen_at,
        Column("first_seen_at"),
        "When it was first stored; null until then, which is within seconds, or at midnight.",
    )
    last_seen_at = _both(
        _last_seen_at,
        Derived(expressions.last_seen_at),
        "When a stored audit last found it; null while none has.",
    )
    resolved_at = _both(
        _resolved_at, Column("resolved_at"), "Since when it is found no more; null while it is."
    )


async def finding_by_fingerprint(info: Info, fingerprint: str) -> Any:  # noqa: ANN401 - a row, or a `Finding`
    """The finding on record, else of today's audit of the whole organization."""
    if not is_fingerprint(fingerprint):
        return None
    stored = await info.context.reads.object(info, ("Finding", finding_id(fingerprint)))
    return stored or await finding_of_today(info.context.reads, fingerprint)


async def finding_of_today(reads: Reads, fingerprint: str) -> Finding | None:
    report = await reads.audit(AuditRequest(Scope(), await reads.today()))
    place = await to_thread(report.findings.place_of, fingerprint)
    return None if place is None else Finding(row=report.findings[place])


def _reference(ref: Ref) -> Reference:
    return _named(ref.kind, ref.id)


def _named(kind: str, id: str) -> Reference:
    return "".join(word.title() for word in kind.split("_")), UUID(id)
