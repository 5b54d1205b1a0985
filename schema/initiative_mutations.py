"""Writing initiatives."""

from datetime import date

import strawberry

from schema.initiatives import Initiative
from schema.mutation_parts import GRAPH_NODES, LABEL, STAYS, TEXT, TITLE, Parts, expected_version
from schema.nouns import ALIGNABLE_TYPES
from schema.payloads import mutation
from schema.writes import one_row
from service.initiatives.commands.initiatives import (
    InitiativeChange,
    NewInitiative,
    archive_initiatives,
    create_initiatives,
    restore_initiatives,
    update_initiatives,
)
from service.initiatives.rules import InitiativeStatus
from service.writing.given import Seen

_INITIATIVE = Parts(Initiative, "Initiative", "initiative", "initiatives")
_same = _INITIATIVE.same

_SERVES = "At most 100, the most important first."


@strawberry.input(description="A new project or task, with what it serves.")
class InitiativeCreateInput:
    id: strawberry.ID | None = _INITIATIVE.brought_id()
    external_id: str | None = _INITIATIVE.external_id(GRAPH_NODES)
    title: str = _same("title", TITLE)
    serves: list[strawberry.ID] | None = _same("serves", _SERVES, types=ALIGNABLE_TYPES)
    description: str | None = _same("description", TEXT)
    owner_id: strawberry.ID | None = _same("owner", types=("Person",))
    owner_role: str | None = _same("owner_role", LABEL)
    team_id: strawberry.ID | None = _same("team", types=("Team",))
    status: InitiativeStatus | None = _same("status")
    starts_on: date | None = _same("starts_on")
    ends_on: date | None = _same("ends_on", "Not before `startsOn`.")
    link: str | None = _same("link", LABEL)


@strawberry.input(
    description="What is to change of an initiative: what is left out stays, null clears."
)
class InitiativeUpdateInput:
    id: strawberry.ID = _INITIATIVE.seen_id()
    expected_version: int | None = expected_version()
    title: strawberry.Maybe[str | None] = _same("title", f"{TITLE} {STAYS}")
    serves: strawberry.Maybe[list[strawberry.ID] | None] = _same(
        "serves", f"{_SERVES} This is the whole list, in its order. {STAYS}", types=ALIGNABLE_TYPES
    )
    description: strawberry.Maybe[str | None] = _same("description", TEXT)
    owner_id: strawberry.Maybe[strawberry.ID | None] = _same("owner", types=("Person",))
    owner_role: strawberry.Maybe[str | None] = _same("owner_role", LABEL)
    team_id: strawberry.Maybe[strawberry.ID | None] = _same("team", types=("Team",))
    status: strawberry.Maybe[InitiativeStatus | None] = _same("status")
    starts_on: strawberry.Maybe[date | None] = _same("starts_on")
    ends_on: strawberry.Maybe[date | None] = _same("ends_on", "Not before `startsOn`.")
    link: strawberry.Maybe[str | None] = _same("link", LABEL)


@strawberry.type
class InitiativeMutations:
    initiative_create = mutation(
        one_row(create_initiatives, NewInitiative),
        InitiativeCreateInput,
        _INITIATIVE.payload("Create"),
        "Record a project or task, and what it serves.",
    )
    initiative_update = mutation(
        one_row(update_initiatives, InitiativeChange, light=True),
        InitiativeUpdateInput,
        _INITIATIVE.payload("Update"),
        "Change an initiative that is not archived.",
    )
    initiative_archive = mutation(
        one_row(archive_initiatives, Seen),
        _INITIATIVE.seen_input("Archive", "Which initiative to archive."),
        _INITIATIVE.payload("Archive"),
        "Put an initiative away. Once more changes nothing.",
    )
    initiative_restore = mutation(
        one_row(restore_initiatives, Seen),
        _INITIATIVE.seen_input("Restore", "Which initiative to bring back."),
        _INITIATIVE.payload("Restore"),
        "Bring an initiative back; it serves what it served.",
    )
