"""A file and the organization it was imported into are audited alike, on any day."""

from datetime import date

import pytest

from service.alignment.loading import load_snapshot
from service.alignment.snapshot import Snapshot, snapshot_from_records
from service.audit.report import audit
from service.demo.calendar import demo_document
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document
from tests.audit.organization import NOW

WRITTEN_ON = date(2026, 12, 31)
DAYS = [date(2026, 2, 1), date(2026, 10, 1), date(2026, 11, 22), WRITTEN_ON, date(2027, 2, 1)]
NEW_RULES = ("CHK", "SCR", "KPI", "DUP")
ELSEWHERE = """\
format: sightline/1
organization: {name: Acme, timezone: America/New_York}
cycles: [{id: q, name: Q, start: 2026-10-01, end: 2026-12-31, state: ACTIVE}]
objectives:
  - {id: o, title: Make leaving us unthinkable, cycle: q, commitment: COMMITTED, score: 0.4}
  - {id: noted, title: Never be down, commitment: COMMITTED, score: 0.9, score_note: One night}
  - {id: blank, title: Never be slow, commitment: COMMITTED, score: 0.9, score_note: " "}
  - {id: driven, title: Never be late, progress_driver: BOTH, score: 0.9}
  - {id: p, title: Find out why people stay}
  - {id: p2, title: Find out why people stay, carried_from: p}
  - {id: p3, title: Find out why people stay, carried_from: p2}
kpis:
  - {id: n, name: Churn, upper: 5, readings: [{at: 2026-11-22T04:00:00Z, value: 9}]}
key_results:
  - {id: late, objective: o, title: A, metric: INCREASE, start: 0, target: 10, current: 9}
  - {id: follower, objective: o, title: B, metric: DECREASE, start: 8, target: 2, kpi: n,
     follows: KPI, current: 3, status: ON_TRACK}
  - {id: part, objective: driven, title: F, metric: INCREASE, start: 0, target: 10, current: 1,
     score: 1}
  - {id: set, objective: o, title: C, metric: INCREASE, start: 5, target: 9, current: 4,
     confidence: 2, status: ON_TRACK}
  - {id: staged, objective: o, title: D, metric: MILESTONE, status: ON_TRACK, milestones: [
     {title: One, weight: 3, due_on: 2026-11-01}, {title: Two, done_on: 2026-10-20}]}
  - {id: curved, objective: o, title: E, metric: INCREASE, start: 0, target: 10, current: 1,
     status: ON_TRACK, checkpoints: [{day: 2026-12-15, value: 2}]}
check_ins:
  - {id: wrong, key_result: late, at: 2026-11-21T12:00:00Z, value: 99}
  - {key_result: late, at: 2026-11-21T12:00:00Z, value: 1, corrects: wrong}
  - {key_result: late, at: 2026-11-22T03:59:59Z, value: 1, confidence: 9, status: ON_TRACK}
  - {key_result: late, at: 2026-11-22T05:00:00Z, value: 2, confidence: 2}
"""


def told(snapshot: Snapshot, day: date) -> list[tuple[object, ...]]:
    """The findings by keys, in their order."""
    return [
        (
            *(row.rule, row.severity, row.message, dict(row.evidence), row.fingerprint),
            row.subject and row.subject.key,
            [ref.key for ref in row.related],
        )
        for row in audit(snapshot, day, generated_at=NOW).findings
    ]


@pytest.mark.parametrize(
    ("document", "rules"),
    [
        (
            demo_document(WRITTEN_ON),
            {"CHK001", "CHK003", "CHK007", "DUP003", "KPI001", "SCR001", "SCR003"},
        ),
        (ELSEWHERE, {"CHK002", "CHK004", "CHK006", "CHK003", "SCR003", "SCR004", "SCR006"}),
    ],
    ids=["demo", "elsewhere"],
)
async def test_a_file_and_its_import_have_the_same_findings(desk, write, document, rules):
    path = write(document)
    await desk.bring_file(path)
    async with desk.database.reading() as session:
        stored = await load_snapshot(session, desk.actor)

    found = set()
    for day in DAYS:
        document = read_documents([path]).document
        written = told(snapshot_from_records(records_from_document(document, day)), day)
        assert told(stored, day) == written
        found |= {row[0] for row in written if row[0].startswith(NEW_RULES)}

    assert found >= rules


async def test_the_day_of_a_check_in_is_the_organizations(write):
    document = read_documents([write(ELSEWHERE)]).document
    snapshot = snapshot_from_records(records_from_document(document, date(2026, 11, 22)))

    days = [str(day) for day in snapshot.facts.check_ins.day]
    assert (days, str(snapshot.facts.readings.day[0])) == (
        ["2026-11-21", "2026-11-21", "2026-11-22"],
        "2026-11-21",
    )
