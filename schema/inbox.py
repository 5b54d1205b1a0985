"""What waits for somebody's decision."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.connections import PageInfo
from schema.enums.describing import described
from schema.listings import argument, page_arguments, read_as
from schema.page_sizes import ROOT_DEFAULT
from schema.prepared.specs import Inbox
from service.alignment.inbox import InboxKind

if TYPE_CHECKING:
    from schema.alignments import Alignment
    from schema.dependencies import Dependency
    from schema.people import Person

described(
    InboxKind,
    "What somebody is asked for. New kinds may be added.",
    {
        "ALIGNMENT_PROPOSAL": "To let another goal serve theirs: `alignmentAccept` or "
        "`alignmentDecline`.",
        "DEPENDENCY_REQUEST": "To provide what another goal depends on: `dependencyUpdate` to "
        "CONFIRMED or DECLINED.",
    },
)

InboxItem = Annotated[
    Annotated["Alignment", strawberry.lazy("schema.alignments")]
    | Annotated["Dependency", strawberry.lazy("schema.dependencies")],
    strawberry.union(
        "InboxItem",
        description="What can wait for a decision; all of them are nodes with an id. New types may"
        " be added.",
    ),
]


@strawberry.type(description="One thing that waits for a decision, with its place.")
class InboxEdge:
    cursor: str = strawberry.field(description="Its place: give it to `after` or `before`.")
    node: InboxItem = strawberry.field(description="What is to be decided about.")
    kind: InboxKind = strawberry.field(description="What is asked for.")
    since: datetime = strawberry.field(description="The moment since which it waits.")
    asked_by: Annotated["Person", strawberry.lazy("schema.people")] | None = strawberry.field(
        description="Who asked; null: no person did."
    )


@strawberry.type(description="One page of what waits for a decision, the longest waiting first.")
class InboxConnection:
    edges: list[InboxEdge] = strawberry.field(
        description="What waits, each with its cursor, its kind, since when and who asked."
    )
    nodes: list[InboxItem] = strawberry.field(description="The same alone.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    total_count: int = strawberry.field(
        description="How many decisions wait; counted only when asked for."
    )


@strawberry.type
class InboxQueries:
    inbox = read_as(
        Inbox(),
        InboxConnection | None,
        "The decisions that wait for a person, the longest waiting first: proposals to goals that"
        " are theirs to decide about, and requests to such goals, or to teams that are named to"
        " provide. A goal is its owner's; a key result without one its objective's, an objective"
        " without one its team's: of those who lead the team, or of all its members where nobody"
        " does. What can no longer be decided is left out. Null with an error where the argument"
        " names nobody.",
        [
            argument(
                "person_id",
                strawberry.ID | None,
                "Whose; absent or null: of the person that the token stands for. Nothing waits for"
                " a token that stands for nobody.",
            ),
            *page_arguments(ROOT_DEFAULT),
        ],
    )
