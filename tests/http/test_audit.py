"""`GET /audit`: the document, its scope and filters, its tag."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

import service.http.audit
from service.actor import Actor
from service.audit.report import AuditReport, audit
from service.database import Database
from service.findings.commands import Named, waive_finding
from service.identity.commands import update_organization
from service.tables import new_id, utc_now
from tests.company import QUARTER, Company

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
async def company(database: Database, actor: Actor) -> Company:
    """A whole cascade in one team's quarter, and an orphan with a key result of another's."""
    company = Company(database, actor)
    cycle = await company.cycle("Q4", external_id="q4", **QUARTER)
    other = await company.cycle("Q1", external_id="q1", state="PLANNING")
    team = await company.team("Team", external_id="team")
    await company.cascade()
    planned = await company.objective("Planned", cycle_id=other)
    orphan = await company.objective("Orphan", external_id="o-1", cycle_id=cycle, team_id=team)
    await company.key_result(orphan, "Of the orphan", external_id="kr-1")
    await company.key_result(planned, "Of the planned")
    return company


def subjects(response: httpx.Response, rule: str) -> list[str]:
    return [
        found["subject"]["title"] for found in response.json()["findings"] if found["rule"] == rule
    ]


async def test_the_document_is_the_contracts(viewer: httpx.AsyncClient):
    response = await viewer.get("/audit?as_of=2026-11-22")
    document = response.json()
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert list(document) == [
        *("format", "generated_at", "as_of", "organization", "scope", "rule_set"),
        *("score", "metrics", "counts", "findings"),
    ]
    assert document["format"] == "sightline-audit/1"
    assert document["as_of"] == "2026-11-22"
    assert document["organization"] == "Test organization"
    assert document["scope"] == {"cycle": None, "team": None}
    assert subjects(response, "ALN002") == ["Orphan", "Planned"]
    assert sum(count["count"] for count in document["counts"]) == len(document["findings"])


async def test_graphql_finds_each_thing_named_by_its_node_id(viewer: httpx.AsyncClient):
    findings = (await viewer.get("/audit?as_of=2027-02-01")).json()["findings"]
    named = [found["subject"] for found in findings]
    named += [related for found in findings for related in found["related"]]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
    ids = list(dict.fromkeys(one["node_id"] for one in named))
    body = {"query": query, "variables": {"ids": ids}}
    nodes = (await viewer.post("/graphql", json=body)).json()["data"]["nodes"]
    type_by_id = {node["id"]: node["__typename"] for node in nodes}
    assert list(type_by_id) == ids
    for one in named:
        noun = one["kind"].title().replace("_", "")
        assert type_by_id[one["node_id"]] == noun
    assert {one["kind"] for one in named} >= {"objective", "key_result", "cycle"}


async def test_today_is_the_organizations_own(
    viewer: httpx.AsyncClient,
    actor: Actor,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
):
    async with database.writing(actor.organization_id) as session:
        await update_organization(session, actor, {"timezone": "Pacific/Kiritimati"})
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(service.http.audit, "utc_now", lambda: late)
    assert (await viewer.get("/audit")).json()["as_of"] == "2026-11-23"


async def test_a_cycle_and_a_team_choose_the_subjects(viewer: httpx.AsyncClient):
    response = await viewer.get("/audit?cycle=q4&team=team")
    assert response.json()["scope"] == {"cycle": "q4", "team": "team"}
    assert subjects(response, "ALN002") == ["Orphan"]
    assert subjects(await viewer.get("/audit?cycle=q1"), "ALN002") == ["Planned"]
    assert subjects(await viewer.get("/audit?cycle=q1,q4"), "ALN002") == ["Orphan", "Planned"]


@pytest.mark.parametrize(
    "query",
    [
        "rule=ALN002&rule=ALN007",
        "rule=ALN002,ALN007",
        "rule=aln002,%20aln007",
    ],
)
async def test_rules_are_a_list(viewer: httpx.AsyncClient, query: str):
    findings = (await viewer.get(f"/audit?{query}")).json()["findings"]
    assert {found["rule"] for found in findings} == {"ALN002", "ALN007"}


async def test_severities_are_a_list(viewer: httpx.AsyncClient):
    findings = (await viewer.get("/audit?severity=error,info")).json()["findings"]
    assert {found["severity"] for found in findings} <= {"ERROR", "INFO"}
    assert "ALN002" in {found["rule"] for found in findings}


async def test_a_limit_shortens_the_findings_and_not_the_counts(viewer: httpx.AsyncClient):
    whole = (await viewer.get("/audit")).json()
    short = (await viewer.get("/audit?limit=1")).json()
    assert short["findings"] == whole["findings"][:1]
    assert short["counts"] == whole["counts"]
    assert (await viewer.get("/audit?limit=0")).json()["findings"] == []


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("as_of=2021-04-31", "as_of", '"2021-04-31" is not a date of the calendar'),
        ("as_of=1618000000", "as_of", '"1618000000" is not a date (YYYY-MM-DD)'),
        ("as_of=", "as_of", '"" is not a date (YYYY-MM-DD)'),
        ("limit=-1", "limit", "input should be greater than or equal to 0"),
        (
            "limit=many",
            "limit",
            "input should be a valid integer, unable to parse string as an integer",
        ),
        ("severity=BAD", "severity", "BAD is not one of ERROR, WARNING, INFO"),
        ("rule=ALN999", "rule", "ALN999 is not a rule"),
        ("cycel=q4", "cycel", "extra inputs are not permitted"),
    ],
)
async def test_a_parameter_that_cannot_be_is_named(
    viewer: httpx.AsyncClient, query: str, name: str, message: str
):
    response = await viewer.get(f"/audit?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == [{"name": name, "message": message}]
    assert response.json()["detail"] == f"{name}: {message}"


@pytest.mark.parametrize("noun", ["cycle", "team"])
async def test_an_unknown_cycle_or_team_is_not_found(viewer: httpx.AsyncClient, noun: str):
    response = await viewer.get(f"/audit?{noun}=nope")
    assert response.status_code == 404
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"there is no {noun} 'nope'",
        "code": "NOT_FOUND",
        "path": [noun],
    }


async def test_another_organizations_cycle_is_not_found(
    viewer: httpx.AsyncClient, stranger: Actor, database: Database
):
    foreign = await Company(database, stranger).cycle("Theirs", external_id="theirs")
    for name in (foreign, "theirs", new_id()):
        assert (await viewer.get(f"/audit?cycle={name}")).status_code == 404


@pytest.mark.parametrize(
    ("query", "accept"),
    [("", "text/html"), ("?format=JSON", "*/*"), ("?format=junit", "*/*"), ("?format=", "*/*")],
)
async def test_a_format_that_is_not_there_is_not_acceptable(
    viewer: httpx.AsyncClient, query: str, accept: str
):
    response = await viewer.get(f"/audit{query}", headers={"Accept": accept})
    assert response.status_code == 406
    assert response.json()["detail"] == (
        "the audit is there as application/json (format=json),"
        " application/sarif+json (format=sarif), text/csv (format=csv),"
        " text/markdown (format=markdown)"
    )


FORMATS = {
    "json": ("application/json", '{"format":"sightline-audit/1"'),
    "sarif": ("application/sarif+json", '{"$schema":"https://'),
    "csv": ("text/csv; charset=utf-8", "rule,name,severity"),
    "markdown": ("text/markdown; charset=utf-8", "## Alignment of Test organization: "),
}


@pytest.mark.parametrize("format", FORMATS)
async def test_a_format_comes_by_its_name_and_by_its_media_type(
    viewer: httpx.AsyncClient, format: str
):
    content_type, start = FORMATS[format]
    by_name = await viewer.get(f"/audit?format={format}")
    by_header = await viewer.get("/audit", headers={"Accept": content_type})
    for response in (by_name, by_header):
        assert response.status_code == 200
        assert response.headers["Content-Type"] == content_type
        assert response.text.startswith(start)
        assert response.headers["Vary"].startswith("Authorization, Accept")


async def test_filters_hold_in_every_format(viewer: httpx.AsyncClient):
    response = await viewer.get("/audit?format=csv&rule=ALN002&limit=1")
    rows = response.text.split("\r\n")
    assert len(rows) == 3
    assert rows[1].startswith("ALN002,orphan-objective,")


async def test_each_format_has_its_own_tag(viewer: httpx.AsyncClient):
    first = await viewer.get("/audit")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert (await viewer.get("/audit", headers=tag)).status_code == 304
    assert (await viewer.get("/audit?format=csv", headers=tag)).status_code == 200
    other = await viewer.get("/audit", headers={**tag, "Accept": "text/csv"})
    assert other.status_code == 200


async def test_the_parameter_outranks_the_header(viewer: httpx.AsyncClient):
    response = await viewer.get("/audit?format=json", headers={"Accept": "text/html"})
    assert response.status_code == 200


async def test_nothing_changed_needs_no_body(viewer: httpx.AsyncClient):
    first = await viewer.get("/audit")
    again = await viewer.get("/audit", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


async def test_the_tag_is_weak_for_each_answer_tells_its_own_time(viewer: httpx.AsyncClient):
    one, two = await viewer.get("/audit"), await viewer.get("/audit")
    assert one.headers["ETag"] == two.headers["ETag"]
    assert one.headers["ETag"].startswith('W/"')
    assert one.json() | {"generated_at": ""} == two.json() | {"generated_at": ""}


@pytest.mark.parametrize(
    "query",
    ["as_of=2026-01-01", "cycle=q4", "team=team", "rule=ALN002", "severity=INFO", "limit=1"],
)
async def test_another_question_has_another_tag(viewer: httpx.AsyncClient, query: str):
    whole = await viewer.get("/audit?as_of=2026-11-22")
    other = await viewer.get(f"/audit?{query}", headers={"If-None-Match": whole.headers["ETag"]})
    assert other.status_code == 200


async def test_another_organization_has_another_tag(
    http: httpx.AsyncClient, actor: Actor, stranger: Actor, new_token
):
    tags = {
        (
            await http.get("/audit", headers={"Authorization": f"Bearer {await new_token(one)}"})
        ).headers["ETag"]
        for one in (actor, stranger)
    }
    assert len(tags) == 2


async def test_a_change_makes_a_new_tag(viewer: httpx.AsyncClient, new_token, actor: Actor):
    first = await viewer.get("/audit")
    await new_token(actor)
    again = await viewer.get("/audit", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]


async def test_the_head_is_that_of_the_document(viewer: httpx.AsyncClient):
    whole, head = await viewer.get("/audit"), await viewer.head("/audit")
    assert head.status_code == 200
    assert head.headers["ETag"] == whole.headers["ETag"]


async def test_its_parameters_are_described(http: httpx.AsyncClient):
    document = (await http.get("/openapi.json")).json()
    parameters = document["paths"]["/audit"]["get"]["parameters"]
    assert [one["name"] for one in parameters if one["in"] == "query"] == [
        *("cycle", "team", "as_of", "severity", "rule", "limit", "format")
    ]
    assert all("description" in one for one in parameters if one["in"] == "query")


@pytest.mark.parametrize("format", ["json", "sarif", "csv", "markdown"])
async def test_a_body_in_many_pieces_is_the_one_in_a_single_piece(
    viewer: httpx.AsyncClient, format: str, monkeypatch: pytest.MonkeyPatch
):
    whole = await viewer.get(f"/audit?format={format}")
    monkeypatch.setattr("service.http.audit_formats._PIECE", 2)
    monkeypatch.setattr("service.audit.formats.json._PIECE", 2)
    assert (await viewer.get(f"/audit?format={format}")).content == whole.content


async def test_pages_over_graphql_and_formats_over_http_cost_one_audit(
    viewer: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    audits: list[date] = []

    def counted(*given: Any, **named: Any) -> AuditReport:
        audits.append(given[1])
        return audit(*given, **named)

    monkeypatch.setattr("service.auditing.auditor.audit", counted)
    document = """query($after: String) { alignmentAudit(asOf: "2026-11-22") {
        findings(first: 1, after: $after) { nodes { rule } pageInfo { endCursor } } } }"""
    cursor, rules = None, []
    for _ in range(3):
        body = {"query": document, "variables": {"after": cursor}}
        found = (await viewer.post("/graphql", json=body)).json()["data"]["alignmentAudit"]
        rules += [node["rule"] for node in found["findings"]["nodes"]]
        cursor = found["findings"]["pageInfo"]["endCursor"]
    for name in ("json", "csv"):
        await viewer.get(f"/audit?as_of=2026-11-22&format={name}")
    whole = (await viewer.get("/audit?as_of=2026-11-22&limit=3")).json()
    assert [one["rule"] for one in whole["findings"]] == rules
    assert audits == [date(2026, 11, 22)]


async def test_what_is_waived_is_told_so(
    viewer: httpx.AsyncClient, database: Database, actor: Actor
):
    before = await viewer.get("/audit?rule=ALN002")
    finding = before.json()["findings"][0]
    async with database.writing(actor.organization_id) as session:
        named = Named(finding["fingerprint"], finding["rule"])
        now = utc_now()
        day = now.date() + timedelta(days=30)
        await waive_finding(session, actor, named, "Planned for spring", day, now)

    after = await viewer.get(
        "/audit?rule=ALN002", headers={"If-None-Match": before.headers["ETag"]}
    )

    assert after.status_code == 200
    [waived] = [one for one in after.json()["findings"] if one["state"] == "WAIVED"]
    assert waived["fingerprint"] == finding["fingerprint"]
    assert waived["waiver"] == {
        "reason": "Planned for spring",
        "by": None,
        "until": day.isoformat(),
    }
