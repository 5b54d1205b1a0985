"""Documents that tests read, and what is wrong with them."""

from service.interchange.checks import loops, self_links, unresolved
from service.interchange.reading import read_documents

COMPANY = """\
organization: Acme
source: {repo: acme/okrs}
strategy: [{id: p, kind: pillar, title: Trust}]
teams: [{id: t, name: Team, kind: team, parent: root}, {id: root, name: Acme}]
people: [{id: ada, name: Ada, manager: bob}, {id: bob, name: Bob, active: false}]
memberships: [{person: ada, team: t, role: lead}]
cycles: [{id: y, name: Year, start: 2020-01-01}, {id: q, name: Q1, parent: y, start: 2999-01-01}]
objectives:
  - {id: o, title: Top, level: company, cycle: y, team: root, owner: ada, parents: [p]}
  - {id: c, title: Child, cycle: q, team: t, owner_role: VP, parents: [k, o], standalone_reason: so}
key_results:
  - {id: k, objective: o, title: Grow, metric: increase, start: 1, target: 3, kpi: n, weight: 2}
initiatives: [{id: i, title: Do, serves: [k, c], status: done, team: t}]
kpis: [{id: n, name: NPS, lower: 1.50, readings: [{at: 2024-01-01, value: 3}]}]
check_ins: [{key_result: k, at: 2024-01-02, value: 2.5, confidence: 7, author: ada}]
alignments: [{child: c, parent: o, weight: 0.5, allocation: 0.25, rationale: because}]
dependencies:
  - {from: k, to: c, kind: blocks, needed_by: 2024-05-01, provider: t, risk_owner: ada}
"""


# What was reported from time to time, what is expected on the way, and what is followed.
MEASURED = """\
organization: Acme
people: [{id: ada, name: Ada}]
objectives: [{id: o, title: Top}]
key_results:
  - id: k
    objective: o
    title: Grow
    metric: increase
    start: 0
    target: 10
    checkpoints: [{day: 2024-02-29, value: 2.50}, {day: 2024-01-31, value: -1}]
  - id: m
    objective: o
    title: Build
    metric: milestone
    milestones:
      - {title: Plan, done_on: 2024-01-10}
      - {title: "No", weight: 2.5, due_on: 2024-03-01}
      - {title: Plan}
  - {id: n, objective: o, title: Know, kpi: nps, follows: kpi}
  - {id: a, objective: o, title: Sum, follows: aligned_children}
kpis: [{id: nps, name: NPS, readings: [{at: 2024-01-01, value: 3}]}]
check_ins:
  - {id: last, key_result: k, at: 2024-01-03, value: 4, corrects: right, author: ada}
  - {key_result: k, at: 2024-01-01, value: 1, confidence: 3, status: at_risk}
  - {id: wrong, key_result: k, at: 2024-01-02, value: 50, confidence: 9}
  - {id: right, key_result: k, at: 2024-01-02, value: 5, corrects: wrong}
"""


# How cycles are planned and carried over, and what people said when they looked back.
RITUALS = """\
organization: Acme
teams: [{id: t, name: Team}]
people: [{id: ada, name: Ada}]
cycles:
  - {id: before, name: Q3, state: closed}
  - id: now
    name: Q4
    state: grading
    carried_from: before
    planning:
      - {audience: teams, start: 2026-09-14, end: 2026-09-25}
      - {audience: company, start: 2026-09-01, end: 2026-09-11, note: Two drafts.}
objectives:
  - {id: was, title: Top, cycle: before}
  - {id: o, title: Top, cycle: now, carried_from: was}
key_results:
  - {id: k-was, objective: was, title: Grow}
  - {id: k, objective: o, title: Grow, carried_from: k-was}
reviews:
  - {id: closing, kind: closing, objective: o, held_on: 2026-12-18, learned: "On paper."}
  - {kind: weekly, cycle: now, team: t, held_on: 2026-10-09, went_well: Much, author: ada}
  - {kind: weekly, cycle: now, held_on: 2026-10-09, went_badly: Little}
  - {kind: monthly, cycle: now, held_on: 2026-10-30, carries_over: This, recognition: "Grace."}
"""


def problems(path) -> list[tuple]:
    reading = read_documents([path])
    document = reading.document
    found = [*reading.problems, *unresolved(document), *loops(document), *self_links(document)]
    return [(p.origin.list, p.origin.row, p.field, p.code.value, p.message) for p in found]
