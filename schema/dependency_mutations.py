"""Asking other goals for something, and what becomes of it."""

from datetime import date

import strawberry

from schema.dependencies import GOALS, Dependency
from schema.inputs import said
from schema.mutation_parts import STAYS, Parts, expected_version
from schema.payloads import mutation
from schema.writes import one_row
from service.dependencies.commands import (
    DependencyChange,
    NewDependency,
    archive_dependencies,
    create_dependencies,
    restore_dependencies,
    update_dependencies,
)
from service.dependencies.rules import DependencyKind, DependencyState
from service.writing.given import Seen

_PARTS = Parts(Dependency, "Dependency", "dependency", "dependencies")


@strawberry.input(description="A new dependency.")
class DependencyCreateInput:
    from_id: strawberry.ID = said(
        "The goal that depends, or holds up: an objective or a key result.", types=GOALS
    )
    to_id: strawberry.ID = said(
        "The goal that it depends on, or holds up: an objective or a key result.", types=GOALS
    )
    id: strawberry.ID | None = _PARTS.brought_id()
    external_id: str | None = _PARTS.external_id()
    kind: DependencyKind = said("What `from` is to `to`.", default=DependencyKind.NEEDS)
    state: DependencyState = said("Where the request stands.", default=DependencyState.REQUESTED)
    needed_by: date | None = said("The day by which it is needed; null: unsaid.")
    note: str | None = said("More about it, at most 100,000 characters; null: nothing.")
    provider_team_id: strawberry.ID | None = said(
        "The team that is to provide it; null: that of the goal, whichever it is.", types=("Team",)
    )
    risk_owner_id: strawberry.ID | None = said(
        "Who watches over it; null: nobody yet.", types=("Person",)
    )


@strawberry.input(description="What is to change of a dependency: what is left out stays.")
class DependencyUpdateInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    state: strawberry.Maybe[DependencyState | None] = said(
        "Where the request stands. REQUESTED becomes CONFIRMED or DECLINED; CONFIRMED and AT_RISK "
        f"one another, or RESOLVED; DECLINED REQUESTED, once more. {STAYS}"
    )
    needed_by: strawberry.Maybe[date | None] = said("The day by which it is needed; null: unsaid.")
    note: strawberry.Maybe[str | None] = said(
        "More about it, at most 100,000 characters; null: nothing."
    )
    provider_team_id: strawberry.Maybe[strawberry.ID | None] = said(
        "The team that is to provide it; null: that of the goal, whichever it is.", types=("Team",)
    )
    risk_owner_id: strawberry.Maybe[strawberry.ID | None] = said(
        "Who watches over it; null: nobody.", types=("Person",)
    )


@strawberry.type
class DependencyMutations:
    dependency_create = mutation(
        one_row(create_dependencies, NewDependency),
        DependencyCreateInput,
        _PARTS.payload("Create"),
        "Say that one goal waits for another, or holds it up. Circles are not refused: the audit "
        "finds them.",
    )
    dependency_update = mutation(
        one_row(update_dependencies, DependencyChange),
        DependencyUpdateInput,
        _PARTS.payload("Update"),
        "Change where a request stands; whoever answers it is remembered. What it links and its "
        "kind stay: for others, archive it and make another.",
    )
    dependency_archive = mutation(
        one_row(archive_dependencies, Seen),
        _PARTS.seen_input("Archive", "Which dependency to archive."),
        _PARTS.payload("Archive"),
        "Put a dependency away. Once more changes nothing.",
    )
    dependency_restore = mutation(
        one_row(restore_dependencies, Seen),
        _PARTS.seen_input("Restore", "Which dependency to bring back."),
        _PARTS.payload("Restore"),
        "Bring an archived dependency back, where both ends are in use and nothing else of its "
        "kind links them. Once more changes nothing.",
    )
