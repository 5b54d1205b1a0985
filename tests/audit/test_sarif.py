"""SARIF 2.1.0: by its schema, and by what viewers make of it."""

from dataclasses import replace

import pytest
from sarif_kit.validate import validation_errors

from service.audit.formats.places import Place
from service.audit.formats.sarif import RELATED_SHOWN, to_sarif
from service.audit.packed_findings import Findings
from service.audit.rules import RULES, RULES_BY_ID
from tests.audit.flawed import FLAWED
from tests.audit.organization import key_result, link, objective, report_on, waived_finding

PLACES = {
    ("objective", "a"): Place("okrs/team web.yaml", 12, "- id: a"),
    ("objective", "b"): Place("/srv/okrs/b.yaml", 3),
    ("key_result", "k"): Place("okrs/k.yaml"),
}


def run_of(things, places=PLACES, **options):
    [run] = to_sarif(report_on(things, **options), places)["runs"]
    return run


def result_of(rule, things, **options):
    [result] = [one for one in run_of(things, **options)["results"] if one["ruleId"] == rule]
    return result


def test_it_is_valid_by_the_schema_of_its_standard():
    assert validation_errors(to_sarif(report_on(FLAWED), PLACES)) == []
    assert validation_errors({"version": "2.1.0"}) != []


def test_every_rule_is_told_with_its_reason_and_how_to_mend_it():
    [told] = [rule for rule in run_of([])["tool"]["driver"]["rules"] if rule["id"] == "ALN007"]

    rule = RULES_BY_ID["ALN007"]
    assert told == {
        "id": "ALN007",
        "name": "KrWithoutLineOfSight",
        "shortDescription": {"text": "Key result without line of sight."},
        "fullDescription": {"text": rule.rationale},
        "help": {
            "text": rule.hint,
            "markdown": f"**Why:** {rule.rationale}\n\n**Mend:** {rule.hint}",
        },
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["okr", "aln"]},
    }


def test_a_result_names_its_rule_by_place_too():
    for result in run_of(FLAWED)["results"]:
        assert RULES[result["ruleIndex"]].id == result["ruleId"]


def test_severities_become_levels():
    results = run_of(FLAWED)["results"]

    levels = {result["ruleId"]: result["level"] for result in results}
    assert levels["ALN001"] == "error"
    assert levels["ALN003"] == "warning"
    assert levels["ALN009"] == "note"


def test_a_finding_marks_the_line_of_its_subject():
    result = result_of("ALN002", [objective("a")])

    assert result["message"] == {
        "text": "Objective a “Title of a”: No parent, and no reason given for standing alone."
    }
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "okrs/team%20web.yaml"},
                "region": {"startLine": 12, "snippet": {"text": "- id: a"}},
            },
            "logicalLocations": [
                {"name": "a", "fullyQualifiedName": "objective/a", "kind": "objective"}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("key", "physical"),
    [
        ("b", {"artifactLocation": {"uri": "file:///srv/okrs/b.yaml"}, "region": {"startLine": 3}}),
        ("elsewhere", None),
    ],
)
def test_what_is_not_known_of_a_place_is_left_out(key, physical):
    [location] = result_of("ALN002", [objective(key)])["locations"]

    assert location.get("physicalLocation") == physical
    assert location["logicalLocations"][0]["name"] == key


def test_a_file_without_a_line_is_marked_as_a_whole():
    [location] = result_of("ALN007", [objective("a"), key_result("k", "a")])["locations"]

    assert location["physicalLocation"] == {"artifactLocation": {"uri": "okrs/k.yaml"}}


def test_related_things_have_their_lines_too():
    circle = [objective("b"), objective("a"), objective("c")]
    circle += [link("a", "b"), link("b", "c"), link("c", "a")]

    related = result_of("ALN001", circle)["relatedLocations"]

    assert [(one["id"], one["message"]["text"]) for one in related] == [
        (1, "Objective b “Title of b”"),
        (2, "Objective c “Title of c”"),
    ]
    assert related[0]["physicalLocation"]["region"] == {"startLine": 3}


def test_no_more_related_things_than_code_hosts_take():
    keys = [f"o{number:03}" for number in range(RELATED_SHOWN + 20)]
    circle = [objective(key) for key in keys]
    circle += [link(key, above) for key, above in zip(keys, [*keys[1:], keys[0]], strict=True)]

    assert len(result_of("ALN001", circle)["relatedLocations"]) == RELATED_SHOWN


def test_the_fingerprint_stays_when_titles_lines_and_order_change():
    before = run_of([objective("a"), objective("c")])["results"]
    moved = {("objective", "a"): Place("new.yaml", 99)}
    things = [objective("c"), replace(objective("a"), title="Another")]

    after = run_of(things, moved)["results"]

    assert {one["partialFingerprints"]["sightline/v1"] for one in before} == {
        one["partialFingerprints"]["sightline/v1"] for one in after
    }


def test_a_title_makes_no_link_and_no_second_line():
    title = "Win [here](https://evil.example)\n\x1b[31mnow " + "long " * 100

    text = result_of("ALN002", [replace(objective("a"), title=title)])["message"]["text"]

    assert text.startswith("Objective a “Win [here]\u200b(https://evil.example) [31mnow long")
    assert len(text) < 200


def test_what_is_waived_is_suppressed():
    report = report_on([objective("a")])
    waived = tuple(waived_finding(one) for one in report.findings)

    [run] = to_sarif(replace(report, findings=waived))["runs"]

    assert run["results"][0]["suppressions"] == [{"kind": "external", "status": "accepted"}]


def test_an_organization_is_named_where_it_is_the_subject():
    [result] = run_of([])["results"]

    assert result["message"]["text"].startswith("Organization “Acme”: No strategy element")


def test_without_findings_there_is_a_run_all_the_same():
    [run] = to_sarif(replace(report_on([]), findings=Findings()))["runs"]

    assert run["results"] == []
