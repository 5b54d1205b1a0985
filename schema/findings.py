"""What the audit found, one thing at a time."""

from asyncio import to_thread
from collections.abc import Mapping
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.identifiers import global_id
from schema.nodes import Node
from schema.reads import Reads, Reference
from service.audit.findings import Finding as Found
from service.audit.findings import FindingState, Ref, Severity
from service.audit.rules import RULES_BY_ID
from service.audit.scope import Scope
from service.auditing.auditor import AuditRequest


def _id_of(root: strawberry.Parent["Finding"]) -> strawberry.ID:
    return strawberry.ID(global_id("Finding", root.row.fingerprint))


@strawberry.type(description="One thing to look at; the same finding keeps its id from run to run.")
class Finding(Node):
    row: strawberry.Private[Found]

    id: strawberry.ID = strawberry.field(
        resolver=_id_of, description="Made from the fingerprint: it finds the finding again."
    )

    @strawberry.field(description="The rule that fired: `ALN007`.")
    def rule(self) -> str:
        return self.row.rule

    @strawberry.field(description="The rule's name: `kr-without-line-of-sight`.")
    def name(self) -> str:
        return self.row.name

    @strawberry.field(description="How much it matters.")
    def severity(self) -> Severity:
        return self.row.severity

    @strawberry.field(description="Whether it stands.")
    def state(self) -> FindingState:
        return self.row.state

    @strawberry.field(description="What is wrong, for a person.")
    def message(self) -> str:
        return self.row.message

    @strawberry.field(description="How to mend it.")
    def hint(self) -> str:
        return self.row.hint

    @strawberry.field(description="What it is about; null where it is about nothing in particular.")
    async def subject(self, info: Info) -> Node | None:
        subject = self.row.subject
        if subject is None:
            return None
        node: Node | None = await info.context.reads.object(info, _reference(subject))
        return node

    @strawberry.field(description="What else has to do with it.")
    async def related(self, info: Info) -> list[Node]:
        return await info.context.reads.objects(info, [*map(_reference, self.row.related)])

    @strawberry.field(description="Why what the rule finds matters.")
    def rationale(self) -> str:
        return RULES_BY_ID[self.row.rule].rationale

    @strawberry.field(description="The numbers and words that led to it, by name.")
    def evidence(self) -> JSON:
        evidence: Mapping[str, object] = self.row.evidence
        return JSON(dict(evidence))

    @strawberry.field(
        description="SHA-256 over the rule and the keys of what it is about; never over titles."
    )
    def fingerprint(self) -> str:
        return self.row.fingerprint


async def finding_by_fingerprint(reads: Reads, fingerprint: str) -> Finding | None:
    """The finding of today's audit of the whole organization."""
    report = await reads.audit(AuditRequest(Scope(), await reads.today()))
    place = await to_thread(report.findings.place_of, fingerprint)
    return None if place is None else Finding(row=report.findings[place])


def _reference(ref: Ref) -> Reference:
    return "".join(word.title() for word in ref.kind.split("_")), UUID(ref.id)
