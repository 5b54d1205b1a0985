"""What can be subscribed to: over a WebSocket, or as server-sent events."""

from typing import Annotated

import strawberry

from schema.audit import AlignmentAudit
from schema.context import Info
from schema.events import Event
from schema.listings import argument, read_as
from schema.lookups import all_named, given
from schema.nouns import CYCLE, EVENT, OBJECTIVE
from schema.objectives.objective import Objective
from schema.prepared.specs import Occurrence
from service.audit.scope import Scope
from service.auditing.auditor import AuditRequest
from service.events.catalogue import EventType


@strawberry.type(
    description="What is told while it happens: over a WebSocket by `graphql-transport-ws`, or as"
    " server-sent events. See docs/subscriptions.md."
)
class Subscription:
    events = read_as(
        Occurrence(EVENT),
        Event,
        "Every event, in the order of the numbers, as soon as it has one. Events of tokens and"
        " webhooks are an admin's alone.",
        [
            argument("types", list[EventType] | None, "Only these; absent: all."),
            argument(
                "after",
                strawberry.ID | None,
                "The id of an event, or a number: what came after it is told first, so that nothing"
                " is missed and nothing comes twice. Absent: only what is yet to come.",
            ),
        ],
    )
    objective_changed = read_as(
        Occurrence(OBJECTIVE),
        Objective,
        "An objective, read anew, when something happened to it, its key results, their check-ins"
        " or its alignments; once for what happened together.",
        [argument("id", strawberry.ID | None, "Only this one; absent: any.")],
    )

    @strawberry.field(
        description="The alignment audit, as of today, whenever what it judges has changed and then"
        " stays as it is for half a second. Null with an error where the cycle is no more."
    )
    async def alignment_audit_changed(
        self,
        info: Info,
        cycle_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only this cycle and its child cycles."),
        ] = strawberry.UNSET,
    ) -> AlignmentAudit | None:
        reads = info.context.reads
        scope = Scope(cycles=await all_named(info, CYCLE, given(cycle_id), "cycleId"))
        return AlignmentAudit(report=await reads.audit(AuditRequest(scope, await reads.today())))
