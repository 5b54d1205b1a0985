"""Findings on record, as callers see them."""

from datetime import datetime, timedelta
from typing import Any

from schema.identifiers import global_id
from service.actor import Actor, Role
from service.database import Database
from service.reporting.loading import ReportRequest, stored_reports
from tests.company import QUARTER, Company, events_of
from tests.findings.conftest import Worker
from tests.schema.conftest import execute
from tests.schema.writer import Writer

FINDING = """id rule name severity state message hint rationale evidence fingerprint
  firstSeenAt lastSeenAt resolvedAt waiver { reason until by { id } }
  subject { id __typename } related { id __typename }"""
FINDINGS = f"""query ($filter: FindingFilter) {{
  findings(filter: $filter) {{ nodes {{ {FINDING} }} totalCount }} }}"""
AUDITED = f"""{{ alignmentAudit {{
  findings {{ nodes {{ {FINDING} }} }} counts {{ rule count waived }} }} }}"""
WAIVE = "finding { id state waiver { reason until by { id } } }"


def _timed(node: dict[str, Any]) -> dict[str, Any]:
    """With moments as moments: PostgreSQL and Python write them in two ways."""
    times = {name: node[name] for name in ("firstSeenAt", "lastSeenAt")}
    return node | {name: datetime.fromisoformat(text) for name, text in times.items()}


def rules_of(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["rule"] for node in nodes}


async def types_of(database: Database, actor: Actor) -> list[str]:
    events = await events_of(database, actor)
    return [event.type for event in events if event.type.startswith(("finding.", "audit."))]


async def test_the_first_audit_is_where_all_begins(
    database: Database, actor: Actor, company: Company, worker: Worker, ask: Any
) -> None:
    objective = await company.objective("Win")
    assert await worker.audit() == 1
    assert await worker.audit() == 0

    stored = (await ask(FINDINGS)).data["findings"]["nodes"]
    audited = (await ask(AUDITED)).data["alignmentAudit"]["findings"]["nodes"]

    assert {node["id"] for node in stored} == {node["id"] for node in audited}
    by_id = {node["id"]: node for node in audited}
    for node in stored:
        assert _timed(node) == _timed(by_id[node["id"]])
        assert node["firstSeenAt"] is not None
        assert node["lastSeenAt"] >= node["firstSeenAt"]
        assert (node["state"], node["resolvedAt"], node["waiver"]) == ("OPEN", None, None)
    assert {node["subject"]["id"] for node in stored if node["rule"] == "OBJ002"} == {
        global_id("Objective", objective)
    }
    assert await types_of(database, actor) == ["audit.completed"]


async def test_a_finding_that_is_mended_is_resolved_by_what_mended_it(
    database: Database, actor: Actor, worker: Worker, writer: Writer, ask: Any
) -> None:
    made = await writer.write("objectiveCreate", {"title": "Win"}, "objective { id }")
    objective = made["objective"]["id"]
    await worker.audit()
    await writer.write("objectiveUpdate", {"id": objective, "ownerRole": "CEO"}, "objective { id }")
    assert await worker.follow() > 0

    gone = {"state": {"eq": "RESOLVED"}}
    resolved = (await ask(FINDINGS, filter=gone)).data["findings"]["nodes"]

    assert rules_of(resolved) == {"OBJ001"}
    assert resolved[0]["resolvedAt"] is not None
    events = await events_of(database, actor)
    [event] = [one for one in events if one.type == "finding.resolved"]
    [cause] = [one for one in events if one.type == "objective.updated"]
    assert event.cause_id == cause.id
    assert event.details["rule"] == "OBJ001"
    assert event.changes == {"state": ["OPEN", "RESOLVED"]}

    found = await ask(
        "query ($id: ID!) { node(id: $id) { ... on Finding { state } } }", id=resolved[0]["id"]
    )
    assert found.data == {"node": {"state": "RESOLVED"}}

    await writer.write("objectiveUpdate", {"id": objective, "ownerRole": None}, "objective { id }")
    await worker.follow()
    again = (await ask(FINDINGS, filter={"rule": {"eq": "OBJ001"}})).data["findings"]["nodes"]
    assert [(one["state"], one["resolvedAt"]) for one in again] == [("OPEN", None)]
    assert again[0]["firstSeenAt"] == resolved[0]["firstSeenAt"]


async def test_goals_know_what_was_found_of_them(
    company: Company, worker: Worker, ask: Any
) -> None:
    objective = await company.objective("Win")
    await company.key_result(objective, "Improve sales")
    await worker.audit()
    answer = await ask(
        """query ($ref: ObjectiveRef!) { objective(by: $ref) {
          findings { totalCount nodes { rule severity } }
          keyResults { nodes {
            findings(filter: {severity: {eq: ERROR}}) { nodes { rule } } } } } }""",
        ref={"id": global_id("Objective", objective)},
    )
    assert answer.errors == []
    found = answer.data["objective"]
    assert {"ALN002", "OBJ001"} < rules_of(found["findings"]["nodes"])
    severities = [one["severity"] for one in found["findings"]["nodes"]]
    assert severities == sorted(severities, key=["ERROR", "WARNING", "INFO"].index)
    assert found["keyResults"]["nodes"] == [{"findings": {"nodes": [{"rule": "CYC004"}]}}]


async def test_waiving_is_seen_everywhere_and_ends_with_its_day(
    database: Database, actor: Actor, company: Company, worker: Worker, ask: Any
) -> None:
    person = await company.person("Ada")
    by = Actor(actor.organization_id, Role.MEMBER, person_id=person)
    await company.objective("Win")
    audited = (await ask(AUDITED)).data["alignmentAudit"]["findings"]["nodes"]
    [finding] = [node for node in audited if node["rule"] == "OBJ001"]
    until = worker.now.date() + timedelta(days=3)
    given = {"id": finding["id"], "reason": "Ada is on leave", "until": until.isoformat()}
    waiver = {
        "reason": given["reason"],
        "until": given["until"],
        "by": {"id": global_id("Person", person)},
    }

    # It is not on record yet.
    waived = await ask(WAIVING, by=by, input=given)
    assert waived.data["findingWaive"]["userErrors"] == []
    assert waived.data["findingWaive"]["finding"] == {
        "id": finding["id"],
        "state": "WAIVED",
        "waiver": waiver,
    }
    await worker.audit()

    now = (await ask(AUDITED)).data["alignmentAudit"]
    [shown] = [node for node in now["findings"]["nodes"] if node["id"] == finding["id"]]
    assert (shown["state"], shown["waiver"]) == ("WAIVED", waiver)
    assert [one for one in now["counts"] if one["waived"]] == [
        {"rule": "OBJ001", "count": 1, "waived": 1}
    ]
    stored = (await ask(FINDINGS, filter={"state": {"eq": "WAIVED"}})).data["findings"]["nodes"]
    assert [(one["id"], one["waiver"]) for one in stored] == [(finding["id"], waiver)]

    worker.now += timedelta(days=4)
    await worker.audit()
    stored = (await ask(FINDINGS, filter={"state": {"eq": "WAIVED"}})).data["findings"]["nodes"]
    assert stored == []
    assert await types_of(database, actor) == [
        "finding.waived",
        "audit.completed",
        "audit.completed",
    ]


WAIVING = f"""mutation ($input: FindingWaiveInput!) {{ findingWaive(input: $input) {{
  {WAIVE} userErrors {{ code path }} }} }}"""


async def test_what_cannot_be_waived_is_refused(
    company: Company, worker: Worker, writer: Writer, ask: Any, stranger: Actor, database: Database
) -> None:
    await company.objective("Win")
    await worker.audit()
    only = {"rule": {"eq": "OBJ001"}}
    stored = (await ask(FINDINGS, filter=only)).data["findings"]["nodes"]
    today = worker.now.date()
    given = {"id": stored[0]["id"], "reason": "Soon", "until": today.isoformat()}
    yesterday = (today - timedelta(days=1)).isoformat()

    async def refused(mutation: str, given: dict[str, Any]) -> list[tuple[str, str]]:
        return [(code, path[-1]) for code, path in await writer.refused(mutation, given)]

    assert await refused("findingWaive", {**given, "until": yesterday}) == [("INVALID", "until")]
    assert await refused("findingWaive", {**given, "reason": " "}) == [("REQUIRED", "reason")]
    long = {**given, "reason": "x" * 2_001}
    assert await refused("findingWaive", long) == [("TOO_LONG", "reason")]
    for other in (global_id("Finding", "0" * 64), global_id("Finding", "x"), "?"):
        assert await refused("findingWaive", {**given, "id": other}) == [("NOT_FOUND", "id")]
        assert await refused("findingUnwaive", {"id": other}) == [("NOT_FOUND", "id")]
    answer = await execute(database, stranger, WAIVING, {"input": given})
    assert answer.data["findingWaive"]["userErrors"] == [
        {"code": "NOT_FOUND", "path": ["input", "id"]}
    ]
    assert await refused("findingWaive", given) == []


async def test_another_waiver_replaces_the_first_and_may_be_taken_back(
    database: Database, actor: Actor, company: Company, worker: Worker, writer: Writer, ask: Any
) -> None:
    await company.objective("Win")
    await worker.audit()
    finding = (await ask(FINDINGS)).data["findings"]["nodes"][0]["id"]
    today = worker.now.date().isoformat()
    first = {"id": finding, "reason": "First", "until": today}
    await writer.write("findingWaive", first, WAIVE)
    second = await writer.write("findingWaive", {**first, "reason": "Second"}, WAIVE)
    assert second["finding"]["waiver"] == {"reason": "Second", "until": today, "by": None}

    back = await writer.write("findingUnwaive", {"id": finding}, WAIVE)
    assert (back["finding"]["state"], back["finding"]["waiver"]) == ("OPEN", None)
    await writer.write("findingUnwaive", {"id": finding}, WAIVE)

    assert await types_of(database, actor) == [
        "audit.completed",
        "finding.waived",
        "finding.waived",
        "finding.unwaived",
    ]
    [_, _, again, _] = [
        one for one in await events_of(database, actor) if one.type.startswith(("audit", "finding"))
    ]
    assert again.changes["reason"] == ["First", "Second"]


async def test_an_audit_is_stored_on_request(
    database: Database, actor: Actor, company: Company, worker: Worker, writer: Writer, ask: Any
) -> None:
    objective = await company.objective("Win")
    await worker.audit()
    # Written past the log: nothing tells of it.
    await company.key_result(objective, "Launch")
    assert await worker.audit() == 0
    asked = await writer.write("alignmentAuditRun", {}, "requestedAt")
    assert asked["requestedAt"] is not None
    assert await worker.audit() == 1
    since = {"unlessSince": (worker.now - timedelta(hours=1)).isoformat()}
    assert await writer.write("alignmentAuditRun", since, "requestedAt") == {"requestedAt": None}

    runs = await ask(
        "{ auditRuns { nodes { id trigger asOf ruleSet score opened resolved"
        " metrics { alignmentRate { value numerator denominator } } counts { rule count } } } }"
    )
    assert runs.errors == []
    later, first = runs.data["auditRuns"]["nodes"]
    assert (later["trigger"], first["trigger"]) == ("REQUESTED", "NIGHTLY")
    assert later["opened"] > 0
    assert later["metrics"] == {"alignmentRate": {"value": "0", "numerator": 0, "denominator": 1}}
    named = await ask(
        "query ($id: ID!) { node(id: $id) { ... on AuditRun { trigger } } }", id=later["id"]
    )
    assert named.data == {"node": {"trigger": "REQUESTED"}}
    types = await types_of(database, actor)
    assert types.count("finding.opened") == later["opened"]

    day = worker.now.date()
    trend = await ask(
        "query ($from: Date!, $to: Date!) { auditTrend(from: $from, to: $to)"
        " { asOf score run { id } metrics { measurable { numerator } } counts { rule waived } } }",
        **{"from": (day - timedelta(days=9)).isoformat(), "to": day.isoformat()},
    )
    assert trend.errors == []
    points = trend.data["auditTrend"]
    assert [(one["asOf"], one["run"]["id"]) for one in points] == [(day.isoformat(), later["id"])]


async def test_no_more_than_a_thousand_findings_of_a_run_have_an_event_of_their_own(
    database: Database, actor: Actor, company: Company, worker: Worker, writer: Writer
) -> None:
    objective = await company.objective("Win")
    await worker.audit()
    rows = [{"title": "KR", "objectiveId": global_id("Objective", objective)}] * 100
    for _ in range(4):
        await writer.send("keyResultBulkCreate", {"rows": rows})
    await writer.write("alignmentAuditRun", {}, "requestedAt")
    await worker.audit()
    events = await events_of(database, actor)
    assert [one.type for one in events].count("finding.opened") == 1_000
    completed = [one for one in events if one.type == "audit.completed"][-1].details
    assert completed["untold"] == {"opened": completed["opened"] - 1_000, "resolved": 0}


async def test_what_is_waived_is_left_out_of_reports(
    database: Database, actor: Actor, company: Company, worker: Worker, writer: Writer, ask: Any
) -> None:
    cycle = await company.cycle("Q4", **QUARTER)
    await company.objective("Win", cycle_id=cycle)
    await worker.audit()
    request = ReportRequest(str(cycle))

    async def reported() -> set[str]:
        async with database.reading() as session:
            (report,) = await stored_reports(session, actor, request, worker.now)
        return {group.rule for group in report.findings}

    assert "OBJ001" in await reported()
    only = {"rule": {"eq": "OBJ001"}}
    [finding] = (await ask(FINDINGS, filter=only)).data["findings"]["nodes"]
    until = worker.now.date().isoformat()
    given = {"id": finding["id"], "reason": "Soon", "until": until}
    await writer.write("findingWaive", given, WAIVE)
    assert "OBJ001" not in await reported()
