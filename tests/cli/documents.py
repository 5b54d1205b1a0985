"""Small documents in files, for commands that read files."""

from pathlib import Path

WHOLE = """\
format: sightline/1
organization: Acme
strategy: [{id: p-1, kind: PILLAR, title: Delight customers}]
teams: [{id: team, name: Team}]
cycles:
  - {id: q4, name: Q4, start: 2026-10-01, end: 2026-12-31}
  - {id: q1, name: Q1, start: 2027-01-01, end: 2027-03-31}
objectives:
  - {id: o-1, title: Loved, level: COMPANY, team: team, cycle: q4, parents: [p-1]}
  - {id: o-2, title: Answer fast, team: team, cycle: q4, parents: [o-1]}
key_results:
  - {id: kr-1, objective: o-1, title: Score, metric: INCREASE, start: 1, target: 9}
  - {id: kr-2, objective: o-1, title: Churn, metric: DECREASE, start: 9, target: 1}
  - {id: kr-3, objective: o-2, title: Hours, metric: DECREASE, start: 9, target: 1}
  - {id: kr-4, objective: o-2, title: Share, metric: INCREASE, start: 1, target: 9}
"""

ORPHAN = """\
format: sightline/1
objectives: [{id: o-9, title: Alone, team: team, cycle: q1}]
key_results:
  - {id: kr-8, objective: o-9, title: One, metric: INCREASE, start: 1, target: 9}
  - {id: kr-9, objective: o-9, title: Two, metric: INCREASE, start: 1, target: 9}
"""

BROKEN_REFERENCE = """\
format: sightline/1
objectives: [{id: o-8, title: Lost, team: nobody, cycle: q4, parents: [o-1]}]
"""

ROUND = """\
format: sightline/1
objectives:
  - {id: a, title: A, team: team, cycle: q4, parents: [b]}
  - {id: b, title: B, team: team, cycle: q4, parents: [a]}
  - {id: c, title: C, team: team, cycle: q4, parents: [c]}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path
