"""`report`: from what is stored to the page that is sent."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import text

from service.actor import operator
from service.database import Database
from service.demo.calendar import demo_document
from service.identity.queries import organization_id_by_slug
from service.reporting.told_rows import history_of
from tests.cli.documents import write
from tests.real_data import NAMES, real_file
from tests.reporting.documents import Addresses, page_of

TODAY = "2026-11-22"
LONG = "Win " * 174 + "more"
MENTIONED = ("Win " * 35)[:139] + "…"

STORY = f"""\
format: sightline/1
organization: Acme
strategy: [{{id: p-1, kind: PILLAR, title: Delight customers}}]
teams: [{{id: board, name: Board}}, {{id: sales, name: "Sales | <b>&", parent: board}}]
people: [{{id: ada, name: Ada}}, {{id: bo, name: Bo}}]
memberships: [{{person: bo, team: sales, role: LEAD}}]
cycles:
  - {{id: year, name: Year, start: 2026-01-01, end: 2026-12-31}}
  - {{id: q4, name: Q4, start: 2026-10-01, end: 2026-12-31, parent: year}}
  - {{id: q3, name: Q3, start: 2026-07-01, end: 2026-09-30, state: CLOSED}}
  - {{id: empty, name: Empty}}
objectives:
  - {{id: top, title: Be loved, level: COMPANY, team: board, cycle: year, owner: ada,
      parents: [p-1]}}
  - {{id: o-1, title: Answer fast, team: sales, cycle: q4, parents: [top], owner: ada}}
  - {{id: o-2, title: "{LONG}", team: sales, cycle: q4}}
  - {{id: o-3, title: No key result, cycle: q4}}
  - {{id: o-4, title: Past, cycle: q3, score: 0.8, commitment: ASPIRATIONAL}}
  - {{id: o-5, title: Carried, cycle: q3, score: 0.34, commitment: COMMITTED,
      close_outcome: CARRIED_OVER}}
key_results:
  - {{id: kr-1, objective: o-1, title: Hours, metric: DECREASE, unit: h, start: 10, target: 0}}
  - {{id: kr-2, objective: o-1, title: Share, metric: INCREASE, unit: "%", start: 0, target: 100}}
  - {{id: kr-3, objective: o-2, title: Deals, metric: INCREASE, start: 0, target: 10}}
check_ins:
  - {{key_result: kr-1, at: 2026-10-15, value: 8, confidence: 7, author: ada}}
  - {{key_result: kr-1, at: 2026-11-19, value: 1, confidence: 9, author: ada,
      note: "Two *new* people"}}
  - {{key_result: kr-2, at: 2026-10-15, value: 40, confidence: 6}}
  - {{key_result: kr-2, at: 2026-12-15, value: 99, confidence: 1, note: Later}}
alignments:
  - {{child: o-2, parent: o-1, state: PROPOSED, proposed_at: 2026-11-02,
      rationale: They ask for it}}
dependencies:
  - {{from: o-1, to: o-2, kind: NEEDS, state: REQUESTED, requested_at: 2026-11-12}}
  - {{from: o-2, to: o-1, kind: RELATES, state: AT_RISK, needed_by: 2026-12-01}}
reviews:
  - {{id: r-1, cycle: q4, kind: WEEKLY, held_on: 2026-11-20, author: bo,
      went_well: "We <i>learned</i>"}}
  - {{id: r-2, cycle: q4, kind: WEEKLY, held_on: 2026-12-20, went_well: Not yet}}
"""


@pytest.fixture
def stored(run, tmp_path: Path) -> str:
    return imported(run, write(tmp_path, "story.yaml", STORY))


@pytest.fixture
def demo(run, tmp_path: Path) -> str:
    path = tmp_path / "demo.yaml"
    path.write_bytes(demo_document(date.fromisoformat(TODAY)))
    return imported(run, path)


def imported(run, path: Path) -> str:
    slug = f"org-{uuid4().hex[:12]}"
    assert run("import", path, "--organization", slug, "--create").status == 0
    return slug


@pytest.fixture
def report(run) -> Callable[..., str]:
    def told(slug: str, cycle: str, *options: str, as_of: str = TODAY) -> str:
        ran = run("report", "--organization", slug, "--cycle", cycle, "--as-of", as_of, *options)
        assert (ran.status, ran.messages) == (0, "")
        return ran.result

    return told


def test_a_cycle_is_told_from_the_headline_to_the_audit(report, stored: str):
    told = report(stored, "q4")
    assert told.startswith("# Acme: Q4\n\n1 Oct to 31 Dec 2026 · week 8 of 13 · active")
    assert re.findall("^## (.*)", told, re.MULTILINE) == [
        "The numbers that matter",
        "How progress came about",
        "What changed since 15 Nov",
        "Company objectives",
        "What needs attention",
        "Decisions that wait (2)",
        "Team by team",
        "What people said",
        "Alignment: 63 of 100",
        "What the audit found",
    ]


def test_numbers_are_those_of_the_day(report, stored: str):
    told = report(stored, "q4")
    assert (
        "| Progress | **65%** | 57% expected; mean of 1 with numbers, of 3 objectives |"
        " +35 points since 15 Nov |"
    ) in told
    assert "| Confidence | **7.5** | of 10, the mean of 2 key results | +1.0 since 15 Nov |" in told
    assert ("| Checked in | **33%** | 1 of 3 key results under way, in 7 days |  |") in told
    assert "progress    ▃▃▃▃▃▆▆ 65% on 22 Nov\n" in told
    assert "Later" not in told


def test_another_day_is_another_report(report, stored: str):
    assert "| Progress | **30%** |" in report(stored, "q4", as_of="2026-11-01")
    assert "| Progress | not measured |" in report(stored, "q4", as_of="2026-10-01")
    assert "| Progress | **95%** |" in report(stored, "q4", as_of="2026-12-31")
    begun = report(stored, "q4", as_of="2026-09-01")
    assert "begins in 30 days" in begun
    assert "How progress came about" not in begun


def test_what_changed_is_told_the_worse_first(report, stored: str):
    told = report(stored, "q4")
    changes = told.split("## What changed since 15 Nov\n\n")[1].split("\n\n")[0].splitlines()
    assert changes == [
        "- **Share**, of Answer fast: 🟢 on track → 🟡 at risk",
        "- **Answer fast**: 🟡 at risk → 🟢 on track",
        "- **Hours**, of Answer fast: 🔴 off track → 🟢 on track",
    ]


def test_who_decides_is_named(report, stored: str):
    told = report(stored, "q4")
    rows = told.split("## Decisions that wait (2)\n\n")[1].split("\n\n")[0].splitlines()[2:]
    assert rows == [
        f"| {MENTIONED} (“They ask for it”) | wants to support | Answer fast | 20 days | Ada |",
        f"| Answer fast | asks for | {MENTIONED} | 10 days | Bo |",
    ]


def test_what_people_said_by_then_is_told_as_they_said_it(report, stored: str):
    told = report(stored, "q4")
    assert "20 Nov 2026, Bo\n\n- **What worked:** We \\<i\\>learned\\</i\\>\n" in told
    assert "Not yet" not in told
    assert "“Two \\*new\\* people” Ada, 19 Nov" not in told  # of a goal below, not at the top
    assert "“Two \\*new\\* people” Ada, 19 Nov" in report(stored, "q4", "--team", "sales")


def test_a_team_is_told_with_its_parts_alone(report, stored: str):
    told = report(stored, "q4", "--team", "board")
    assert told.startswith("# Acme: Board: Q4\n")
    assert "No key result" not in told
    assert "## Objectives of Board\n" in told
    assert "Sales \\| \\<b\\>\\&" in told


def test_several_teams_are_told_together(report, stored: str):
    told = report(stored, "q4", "--team", "sales,board")
    assert told.startswith("# Acme: Sales \\| \\<b\\>\\&, Board: Q4\n")
    assert "Sales \\| \\<b\\>\\& and Board have set two objectives" in told
    own = report(stored, "q4", "--team", "board")  # sales is a part of it
    told = told.replace("Objectives of Sales \\| \\<b\\>\\&, Board", "Objectives of Board")
    assert told.partition("\n## ")[2] == own.partition("\n## ")[2]


def test_several_cycles_are_told_in_turn(report, stored: str):
    foot = "\n\n---\n\n"
    alone = [report(stored, cycle).partition(foot)[0] for cycle in ("q3", "q4")]
    assert report(stored, "q3,q4").partition(foot)[0] == "\n\n".join(alone)


def test_several_cycles_are_one_page(report, demo: str):
    html = report(demo, "quarter-4,quarter-3", "--format", "html")
    page = page_of(html)
    assert [one.text for one in page.iter("h1")] == ["Q4 2026", "Q3 2026"]
    assert page.find("head/title").text.endswith(": Q4 2026, Q3 2026, 22 Nov 2026")
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids)) > 20
    told = {word for one in page.iter() for word in one.get("aria-labelledby", "").split()}
    assert told <= set(ids)


def test_what_is_graded_is_told_by_commitment(report, stored: str):
    told = report(stored, "q3")
    assert "ended 53 days ago · closed" in told
    assert "## Grades: 2 of 2 objectives scored" in told
    assert "| Aspirational | 0.6 or more | 1 | 0.8 | 1 of 1 |" in told
    assert "| Committed | 1.0 | 1 | 0.3 | 0 of 1 |" in told
    assert "Carried over:\n\n- Carried\n" in told
    assert "What changed" not in told


def test_an_empty_cycle_has_a_report_too(report, stored: str):
    assert "| Objectives | **0** | with 0 key results |  |" in report(stored, "empty")
    page = page_of(report(stored, "empty", "--format", "html"))
    assert page.find(".//h1").text == "Empty"


def test_an_empty_cycle_of_an_empty_organization(run, report, slug: str, tmp_path: Path):
    only = write(tmp_path, "only.yaml", "format: sightline/1\ncycles: [{id: c, name: C}]\n")
    written = only.read_text() + "objectives: []\nkey_results: []\n"
    only.write_text(written)
    assert run("import", only, "--organization", slug).status == 0
    assert "Alignment: not measured" in report(slug, "c")


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_the_same_day_is_the_same_report(report, demo: str, format: str):
    for cycle in ("year", "quarter-4", "quarter-3", "next-quarter"):
        once, again = (report(demo, cycle, "--format", format) for _ in range(2))
        assert once == again


def test_the_page_of_the_demo_is_one_file_of_its_own(report, demo: str):
    html = report(demo, "quarter-4", "--format", "html")
    page = page_of(html)
    assert Addresses(html).found == []
    assert page.find(".//h1").text == "Q4 2026"
    assert len(list(page.iter("article"))) == 5
    assert 50_000 < len(html) < 200_000


@pytest.mark.parametrize("name", NAMES)
def test_real_cycles_are_told_in_both_formats(run, report, name: str):
    path = real_file(name)
    slug = imported(run, path)
    document = orjson.loads(path.read_bytes())
    titles = {row["cycle"]: row["title"] for row in document["objectives"]}
    for cycle in document["cycles"]:
        as_of = cycle["end"] or "2021-04-01"
        html = report(slug, cycle["id"], "--format", "html", as_of=as_of)
        shown = " ".join("".join(page_of(html).itertext()).split())
        assert " ".join(titles[cycle["id"]].split()) in shown
        assert Addresses(html).found == []
    assert report(slug, cycle["id"], as_of=as_of).startswith("# ")


def test_today_is_what_is_stored(in_database, demo: str):
    async def compared(database: Database) -> int:
        async with database.reading() as session:
            actor = operator(await organization_id_by_slug(session, demo))
            scope = {"id": actor.organization_id}
            rows = await session.execute(
                text("SELECT id FROM objective WHERE organization_id = :id"), scope
            )
            ids: list[UUID] = [row.id for row in rows]
            history = await history_of(session, actor, ids)
        differing = [
            id_
            for id_, goal in history.facts.objectives.items()
            if goal.stored.numbers_on
            and replace(history.on(goal.stored.numbers_on)[id_].objective, stale=False)
            != replace(goal.stored, stale=False)
        ]
        assert differing == []
        return len(ids)

    assert in_database(compared) > 60


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--cycle", "q9"), "there is no cycle 'q9'"),
        (("--cycle", "q4", "--team", "nobody"), "there is no team 'nobody'"),
        (("--cycle", "q4,q9"), "there is no cycle 'q9'"),
        (("--cycle", "q4", "--team", "board,nobody"), "there is no team 'nobody'"),
        (("--cycle", ""), "a report is of a cycle: name one, or several, by --cycle"),
    ],
)
def test_what_is_not_there_is_named(run, stored: str, options: tuple[str, ...], message: str):
    ran = run("report", "--organization", stored, *options)
    assert (ran.status, ran.result, ran.messages) == (2, "", f"error: {message}\n")


def test_an_unknown_organization_is_named(run):
    ran = run("report", "--organization", "nobody", "--cycle", "q4")
    assert (ran.status, ran.result) == (2, "")
    assert "nobody" in ran.messages


@pytest.mark.parametrize("options", [("--as-of", "soon"), ("--format", "pdf")])
def test_wrong_use_is_refused(run, stored: str, options: tuple[str, str]):
    ran = run("report", "--organization", stored, "--cycle", "q4", *options)
    assert (ran.status, ran.result) == (2, "")
