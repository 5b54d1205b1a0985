"""Rules that explain themselves to front ends."""

from service.audit.rules import RULES


async def test_every_rule_tells_when_why_what_to_do_and_shows_it(data) -> None:
    query = "{ auditRules { rule name severity when rationale hint firesFor silentFor } }"
    told = (await data(query))["auditRules"]
    assert [one["rule"] for one in told] == [rule.id for rule in RULES]
    assert all(all(one.values()) for one in told)
    assert told[0]["name"] == "cycle"


async def test_rules_are_told_by_name_and_unknown_ones_match_nothing(data) -> None:
    answer = await data('{ auditRules(rules: ["OBJ001", "NOPE"]) { rule } }')
    assert answer["auditRules"] == [{"rule": "OBJ001"}]


async def test_a_finding_says_why_it_matters(data, company) -> None:
    await company.objective("Alone")
    query = '{ alignmentAudit { findings(rules: ["ALN002"]) { nodes { rule rationale } } } }'
    (finding,) = (await data(query))["alignmentAudit"]["findings"]["nodes"]
    (rule,) = (rule for rule in RULES if rule.id == "ALN002")
    assert finding == {"rule": "ALN002", "rationale": rule.rationale}
