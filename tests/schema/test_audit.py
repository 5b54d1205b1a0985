"""The audit over GraphQL."""

from datetime import date

from tests.company import Company
from tests.schema.conftest import gid

FINDINGS = """query ($first: Int, $after: String, $last: Int, $before: String,
  $severities: [FindingSeverity!], $rules: [String!], $states: [FindingState!]) {
  alignmentAudit { findings(first: $first, after: $after, last: $last, before: $before,
    severities: $severities, rules: $rules, states: $states) {
      totalCount edges { cursor node { rule severity subject { id } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""


def findings(answer) -> dict:
    return answer["alignmentAudit"]["findings"]


def rules(answer) -> list[str]:
    return [edge["node"]["rule"] for edge in findings(answer)["edges"]]


async def test_an_audit_tells_score_metrics_counts_and_findings(data, company: Company) -> None:
    orphan = await company.objective("Orphan of nobody at all", external_id="O-1")

    audit = (
        await data(
            """{ alignmentAudit(asOf: "2026-11-01") { asOf score
                 metrics { alignmentRate { value numerator denominator }
                   measurable { value numerator denominator } }
                 counts { rule severity count }
                 findings(rules: ["ALN002"]) { nodes { id rule name severity state message hint
                   fingerprint evidence subject { id __typename } related { id } } } } }"""
        )
    )["alignmentAudit"]

    finding = audit["findings"]["nodes"][0]
    assert audit["asOf"] == "2026-11-01"
    assert audit["score"] == 0.0
    assert audit["metrics"] == {
        "alignmentRate": {"value": "0", "numerator": 0, "denominator": 1},
        "measurable": {"value": None, "numerator": 0, "denominator": 0},
    }
    assert {"rule": "ALN002", "severity": "ERROR", "count": 1} in audit["counts"]
    assert finding["subject"] == {"id": gid("Objective", orphan), "__typename": "Objective"}
    assert (finding["rule"], finding["name"]) == ("ALN002", "orphan-objective")
    assert (finding["severity"], finding["state"]) == ("ERROR", "OPEN")
    assert finding["id"] == gid("Finding", finding["fingerprint"])


async def test_a_finding_is_found_again_by_its_id(data, company: Company) -> None:
    await company.objective("Orphan")
    nodes = (await data("{ alignmentAudit { findings { nodes { id rule } } } }"))["alignmentAudit"]
    wanted = nodes["findings"]["nodes"]

    answer = await data(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Finding { rule } } }",
        ids=[*(finding["id"] for finding in wanted), gid("Finding", "0" * 64)],
    )

    assert answer["nodes"] == [*wanted, None]
    assert len(wanted) > 1


async def test_findings_come_in_pages_that_join(data, company: Company) -> None:
    for number in range(4):
        await company.objective(f"Orphan number {number}")
    whole = await data(FINDINGS, first=100)
    size = findings(whole)["totalCount"]

    forward, cursor = [], None
    for _ in range(size):
        page = await data(FINDINGS, first=3, after=cursor)
        forward += rules(page)
        cursor = findings(page)["pageInfo"]["endCursor"]
        if not findings(page)["pageInfo"]["hasNextPage"]:
            break
    last = await data(FINDINGS, last=2)
    before = await data(FINDINGS, last=2, before=findings(last)["pageInfo"]["startCursor"])

    assert forward == rules(whole)
    assert rules(before) + rules(last) == rules(whole)[-4:]
    assert findings(last)["pageInfo"]["hasPreviousPage"] is True
    assert size > 6


async def test_findings_are_chosen_by_severity_rule_and_state(data, company: Company) -> None:
    await company.objective("Orphan")

    errors = findings(await data(FINDINGS, severities=["ERROR"]))
    assert {edge["node"]["severity"] for edge in errors["edges"]} == {"ERROR"}
    assert errors["totalCount"] == len(errors["edges"])
    assert rules(await data(FINDINGS, rules=["ALN002"])) == ["ALN002"]
    assert rules(await data(FINDINGS, rules=["ALN999"])) == []
    assert rules(await data(FINDINGS, rules=[])) == []
    assert rules(await data(FINDINGS, states=["WAIVED"])) == []


async def test_an_unusable_page_of_findings_is_refused(ask) -> None:
    given = [{"first": 101}, {"after": "nonsense"}, {"first": 1, "last": 1}]

    answers = [await ask(FINDINGS, **one) for one in given]

    assert [answer.codes for answer in answers] == [["BAD_USER_INPUT"]] * 3


async def test_the_scope_selects_what_is_judged(data, company: Company) -> None:
    year = await company.cycle("2026", ends_on=date(2026, 12, 31))
    quarter = await company.cycle("2026 Q4", parent_id=year, ends_on=date(2026, 12, 31))
    team = await company.team("Engines")
    inside = await company.objective("Inside", cycle_id=quarter, team_id=team)
    await company.objective("Outside")
    document = """query ($cycle: ID, $team: ID) { alignmentAudit(cycleId: $cycle, teamId: $team) {
      findings(rules: ["ALN002"]) { nodes { subject { id } } } } }"""

    async def judged(**scope) -> list[str]:
        nodes = findings(await data(document, **scope))["nodes"]
        return [node["subject"]["id"] for node in nodes]

    only = [gid("Objective", inside)]
    assert len(await judged()) == 2
    assert await judged(cycle=gid("Cycle", year)) == only
    assert await judged(team=gid("Team", team)) == only
    assert await judged(cycle=gid("Cycle", quarter), team=gid("Team", team)) == only


async def test_subjects_of_every_kind_are_shown(data, company: Company) -> None:
    cycle = await company.cycle("Over", ends_on=date(2020, 1, 1))
    objective = await company.objective("Late", cycle_id=cycle)
    await company.key_result(objective, "No number")
    await company.initiative("Serves nothing")
    other = await company.objective("Other")
    await company.depend(objective, other)
    await company.depend(other, objective)

    nodes = findings(
        await data(
            """{ alignmentAudit { findings(first: 100) { nodes { rule
                 subject { __typename id } related { __typename id } } } } }"""
        )
    )["nodes"]

    kinds = {node["subject"]["__typename"] for node in nodes if node["subject"]}
    assert kinds >= {"Cycle", "Objective", "KeyResult", "Initiative", "Organization"}
    assert all(related["id"] for node in nodes for related in node["related"])
