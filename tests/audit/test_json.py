"""The document `sightline-audit/1`."""

from hashlib import sha256

import orjson

from service.audit.formats.json import to_document
from service.audit.scope import Scope
from service.progress.rules import MetricType
from tests.audit.flawed import FLAWED
from tests.audit.organization import (
    company_objective,
    cycle,
    key_result,
    link,
    objective,
    pillar,
    report_on,
    team,
)

SMALL = [
    pillar("p"),
    cycle("q2", None, "2024-06-30"),
    company_objective("top", title="Win what others leave", owner_role=True, cycle="q2"),
    key_result("k1", "top", metric_type=MetricType.BASELINE),
    key_result("k2", "top"),
    link("top", "p"),
    objective("old", archived=True),
    objective("a", title="Be there before dawn", owner_role=True, cycle="q2"),
    key_result("a1", "a", metric_type=MetricType.BASELINE),
    key_result("a2", "a"),
    link("a", "old"),
    link("a", "top"),
]


def share(numerator, denominator, value):
    return {"value": value, "numerator": numerator, "denominator": denominator}


def test_a_report_becomes_the_document_of_the_contract():
    document = to_document(report_on(SMALL))

    assert document == {
        "format": "sightline-audit/1",
        "generated_at": "2024-05-01T09:30:00+00:00",
        "as_of": "2024-05-01",
        "organization": "Acme",
        "scope": {"cycle": None, "team": None},
        "rule_set": "3",
        "score": 100.0,
        "metrics": {
            "alignment_rate": share(2, 2, 1.0),
            "line_of_sight_rate": share(4, 4, 1.0),
            "strategy_coverage": share(1, 1, 1.0),
            "company_support": share(1, 1, 1.0),
            "ownership": share(2, 2, 1.0),
            "measurable": share(4, 4, 1.0),
            "cross_team_edges": share(0, 0, None),
            "mean_distance": share(13, 6, 2.166667),
            "stale_rate": share(0, 0, None),
        },
        "counts": [{"rule": "ALN008", "severity": "ERROR", "count": 1}],
        "findings": [
            {
                "rule": "ALN008",
                "name": "dangling-parent",
                "severity": "ERROR",
                "state": "OPEN",
                "message": "Its parent old is archived.",
                "hint": "Link it to a goal that lives, or close it together with its parent.",
                "subject": {"kind": "objective", "id": "a", "title": "Be there before dawn"},
                "related": [{"kind": "objective", "id": "old", "title": "Title of old"}],
                "evidence": {"parent_state": "ARCHIVED"},
                "fingerprint": sha256(b"ALN008\nobjective a\nobjective old").hexdigest(),
            }
        ],
    }


def test_a_server_adds_the_ids_of_its_nodes():
    [finding] = to_document(report_on(SMALL), lambda ref: f"{ref.kind}:{ref.id}")["findings"]

    assert finding["subject"]["node_id"] == "objective:a"
    assert [ref["node_id"] for ref in finding["related"]] == ["objective:old"]


def test_the_scope_is_told_as_it_is_asked_for():
    report = report_on([team("web"), team("api")], scope=Scope(teams=("web", "api")))

    assert to_document(report)["scope"] == {"cycle": None, "team": "web,api"}


def test_nothing_to_measure_is_null_and_not_zero():
    document = to_document(report_on([]))

    assert document["score"] is None
    assert document["metrics"]["ownership"] == share(0, 0, None)


def test_every_value_is_plain_json():
    document = to_document(report_on(FLAWED))

    assert orjson.loads(orjson.dumps(document)) == document
