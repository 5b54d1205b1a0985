"""Making, changing, archiving and restoring teams."""

import strawberry

from schema.inputs import said
from schema.mutation_parts import STAYS, Parts, expected_version
from schema.payloads import mutation
from schema.teams import Team
from schema.writes import many_rows, one_row
from service.teams.commands import (
    NewTeam,
    TeamChange,
    archive_teams,
    create_teams,
    restore_teams,
    update_teams,
)
from service.teams.rules import TeamKind
from service.writing.given import Seen

_PARTS = Parts(Team, "Team", "team", "teams")


@strawberry.input(description="A new team.")
class TeamCreateInput:
    name: str = said("What people call it, at most 2,000 characters.")
    id: strawberry.ID | None = _PARTS.brought_id()
    external_id: str | None = _PARTS.external_id()
    kind: TeamKind | None = said("Where it stands in the organization; null: unsaid.")
    parent_id: strawberry.ID | None = said(
        "The team that it is a part of; null: it is a root.", types=("Team",)
    )


@strawberry.input(description="What is to change of a team: what is left out stays.")
class TeamUpdateInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    name: strawberry.Maybe[str | None] = said(
        f"What people call it, at most 2,000 characters. {STAYS}"
    )
    kind: strawberry.Maybe[TeamKind | None] = said(
        "Where it stands in the organization; null: unsaid."
    )
    parent_id: strawberry.Maybe[strawberry.ID | None] = said(
        "The team that it is a part of, none of its own parts; null: it is a root.",
        types=("Team",),
    )


@strawberry.type
class TeamMutations:
    team_create = mutation(
        one_row(create_teams, NewTeam),
        TeamCreateInput,
        _PARTS.payload("Create"),
        "Make a team.",
    )
    team_bulk_create = mutation(
        many_rows(create_teams, NewTeam),
        _PARTS.bulk_input("Create", TeamCreateInput, "Up to 100 new teams."),
        _PARTS.bulk_payload("Create"),
        "Make up to 100 teams at once; a parent has to be there before.",
    )
    team_update = mutation(
        one_row(update_teams, TeamChange),
        TeamUpdateInput,
        _PARTS.payload("Update"),
        "Change a team, or make it a part of another.",
    )
    team_archive = mutation(
        one_row(archive_teams, Seen),
        _PARTS.seen_input("Archive", "Which team to archive."),
        _PARTS.payload("Archive"),
        "Put a team away that has no parts in use. Its objectives, initiatives and members keep "
        "naming it. Once more changes nothing.",
    )
    team_restore = mutation(
        one_row(restore_teams, Seen),
        _PARTS.seen_input("Restore", "Which team to bring back."),
        _PARTS.payload("Restore"),
        "Bring an archived team back, unless the team that it is a part of is archived. Once more "
        "changes nothing.",
    )
