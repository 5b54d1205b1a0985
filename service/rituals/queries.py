"""How far a cycle is: its goals counted, and those of the shorter cycles inside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Session
from service.objectives.rules import Level


@dataclass(frozen=True, slots=True)
class GoalCounts:
    """Live objectives that are not cancelled, and their live key results.

    Attributes:
        aligned: objectives with an accepted alignment that holds today, to something live.
        checked_in: objectives of which a key result was checked in within the cadence.
        graded: objectives with a score.
    """

    objectives: int = 0
    aligned: int = 0
    checked_in: int = 0
    graded: int = 0
    key_results: int = 0
    key_results_checked_in: int = 0
    key_results_graded: int = 0


@dataclass(frozen=True, slots=True)
class CycleStatistics:
    """The counts of all its goals, and by what they are grouped by; None: of none such."""

    total: GoalCounts = field(default_factory=GoalCounts)
    by_team: Sequence[tuple[UUID | None, GoalCounts]] = ()
    by_level: Sequence[tuple[Level | None, GoalCounts]] = ()


# How statements begin: `cycles(root, id)` are those of `:cycles`, `teams(id)` those of `:teams`,
# each with what is inside it and in use.
CYCLES_AND_TEAMS = """
WITH RECURSIVE cycles(root, id) AS (
    SELECT id, id FROM cycle
     WHERE organization_id = :organization AND id = ANY(CAST(:cycles AS uuid[]))
    UNION
    SELECT cycles.root, c.id FROM cycles
      JOIN cycle c ON c.organization_id = :organization AND c.parent_id = cycles.id
     WHERE c.archived_at IS NULL
), teams(id) AS (
    SELECT id FROM team
     WHERE organization_id = :organization AND id = ANY(CAST(:teams AS uuid[]))
    UNION
    SELECT t.id FROM teams
      JOIN team t ON t.organization_id = :organization AND t.parent_id = teams.id
     WHERE t.archived_at IS NULL
)"""

# Without `:teams`, all of them, and what belongs to none.
OF_TEAMS = "(CAST(:teams AS uuid[]) IS NULL OR {0}.team_id IN (SELECT id FROM teams))"

_COUNT = text(f"""{CYCLES_AND_TEAMS}, today AS (
    SELECT (CAST(:now AS timestamptz) AT TIME ZONE timezone)::date AS day, timezone
      FROM organization WHERE id = :organization
), goals AS (
    SELECT cycles.root, o.id, o.team_id, o.level, (o.score IS NOT NULL)::int AS graded
      FROM cycles
      JOIN objective o ON o.organization_id = :organization AND o.cycle_id = cycles.id
     WHERE o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
       AND {OF_TEAMS.format("o")}
), aligned AS (
    SELECT DISTINCT a.child_id AS id FROM alignment a CROSS JOIN today
      LEFT JOIN objective o ON o.organization_id = :organization AND o.id = a.parent_id
      LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = a.parent_id
      LEFT JOIN objective home ON home.organization_id = :organization AND home.id = k.objective_id
      LEFT JOIN strategy_element s ON s.organization_id = :organization AND s.id = a.parent_id
     WHERE a.organization_id = :organization AND a.child_id IN (SELECT id FROM goals)
       AND a.state = 'ACCEPTED' AND a.archived_at IS NULL
       AND coalesce(a.valid_from <= today.day, true) AND coalesce(a.valid_to >= today.day, true)
       AND coalesce(o.archived_at, k.archived_at, home.archived_at, s.archived_at) IS NULL
       AND coalesce(o.lifecycle, home.lifecycle, '') <> 'CANCELLED'
), results AS (
    SELECT k.objective_id, count(*) AS known, count(k.score) AS graded,
           count(*) FILTER (
               WHERE (k.checked_in_at AT TIME ZONE today.timezone)::date
                     >= today.day - CAST(:cadence AS int)) AS checked_in
      FROM key_result k CROSS JOIN today
     WHERE k.organization_id = :organization AND k.archived_at IS NULL
       AND k.objective_id IN (SELECT id FROM goals)
     GROUP BY k.objective_id
)
SELECT goals.root, grouping(goals.team_id, goals.level) AS grouped, goals.team_id, goals.level,
       count(*), count(aligned.id), count(*) FILTER (WHERE results.checked_in > 0),
       sum(goals.graded), coalesce(sum(results.known), 0),
       coalesce(sum(results.checked_in), 0), coalesce(sum(results.graded), 0)
  FROM goals
  LEFT JOIN aligned ON aligned.id = goals.id
  LEFT JOIN results ON results.objective_id = goals.id
 GROUP BY GROUPING SETS ((goals.root), (goals.root, goals.team_id), (goals.root, goals.level))
 ORDER BY goals.root, grouped, goals.team_id NULLS LAST, goals.level NULLS LAST
""")  # noqa: S608  # put together of constants

# What `grouping` tells: a bit for each of the two that the row is not of.
_OF_TEAM, _OF_LEVEL = 0b01, 0b10


async def statistics_of(
    session: Session,
    actor: Actor,
    cycle_ids: Collection[UUID],
    team_id: UUID | None,
    now: datetime,
    cadence_days: int,
) -> Mapping[UUID, CycleStatistics]:
    """The statistics of cycles; of one team and its parts alone where one is named."""
    scope = {
        "organization": actor.organization_id,
        "cycles": list(cycle_ids),
        "teams": None if team_id is None else [team_id],
        "now": now,
        "cadence": cadence_days,
    }
    total: dict[UUID, GoalCounts] = {}
    teams: dict[UUID, list[tuple[UUID | None, GoalCounts]]] = {}
    levels: dict[UUID, list[tuple[Level | None, GoalCounts]]] = {}
    for root, grouped, team, level, *counts in await session.execute(_COUNT, scope):
        found = GoalCounts(*map(int, counts))
        if grouped == _OF_TEAM:
            teams.setdefault(root, []).append((team, found))
        elif grouped == _OF_LEVEL:
            levels.setdefault(root, []).append((Level(level) if level else None, found))
        else:
            total[root] = found
    return {
        root: CycleStatistics(
            total.get(root, GoalCounts()), teams.get(root, ()), _highest_first(levels.get(root, ()))
        )
        for root in cycle_ids
    }


def _highest_first(
    levels: Sequence[tuple[Level | None, GoalCounts]],
) -> Sequence[tuple[Level | None, GoalCounts]]:
    order = [*Level, None]
    return sorted(levels, key=lambda one: order.index(one[0]))
