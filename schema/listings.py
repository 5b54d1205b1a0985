"""Fields that are lists: declared here, read by `schema.prepared`."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.unset import UNSET

from schema.connections import Connection
from schema.page_sizes import NESTED_DEFAULT, ROOT_DEFAULT
from schema.prepared.specs import SPEC, Listing, Many, Spec
from service.paging.nouns import Noun, Relation, Term

# Where the filter and the order of each noun's lists are declared.
_DECLARED_IN = {
    "StrategyElement": "schema.strategy",
    "Objective": "schema.objectives.filters",
    "KeyResult": "schema.objectives.key_result_filters",
    "Initiative": "schema.initiatives",
    "Team": "schema.teams",
    "Person": "schema.people",
    "Cycle": "schema.cycles",
    "PlanningStep": "schema.planning",
    "Kpi": "schema.kpis",
    "Alignment": "schema.alignments",
    "Dependency": "schema.dependencies",
    "CheckIn": "schema.check_ins",
    "Checkpoint": "schema.objectives.stages",
    "Milestone": "schema.objectives.stages",
    "KpiReading": "schema.kpi_readings",
    "Membership": "schema.memberships",
    "Review": "schema.reviews",
    "Event": "schema.events",
    "Finding": "schema.stored_findings",
    "AuditRun": "schema.audit_runs",
    "Token": "schema.tokens",
    "Webhook": "schema.webhooks.endpoints",
    "WebhookSecret": "schema.webhooks.keys",
    "WebhookDelivery": "schema.webhooks.deliveries",
    "WebhookAttempt": "schema.webhooks.attempts",
}


def argument(
    name: str, type_: object, description: str, default: object = UNSET
) -> StrawberryArgument:
    annotation = StrawberryAnnotation(type_)
    return StrawberryArgument(name, None, annotation, description=description, default=default)


_INCLUDE_ARCHIVED = argument(
    "include_archived",
    bool | None,
    "Whether archived rows are among them; a filter by `archivedAt` tells them apart.",
    default=False,
)


def listing(node: object, noun: Noun[Any], description: str, order: tuple[Term, ...] = ()) -> Any:  # noqa: ANN401 - as strawberry.field
    """A root list: all rows of a noun that are in use, and on demand the others."""
    archived = [_INCLUDE_ARCHIVED] if hasattr(noun.table, "archived_at") else []
    return _connection(node, noun, Listing(noun, order), description, ROOT_DEFAULT, archived)


def many(node: object, relation: Relation[Any], description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A list of `node` inside an object: the rows that belong to it."""
    return _connection(node, relation.noun, Many(relation), description, NESTED_DEFAULT)


def page_arguments(default: int) -> list[StrawberryArgument]:
    return [
        argument(
            "first",
            int | None,
            f"How many rows from the start of the list, 0 to 100; {default} without `first` and"
            " `last`.",
        ),
        argument(
            "after",
            str | None,
            "Only rows after this cursor, which the same list gave in the same order.",
        ),
        argument(
            "last",
            int | None,
            "How many rows from the end of the list, 0 to 100; not beside `first`.",
        ),
        argument(
            "before",
            str | None,
            "Only rows before this cursor, which the same list gave in the same order.",
        ),
    ]


def declared() -> None:
    """Stands where a statement answers, and a resolver must be named."""


def read_as(
    spec: Spec,
    type_: object,
    description: str,
    arguments: list[StrawberryArgument] | None = None,
    *,
    name: str | None = None,
) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field that a statement reads."""
    field: Any = strawberry.field(
        resolver=declared,
        graphql_type=type_,
        description=description,
        metadata={SPEC: spec},
        name=name,
    )
    field.arguments = arguments or []
    return field


def _connection(
    node: object,
    noun: Noun[Any],
    spec: Spec,
    description: str,
    default: int,
    archived: Sequence[StrawberryArgument] = (),
) -> Any:  # noqa: ANN401 - as strawberry.field
    type_ = Connection[node]  # type: ignore[valid-type] # made at run time
    arguments = [*_choice(noun), *archived, *page_arguments(default)]
    return read_as(spec, type_, description, arguments)


def _choice(noun: Noun[Any]) -> list[StrawberryArgument]:
    """The arguments that say which rows, and in which order."""
    module = _DECLARED_IN.get(noun.name)
    if module is None:
        return []
    filter_: Any = Annotated[f"{noun.name}Filter", strawberry.lazy(module)]
    order: Any = Annotated[f"{noun.name}Order", strawberry.lazy(module)]
    return [
        argument("filter", filter_ | None, "Only rows that pass; absent or null: all."),
        argument(
            "order_by",
            list[order] | None,
            "What comes first, by up to 5 fields; the id, that is age, decides ties. Absent: as the"
            " list itself says, else the oldest first.",
        ),
    ]
