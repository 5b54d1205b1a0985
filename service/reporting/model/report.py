"""The whole of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.narrative.stories import Story
from service.progress.rules import Status
from service.reporting.model.attention import Concerns, DecisionLine, FindingGroup, RiskLine
from service.reporting.model.goals import Card, TeamLine
from service.reporting.model.looking_back import Grades, ReviewNote
from service.reporting.model.overview import Alignment, Changes, Figure, Heading, Trend


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it.

    Attributes:
        top: the objectives told in full, under the heading `top_heading`; `top_more` are left out.
        statuses: of all objectives.
        teams: in the order of the organization's tree.
        concerns: goals that need somebody, the most pressing kind first.
    """

    heading: Heading
    story: Story
    figures: Sequence[Figure]
    statuses: Mapping[Status, int]
    trend: Trend | None
    alignment: Alignment
    top_heading: str
    top: Sequence[Card]
    top_more: int
    teams: Sequence[TeamLine]
    changes: Changes | None
    concerns: Sequence[Concerns]
    findings: Sequence[FindingGroup]
    notes_found: int
    decisions: Sequence[DecisionLine]
    decisions_more: int
    risks: Sequence[RiskLine]
    reviews: Sequence[ReviewNote]
    grades: Grades | None
