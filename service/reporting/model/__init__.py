"""A report as a document: what it says, in the order of interest, before any layout.

Texts are what people read, with what people wrote in them unescaped: whoever lays them out escapes
them. None is "not measured", never 0.
"""

from service.reporting.model.attention import (
    Concern,
    Concerns,
    DecisionLine,
    FindingGroup,
    RiskLine,
)
from service.reporting.model.goals import (
    Bar,
    Card,
    Confidence,
    GoalLine,
    KeyResultLine,
    Note,
    Share,
    TeamLine,
)
from service.reporting.model.looking_back import CommitmentLine, Grades, ReviewNote, Said
from service.reporting.model.overview import (
    Alignment,
    Change,
    Changes,
    Figure,
    Heading,
    Point,
    ScorePart,
    Trend,
)
from service.reporting.model.report import Report

__all__ = [
    "Alignment",
    "Bar",
    "Card",
    "Change",
    "Changes",
    "CommitmentLine",
    "Concern",
    "Concerns",
    "Confidence",
    "DecisionLine",
    "Figure",
    "FindingGroup",
    "GoalLine",
    "Grades",
    "Heading",
    "KeyResultLine",
    "Note",
    "Point",
    "Report",
    "ReviewNote",
    "RiskLine",
    "Said",
    "ScorePart",
    "Share",
    "TeamLine",
    "Trend",
]
