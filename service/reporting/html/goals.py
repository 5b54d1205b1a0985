"""The objectives of the page: those at the top in full, all of them team by team."""

from collections.abc import Iterator
from itertools import count

from service.reporting.charts import confidence_chart
from service.reporting.html.parts import (
    bar,
    known_bar,
    more,
    pill,
    score_pill,
    section,
    split,
    table,
)
from service.reporting.markup import Html, element, joined
from service.reporting.model import Card, GoalLine, KeyResultLine, Note, Report, TeamLine
from service.reporting.wording import NOT_MEASURED, counted, day, listed, tenths

_FEWEST = 2  # points of a line
_KEY = "A bar shows progress, the mark on it what was expected by the day of the report."


def top(report: Report, at: str) -> Html:
    if not report.top:
        return Html()
    keys = (f"{at}confidence-{number}" for number in count(1))
    cards = [_card(card, keys) for card in report.top]
    key = element("p", _KEY, class_="note")
    return section(
        report.top_heading,
        key,
        *cards,
        more(report.top_more, "objectives"),
        id=f"{at}objectives",
    )


def _card(card: Card, keys: Iterator[str]) -> Html:
    marks = [pill(card.bar.status), score_pill(card.score, card.band)]
    if card.outcome:
        marks.append(element("span", card.outcome, class_="tag"))
    if card.cycle:
        marks.append(element("span", card.cycle, class_="tag"))
    if card.out_of_sight:
        marks.append(element("span", "no line of sight", class_="tag warn"))
    who = listed([card.owner or "no owner", card.team])
    return element(
        "article",
        element("h3", card.title),
        element("p", *_spaced(marks), element("span", who, class_="who"), class_="marks"),
        element(
            "p",
            known_bar(card.bar),
            element("span", listed([card.reason, card.change]), class_="why"),
            class_="standing",
        ),
        _serves(card),
        element("ul", *(_key_result(one, keys) for one in card.key_results), class_="results")
        if card.key_results
        else element("p", "No key result.", class_="none"),
        _below(card),
        class_="card",
    )


def _below(card: Card) -> Html:
    if not card.supported_by:
        return Html()
    told = f"Carried by {counted(card.supported_by, 'objective')}"
    if card.below and len(card.below) < card.supported_by:
        told += ", among them"
    lines = [
        element("li", pill(one.bar.status), " ", one.title, class_="goal") for one in card.below
    ]
    return element(
        "div",
        element("p", told if not card.below else f"{told}:", class_="note"),
        element("ul", *lines) if lines else Html(),
        class_="below",
    )


def _serves(card: Card) -> Html:
    if not card.serves:
        return Html()
    return element("p", f"For: {'; '.join(card.serves)}", class_="serves")


def _key_result(one: KeyResultLine, keys: Iterator[str]) -> Html:
    told = [f"{one.owner or 'no owner'}", one.measure, one.reason, one.checked_in]
    return element(
        "li",
        element("div", element("span", one.title, class_="title"), class_="name"),
        element("div", known_bar(one.bar), class_="how"),
        element("div", pill(one.bar.status), score_pill(one.score, one.band), class_="how"),
        element("div", _confidence(one, next(keys)), class_="how trust"),
        element("p", listed(told), class_="told"),
        _note(one.note),
    )


def _confidence(one: KeyResultLine, key: str) -> Html:
    if one.confidence is None:
        return Html() if one.bar.value is None else element("span", "no confidence", class_="none")
    line = Html()
    if len(one.confidences) >= _FEWEST:
        line = Html(confidence_chart(one.confidences, key))
    return joined(line, element("span", f"{one.confidence}/10", title="confidence, 0 to 10"))


def _note(note: Note | None) -> Html:
    if note is None:
        return Html()
    who = day(note.day) if note.author is None else f"{note.author}, {day(note.day)}"
    return element("blockquote", element("q", note.text), element("span", f" {who}"), class_="note")


def teams(report: Report, at: str) -> Html:
    if not report.teams:
        return Html()
    graded = any(team.graded is not None for team in report.teams)
    heads = [
        "team",
        "objectives",
        "status",
        "key results",
        "progress",
        "confidence",
        "checked in",
        "aligned",
    ]
    summary = table(
        "The objectives of each team, without those of its parts",
        [*heads, *(["graded"] if graded else [])],
        [_team(team, graded=graded) for team in report.teams],
        numbers=" n n nnnn",
    )
    lists = [_goals(team) for team in report.teams]
    return section("Team by team", summary, *lists, id=f"{at}teams")


def _team(team: TeamLine, *, graded: bool) -> list[str]:
    scored = [] if team.graded is None else [team.graded.told]
    return [
        team.name,
        f"{len(team.goals):,}",
        split(team.statuses),
        f"{team.key_results:,}",
        bar(team.bar),
        NOT_MEASURED if team.confidence is None else tenths(team.confidence),
        team.checked_in.told,
        team.aligned.told,
        *(scored or [""] if graded else []),
    ]


def _goals(team: TeamLine) -> Html:
    return element(
        "div",
        element("h3", team.name),
        element("ul", *map(_goal, team.goals), class_="goals"),
        class_="team",
    )


def _goal(goal: GoalLine) -> Html:
    marks = [pill(goal.bar.status), score_pill(goal.score, goal.band)]
    if goal.out_of_sight:
        marks.append(element("span", "no line of sight", class_="tag warn"))
    who = listed([goal.owner, goal.level, _results(goal.key_results)])
    return element(
        "li",
        element("span", goal.title, class_="title"),
        element("span", known_bar(goal.bar), class_="how"),
        element("span", *_spaced(marks), element("span", who, class_="who"), class_="marks"),
    )


def _spaced(marks: list[Html]) -> list[str]:
    return [part for mark in marks if mark for part in (mark, " ")]


def _results(count: int) -> str:
    return counted(count, "key result") if count else "no key result"
