"""How far a cycle is, by the count of its goals."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from schema.context import Info
from schema.lookups import all_named, given
from schema.nouns import TEAM
from schema.reads import Fetched, key_of
from service.objectives.rules import Level
from service.rituals.queries import CycleStatistics as Found
from service.rituals.queries import GoalCounts as Counted

if TYPE_CHECKING:
    from schema.teams import Team


@strawberry.type(
    description="How many objectives there are that are in use and not cancelled, how many of them "
    "are so far, and the same of their key results."
)
class GoalCounts:
    objectives: int = strawberry.field(description="Objectives that are set, drafts among them.")
    aligned: int = strawberry.field(
        description="Of these, those with an accepted alignment of their own that holds today."
    )
    checked_in: int = strawberry.field(
        description="Of these, those of which a key result was checked in within the cadence."
    )
    graded: int = strawberry.field(description="Of these, those with a score.")
    key_results: int = strawberry.field(description="Their key results that are in use.")
    key_results_checked_in: int = strawberry.field(
        description="Of these, those that were checked in within the cadence."
    )
    key_results_graded: int = strawberry.field(description="Of these, those with a score.")


@strawberry.type(description="The goals of one team, without those of its parts, counted.")
class TeamGoalCounts:
    team_id: strawberry.Private[UUID | None]
    counts: GoalCounts = strawberry.field(description="How many there are, and how far.")

    @strawberry.field(description="The team; null: goals of no team.")
    async def team(self, info: Info) -> Annotated["Team", strawberry.lazy("schema.teams")] | None:
        if self.team_id is None:
            return None
        found: Team | None = await info.context.reads.object(info, ("Team", self.team_id))
        return found


@strawberry.type(description="The goals of one level, counted.")
class LevelGoalCounts:
    level: Level | None = strawberry.field(description="The level; null: goals of none.")
    counts: GoalCounts = strawberry.field(description="How many there are, and how far.")


@strawberry.type(
    description="How far a cycle is: its goals counted, and those of the cycles inside it."
)
class CycleStatistics:
    found: strawberry.Private[Found]

    @strawberry.field(description="All of them.")
    def total(self) -> GoalCounts:
        return _counts(self.found.total)

    @strawberry.field(description="By team, the oldest first; goals of no team come last.")
    def by_team(self) -> list[TeamGoalCounts]:
        return [
            TeamGoalCounts(team_id=team, counts=_counts(counts))
            for team, counts in self.found.by_team
        ]

    @strawberry.field(description="By level, the highest first; goals of no level come last.")
    def by_level(self) -> list[LevelGoalCounts]:
        return [
            LevelGoalCounts(level=level, counts=_counts(counts))
            for level, counts in self.found.by_level
        ]


async def statistics_of(
    root: strawberry.Parent[Fetched],
    info: Info,
    team_id: Annotated[
        strawberry.ID | None,
        strawberry.argument(description="Only goals of this team and of its parts."),
    ] = None,
) -> CycleStatistics | None:
    (team,) = await all_named(info, TEAM, given(team_id), "teamId") or (None,)
    found = await info.context.reads.statistics(key_of(root), None if team is None else UUID(team))
    return CycleStatistics(found=found)


def _counts(found: Counted) -> GoalCounts:
    return GoalCounts(
        objectives=found.objectives,
        aligned=found.aligned,
        checked_in=found.checked_in,
        graded=found.graded,
        key_results=found.key_results,
        key_results_checked_in=found.key_results_checked_in,
        key_results_graded=found.key_results_graded,
    )
