"""Reports made by hand: full of everything that can be told, or of nothing."""

from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

from service.audit.findings import Severity
from service.narrative.facts import DecisionKind
from service.narrative.stories import Paragraph, Story, Title, Topic
from service.progress.rules import Status
from service.progress.scoring import Band
from service.reporting.model import (
    Alignment,
    Bar,
    Card,
    Change,
    Changes,
    CommitmentLine,
    Concern,
    Concerns,
    Confidence,
    DecisionLine,
    Figure,
    FindingGroup,
    GoalLine,
    Grades,
    Heading,
    KeyResultLine,
    Note,
    Point,
    Report,
    ReviewNote,
    RiskLine,
    Said,
    ScorePart,
    Share,
    TeamLine,
    Trend,
)

BEGIN = date(2026, 10, 1)
TODAY = date(2026, 11, 22)

HEADING = Heading("Acme", "Q4 2026", None, "active", BEGIN, date(2026, 12, 31), TODAY, "week 8")

EMPTY = Report(
    heading=HEADING,
    story=Story([]),
    figures=[Figure("Progress", None, "")],
    statuses={},
    trend=None,
    alignment=Alignment(None, [], ""),
    top_heading="Objectives",
    top=[],
    top_more=0,
    teams=[],
    changes=None,
    concerns=[],
    findings=[],
    notes_found=0,
    decisions=[],
    decisions_more=0,
    risks=[],
    reviews=[],
    grades=None,
)


def full(text: str = "Win the market") -> Report:
    """A report with something of everything; whatever people wrote is the text."""
    trend = Trend("objectives", TODAY, _points())
    return replace(
        EMPTY,
        heading=replace(HEADING, organization=text, cycle=text, team=text),
        story=Story([Paragraph(Topic.SET, [["We have set ", Title(text), "."]])]),
        figures=[Figure("Progress", "43%", "58% expected", "+6 points since 8 Nov", is_good=True)],
        statuses={Status.AT_RISK: 1, Status.NO_DATA: 1},
        trend=trend,
        alignment=Alignment("83", [ScorePart("Ownership", 0.5, "1 of 2", 10)], "Most to gain"),
        top=[card(text), Card(text, Bar(), "", "")],
        top_heading=f"Objectives of {text}",
        top_more=2,
        teams=[_team(text), _team("No team")],
        changes=Changes(BEGIN, [Change(text, text, Status.ON_TRACK, Status.AT_RISK)], 3),
        concerns=[Concerns("At risk", "", [Concern(text, text, text, text, Status.AT_RISK)], 4)],
        findings=[FindingGroup("ALN002", "Orphan", Severity.ERROR, "Link it.", [text], 5)],
        notes_found=6,
        decisions=[DecisionLine(DecisionKind.PROPOSAL, text, text, "9 days", text, text, TODAY)],
        decisions_more=7,
        risks=[RiskLine(text, text, text, TODAY, text)],
        reviews=[ReviewNote(text, "Weekly review", TODAY, text, [Said("What worked", text)])],
        grades=Grades(
            Share(1, 2),
            {Band.GREEN: 1},
            [CommitmentLine("Committed", "1.0", 1, "0.8", Share(0, 1))],
            [text],
        ),
    )


def card(text: str, **values: Any) -> Card:
    given = {"owner": text, "team": text, "cycle": text, "serves": [text], "change": "+1 point"}
    given |= {"supported_by": 2, "below": [_goal(text)], "key_results": [key_result(text)]}
    return Card(text, Bar(0.43, 0.58, Status.AT_RISK), "15 points behind", **{**given, **values})


def key_result(text: str) -> KeyResultLine:
    return KeyResultLine(
        title=text,
        bar=Bar(0.4, 0.58, Status.AT_RISK),
        reason="18 points behind",
        owner=text,
        measure=f"1 → 2 → 3 {text}",
        confidence=5,
        confidences=[Confidence(BEGIN, 7), Confidence(TODAY, 5)],
        checked_in="last check-in 20 days ago",
        note=Note(text, TODAY, text),
        score="0.4",
        band=Band.YELLOW,
    )


def _goal(text: str) -> GoalLine:
    return GoalLine(text, Bar(0.4, None, Status.AT_RISK), text, 2, "team", out_of_sight=True)


def _team(text: str) -> TeamLine:
    return TeamLine(
        name=text,
        bar=Bar(0.4, 0.5, None),
        statuses={Status.AT_RISK: 1},
        key_results=2,
        confidence=6.25,
        checked_in=Share(1, 2),
        aligned=Share(0, 0),
        graded=Share(0, 1),
        goals=[_goal(text)],
    )


def _points() -> list[Point]:
    return [
        Point(BEGIN + timedelta(weeks), weeks / 100 if weeks < 50 else None, weeks / 92)
        for weeks in range(0, 92, 7)
    ]


def page_of(html: str) -> ET.Element:
    """The page, which is XML as well; without its doctype."""
    return ET.fromstring(html.removeprefix("<!DOCTYPE html>"))  # noqa: S314  our own


class Addresses(HTMLParser):
    """What a browser would look at elsewhere: every address, every element that runs or fetches."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "link", "iframe", "object", "embed", "img", "base", "form", "a"}:
            self.found.append(tag)
        for name, value in attrs:
            if name in {"href", "src", "srcset", "action", "xlink:href"} or name.startswith("on"):
                self.found.append(f"{tag} {name}={value}")
            if "url(" in (value or "").lower() and name == "style":
                self.found.append(f"{tag} {name}={value}")
