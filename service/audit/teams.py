"""Where to begin: the teams whose goals most often lead nowhere."""

from dataclasses import dataclass

from service.alignment.rules import AlignmentClass
from service.alignment.snapshot import NO_ROW, Mask, code
from service.audit.findings import Ref
from service.audit.inquiry import Inquiry
from service.audit.metrics import Metric, in_sight
from service.audit.scope import Selection
from service.libraries import np

MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team's own objectives and key results, as the organization's metrics count them."""

    team: Ref
    aligned: Metric
    in_sight: Metric


def farthest_teams(inquiry: Inquiry, chosen: Selection) -> tuple[TeamStanding, ...]:
    """The teams with the most key results out of sight, the most first, ties by key.

    Empty where no team has any, or where there are no two teams to compare.
    """
    classes = inquiry.analysis.alignment_class
    judged = chosen.nodes & (inquiry.team != NO_ROW) & (classes != code(AlignmentClass.EXEMPT))
    objectives, key_results = inquiry.objectives & judged, inquiry.key_results & judged
    if len(np.unique(inquiry.team[objectives | key_results])) == 1:
        return ()
    aligned = _by_team(inquiry, objectives & (classes == code(AlignmentClass.ALIGNED)))
    seen = _by_team(inquiry, key_results & in_sight(inquiry))
    owned = _by_team(inquiry, objectives)
    measured = _by_team(inquiry, key_results)
    out_of_sight = [all_ - some for all_, some in zip(measured, seen, strict=True)]
    teams = [team for team, count in enumerate(out_of_sight) if count]
    teams.sort(key=lambda team: (-out_of_sight[team], inquiry.snapshot.teams[team].key))
    return tuple(
        TeamStanding(
            inquiry.team_ref(team),
            Metric(aligned[team], owned[team]),
            Metric(seen[team], measured[team]),
        )
        for team in teams[:MOST_TOLD]
    )


def _by_team(inquiry: Inquiry, meant: Mask) -> list[int]:
    counts: list[int] = np.bincount(
        inquiry.team[meant], minlength=len(inquiry.snapshot.teams)
    ).tolist()
    return counts
