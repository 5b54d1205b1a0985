"""One valid use of every field of the API, for whoever tries them all.

`@team` stands for the id of the organization's team, and so on: see `planted`. A new field needs a
row here; `Restore` brings back what `Archive` put away before, by the same input.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from schema.identifiers import global_id
from tests.company import Company

LATER = datetime(2100, 1, 1, tzinfo=UTC)
_LISTS = (
    "strategyElements",
    "objectives",
    "keyResults",
    "initiatives",
    "alignments",
    "dependencies",
    "checkIns",
    "kpis",
    "cycles",
    "reviews",
    "events",
    "teams",
    "people",
    "tokens",
    "webhooks",
    "findings",
    "auditRuns",
)
_LOOK_UPS = {
    "strategyElement": "pillar",
    "objective": "objective",
    "keyResult": "key_result",
    "initiative": "initiative",
    "alignment": "alignment",
    "dependency": "dependency",
    "checkIn": "check_in",
    "kpi": "kpi",
    "cycle": "cycle",
    "review": "review",
    "event": "event",
    "team": "team",
    "person": "person",
    "webhook": "webhook",
}
_SCOPE = '(cycleId: "@cycle", teamIds: ["@team"])'
QUESTION_BY_QUERY = {
    **{name: f"{name} {{ nodes {{ id }} }}" for name in _LISTS},
    **{name: f'{name}(by: {{id: "@{one}"}}) {{ id }}' for name, one in _LOOK_UPS.items()},
    "viewer": "viewer { organization { id } }",
    "organization": "organization { id }",
    "node": 'node(id: "@objective") { id }',
    "nodes": 'nodes(ids: ["@objective", "@team"]) { id }',
    "dueCheckIns": 'dueCheckIns(teamId: "@team", on: "2026-12-01") { nodes { id } }',
    "inbox": 'inbox(personId: "@person") { nodes { ... on Node { id } } }',
    "search": 'search(text: "Findable") { nodes { ... on Node { id } } }',
    "lineOfSight": 'lineOfSight(fromId: "@objective") { subject { id } }',
    "impact": 'impact(fromId: "@key_result") { subject { id } }',
    "bottlenecks": f"bottlenecks{_SCOPE} {{ ranking {{ node {{ id }} }} }}",
    "alignmentGraph": f"alignmentGraph{_SCOPE} {{ nodes {{ id }} }}",
    "alignmentAudit": (
        'alignmentAudit(cycleId: "@cycle") { findings { nodes { subject { id } } } }'
    ),
    "auditRules": "auditRules { __typename }",
    "auditTrend": "auditTrend { run { id } }",
    "rateLimit": "rateLimit { __typename }",
}
# They tell of nothing that an organization has.
GENERAL = {"auditRules", "rateLimit"}

_SCORED = {"id": "@key_result", "score": "1", "note": "New"}
INPUT_BY_MUTATION: dict[str, dict[str, Any]] = {
    "organizationUpdate": {"name": "New"},
    "tokenCreate": {"name": "New", "role": "ADMIN"},
    "tokenRevoke": {"id": "@token"},
    "teamCreate": {"name": "New", "parentId": "@team"},
    "teamBulkCreate": {"rows": [{"name": "New", "parentId": "@team"}]},
    "teamUpdate": {"id": "@team", "name": "New"},
    "teamArchive": {"id": "@team"},
    "teamRestore": {"id": "@team"},
    "personCreate": {"name": "New", "managerId": "@person"},
    "personBulkCreate": {"rows": [{"name": "New", "managerId": "@person"}]},
    "personUpdate": {"id": "@person", "name": "New"},
    "personArchive": {"id": "@person"},
    "personRestore": {"id": "@person"},
    "membershipCreate": {"personId": "@person", "teamId": "@other_team"},
    "membershipUpdate": {"id": "@membership", "role": "LEAD"},
    "membershipArchive": {"id": "@membership"},
    "cycleCreate": {"name": "New", "parentId": "@cycle"},
    "cycleUpdate": {"id": "@cycle", "name": "New"},
    "cycleArchive": {"id": "@cycle"},
    "cycleRestore": {"id": "@cycle"},
    "cycleActivate": {"id": "@planned_cycle"},
    "cycleGrade": {"id": "@cycle"},
    "cycleClose": {"id": "@graded_cycle"},
    "cycleReopen": {"id": "@closed_cycle", "reason": "New"},
    "cycleClone": {"id": "@cycle", "name": "New", "parentId": "@planned_cycle"},
    "reviewCreate": {"kind": "CLOSING", "objectiveId": "@objective", "learned": "New"},
    "dependencyCreate": {"fromId": "@key_result", "toId": "@objective"},
    "dependencyUpdate": {"id": "@dependency", "state": "CONFIRMED"},
    "dependencyArchive": {"id": "@dependency"},
    "dependencyRestore": {"id": "@dependency"},
    "strategyElementCreate": {"title": "New", "kind": "PILLAR", "parentId": "@pillar"},
    "strategyElementUpdate": {"id": "@pillar", "title": "New"},
    "strategyElementArchive": {"id": "@pillar"},
    "strategyElementRestore": {"id": "@pillar"},
    "objectiveCreate": {"title": "New", "teamId": "@team"},
    "objectiveBulkCreate": {"rows": [{"title": "New", "teamId": "@team"}]},
    "objectiveUpdate": {"id": "@objective", "title": "New"},
    "objectiveBulkUpdate": {"rows": [{"id": "@objective", "title": "New"}]},
    "objectiveArchive": {"id": "@objective"},
    "objectiveBulkArchive": {"rows": [{"id": "@objective"}]},
    "objectiveRestore": {"id": "@objective"},
    "objectiveBulkRestore": {"rows": [{"id": "@objective"}]},
    "objectiveScore": {"id": "@objective", "score": "1", "keyResults": [_SCORED]},
    "keyResultCreate": {"title": "New", "objectiveId": "@objective"},
    "keyResultBulkCreate": {"rows": [{"title": "New", "objectiveId": "@objective"}]},
    "keyResultUpdate": {"id": "@key_result", "title": "New"},
    "keyResultBulkUpdate": {"rows": [{"id": "@key_result", "title": "New"}]},
    "keyResultMove": {"id": "@key_result", "objectiveId": "@other_objective"},
    "keyResultReorder": {
        "objectiveId": "@objective",
        "keyResultIds": ["@other_key_result", "@key_result"],
    },
    "keyResultArchive": {"id": "@key_result"},
    "keyResultBulkArchive": {"rows": [{"id": "@key_result"}]},
    "keyResultRestore": {"id": "@key_result"},
    "keyResultBulkRestore": {"rows": [{"id": "@key_result"}]},
    "milestoneUpdate": {"id": "@milestone", "doneOn": "2026-11-01"},
    "checkInCreate": {"keyResultId": "@key_result", "value": "2"},
    "checkInBulkCreate": {"rows": [{"keyResultId": "@key_result", "value": "2"}]},
    "initiativeCreate": {"title": "New", "teamId": "@team"},
    "initiativeUpdate": {"id": "@initiative", "title": "New"},
    "initiativeArchive": {"id": "@initiative"},
    "initiativeRestore": {"id": "@initiative"},
    "kpiCreate": {"name": "New"},
    "kpiUpdate": {"id": "@kpi", "name": "New"},
    "kpiArchive": {"id": "@kpi"},
    "kpiRestore": {"id": "@kpi"},
    "kpiReadingCreate": {"kpiId": "@kpi", "value": "1"},
    "kpiReadingBulkCreate": {"rows": [{"kpiId": "@kpi", "value": "1"}]},
    "alignmentCreate": {"childId": "@other_objective", "parentId": "@pillar"},
    "alignmentBulkCreate": {"rows": [{"childId": "@other_objective", "parentId": "@pillar"}]},
    "alignmentUpdate": {"id": "@alignment", "rationale": "New"},
    "alignmentArchive": {"id": "@alignment"},
    "alignmentRestore": {"id": "@alignment"},
    "alignmentPropose": {"childId": "@other_objective", "parentId": "@pillar"},
    "alignmentAccept": {"id": "@proposal"},
    "alignmentDecline": {"id": "@proposal"},
    "alignmentBulkAccept": {"rows": [{"id": "@proposal"}]},
    "alignmentBulkDecline": {"rows": [{"id": "@proposal"}]},
    "alignmentWithdraw": {"id": "@proposal"},
    "findingWaive": {"id": "@finding", "reason": "New", "until": "2100-01-01"},
    "findingUnwaive": {"id": "@finding"},
    "alignmentAuditRun": {},
    "webhookCreate": {
        "name": "New",
        "url": "https://example.com/",
        "eventTypes": ["*"],
        "teamId": "@team",
    },
    "webhookUpdate": {"id": "@webhook", "name": "New"},
    "webhookArchive": {"id": "@webhook"},
    "webhookRestore": {"id": "@webhook"},
    "webhookRotateSecret": {"id": "@webhook"},
    "webhookTest": {"id": "@webhook"},
    "webhookRedeliver": {"id": "@webhook", "deliveryId": "@delivery"},
}


async def planted(company: Company) -> dict[str, str]:
    """The ids of what there is of every noun."""
    person, team, cycle = await company.person(), await company.team(), await company.cycle()
    objective = await company.objective("Findable", cycle_id=cycle, team_id=team, owner_id=person)
    key_result = await company.key_result(objective, position=0)
    pillar, kpi = await company.pillar(), await company.kpi()
    finding = await company.finding(objective, state="WAIVED")
    await company.waiver(finding)
    webhook = await company.webhook()
    keys = {
        "Organization": {"organization": company.actor.organization_id},
        "Token": {"token": await company.token()},
        "Person": {"person": person},
        "Team": {"team": team, "other_team": await company.team("Other")},
        "Membership": {"membership": await company.member(person, team)},
        "Cycle": {
            "cycle": cycle,
            "planned_cycle": await company.cycle("Planned", state="PLANNING"),
            "graded_cycle": await company.cycle("Graded", state="GRADING"),
            "closed_cycle": await company.cycle("Closed", state="CLOSED"),
        },
        "Objective": {"objective": objective, "other_objective": await company.objective("Other")},
        "KeyResult": {
            "key_result": key_result,
            "other_key_result": await company.key_result(objective, "Other", position=1),
        },
        "StrategyElement": {"pillar": pillar},
        "Initiative": {"initiative": await company.initiative("Project", key_result)},
        "Kpi": {"kpi": kpi},
        "Milestone": {"milestone": await company.milestone(key_result)},
        "CheckIn": {"check_in": await company.check_in(key_result)},
        "Event": {"event": await company.event(objective)},
        "Review": {"review": await company.review(cycle_id=cycle, learned="Something")},
        "Alignment": {
            "alignment": await company.align(objective, pillar),
            "proposal": await company.align(key_result, pillar, state="PROPOSED"),
        },
        "Dependency": {"dependency": await company.depend(objective, key_result)},
        "Finding": {"finding": finding},
        "AuditRun": {"audit_run": await company.audit_run()},
        "Webhook": {"webhook": webhook},
        "WebhookDelivery": {"delivery": await company.delivery(webhook, next_attempt_at=LATER)},
    }
    return {
        name: global_id(type_name, key)
        for type_name, named in keys.items()
        for name, key in named.items()
    }


def with_ids(template: Any, ids: Mapping[str, str]) -> Any:
    """The template with ids in place of their names."""
    match template:
        case dict():
            return {name: with_ids(value, ids) for name, value in template.items()}
        case list():
            return [with_ids(value, ids) for value in template]
        case str() if template.startswith("@"):
            return ids[template[1:]]
        case _:
            return template
