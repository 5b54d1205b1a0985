"""The objectives of the text: those at the top in full, all of them team by team."""

from service.audit.formats.markdown import safe
from service.reporting.markdown.parts import (
    Lines,
    bar,
    bold,
    scored,
    section,
    status,
    table,
)
from service.reporting.model import Bar, Card, GoalLine, KeyResultLine, Note, Report, TeamLine
from service.reporting.text_charts import sparkline
from service.reporting.wording import NOT_MEASURED, STATUSES, counted, day, listed, tenths

_HIGHEST = 10  # of a confidence


def top(report: Report) -> Lines:
    lines = [line for card in report.top for line in _card(card)]
    if report.top_more:
        lines += ["", f"… and {counted(report.top_more, 'more objective', 'more objectives')}"]
    yield from section(safe(report.top_heading), lines)


def _card(card: Card) -> Lines:
    yield from ("", f"### {safe(card.title)}", "")
    sight = "⚠️ no line of sight" if card.out_of_sight else ""
    head = [status(card.bar.status), scored(card.score, card.band), card.outcome]
    head += [safe(card.owner) or "no owner", safe(card.team), safe(card.cycle), sight]
    yield listed(head) + "  "
    yield listed([_measured(card.bar), card.reason, card.change])
    if card.serves:
        yield from ("", f"For: {'; '.join(map(safe, card.serves))}")
    yield ""
    for one in card.key_results:
        yield from _key_result(one)
    if not card.key_results:
        yield "No key result."
    yield from _below(card)


def _below(card: Card) -> Lines:
    if not card.supported_by:
        return
    told = f"Carried by {counted(card.supported_by, 'objective')}"
    if card.below and len(card.below) < card.supported_by:
        told += ", among them"
    yield from ("", f"{told}:" if card.below else told, "")
    yield from (f"- {status(one.bar.status)}: {safe(one.title)}" for one in card.below)


def _key_result(one: KeyResultLine) -> Lines:
    yield f"- {bold(one.title)}  "
    head = [status(one.bar.status), _measured(one.bar), scored(one.score, one.band)]
    yield f"  {listed(head)}  "
    told = [safe(one.measure), one.reason, _confidence(one), safe(one.owner) or "no owner"]
    yield "  " + listed([*told, one.checked_in])
    if one.note is not None:
        yield from ("", f"  > {_note(one.note)}", "")


def _confidence(one: KeyResultLine) -> str:
    if one.confidence is None:
        return ""
    said = [point.value for point in one.confidences]
    line = f"`{sparkline(said, 0, _HIGHEST)}` " if len(said) > 1 else ""
    return f"confidence {line}{one.confidence}/10"


def _note(note: Note) -> str:
    who = day(note.day) if note.author is None else f"{safe(note.author)}, {day(note.day)}"
    return f"“{safe(note.text)}” {who}"


def teams(report: Report) -> Lines:
    graded = any(team.graded is not None for team in report.teams)
    heads = ["team", "objectives", "status", "key results", "progress", "confidence"]
    heads += ["checked in", "aligned", *(["graded"] if graded else [])]
    rows = [_team(team, graded=graded) for team in report.teams]
    lines = list(table(heads, rows, numbers=" n n nnnn")) if rows else []
    for team in report.teams:
        lines += ["", f"### {safe(team.name)}", "", *map(_goal, team.goals)]
    yield from section("Team by team", lines)


def _team(team: TeamLine, *, graded: bool) -> list[str]:
    statuses = [f"{status(one)} {team.statuses[one]}" for one in STATUSES if team.statuses.get(one)]
    scores = "" if team.graded is None else team.graded.told
    return [
        safe(team.name),
        f"{len(team.goals):,}",
        listed(statuses),
        f"{team.key_results:,}",
        bar(team.bar),
        NOT_MEASURED if team.confidence is None else tenths(team.confidence),
        team.checked_in.told,
        team.aligned.told,
        *([scores] if graded else []),
    ]


def _goal(goal: GoalLine) -> str:
    sight = "⚠️ no line of sight" if goal.out_of_sight else ""
    parts = counted(goal.key_results, "key result") if goal.key_results else "no key result"
    told = [status(goal.bar.status), _measured(goal.bar), scored(goal.score, goal.band)]
    return f"- {safe(goal.title)}: {listed([*told, safe(goal.owner), parts, sight])}"


def _measured(of: Bar) -> str:
    """The bar, where it says more than the status."""
    return "" if of.value is None else bar(of)
