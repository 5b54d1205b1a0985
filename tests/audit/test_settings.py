"""What an organization may change, and what it is told when it errs."""

from datetime import date

import pytest

from service.audit.rules import RULES_BY_ID
from service.audit.settings import AuditSettings, Thresholds, audit_settings
from service.errors import Invalid
from tests.audit.organization import (
    INFO,
    WARNING,
    company_objective,
    fired,
    objective,
    proposal,
    quarter,
    report_on,
)

PENDING = [
    objective("a"),
    company_objective("top"),
    proposal("a", "top", proposed_on=date(2024, 4, 21)),
]


def test_without_settings_the_defaults_hold():
    assert audit_settings({}, RULES_BY_ID) == AuditSettings()
    assert report_on([]).rule_set == "3"


def test_a_threshold_moves_the_line():
    assert [days for _, _, _, days in fired("ALN009", PENDING)] == [
        {"days": 10, "limit": 7, "proposed_on": "2024-04-21"}
    ]
    assert fired("ALN009", PENDING, settings={"thresholds": {"pending_proposal_days": 10}}) == []


def test_a_severity_holds_for_every_gradation_of_its_rule():
    things = [objective("a", cycle="q2"), quarter()]
    severities = {"ALN002": "info", "ALN009": "WARNING"}

    [(_, _, orphan, _)] = fired("ALN002", things, settings={"severities": severities})
    [(_, _, pending, _)] = fired("ALN009", PENDING, settings={"severities": severities})

    assert (orphan, pending) == (INFO, WARNING)


def test_a_rule_that_is_off_finds_nothing():
    assert fired("ALN002", [objective("a")], settings={"severities": {"ALN002": "OFF"}}) == []


def test_a_share_may_be_a_whole_number():
    chosen = audit_settings({"audit": {"thresholds": {"single_point_share": 1}}}, RULES_BY_ID)

    assert chosen.thresholds == Thresholds(single_point_share=1.0)


def test_the_rule_set_tells_settings_apart():
    one, other, off = (
        report_on([], settings=settings).rule_set
        for settings in (
            {"thresholds": {"deep_chain_steps": 5}},
            {"thresholds": {"deep_chain_steps": 4}},
            {"severities": {"ALN015": "OFF"}},
        )
    )

    assert len({one, other, off, "3"}) == 4
    assert one == report_on([], settings={"thresholds": {"deep_chain_steps": 5}}).rule_set
    assert one.startswith("3+")


REFUSED = {
    "no mapping": ([], ("settings", "audit"), "settings.audit must be a mapping, not []"),
    "an unknown part": (
        {"limits": {}},
        ("settings", "audit", "limits"),
        (
            "settings.audit knows no 'limits'; it knows ignored_words, language,"
            " severities, thresholds, words"
        ),
    ),
    "an unknown severity": (
        {"severities": {"ALN001": "FATAL"}},
        ("settings", "audit", "severities", "ALN001"),
        "settings.audit.severities.ALN001 must be one of ERROR, WARNING, INFO, OFF, not 'FATAL'",
    ),
    "a threshold that is no number": (
        {"thresholds": {"deep_chain_steps": "6"}},
        ("settings", "audit", "thresholds", "deep_chain_steps"),
        "settings.audit.thresholds.deep_chain_steps must be a whole number, 0 or more, not '6'",
    ),
    "half a step": (
        {"thresholds": {"deep_chain_steps": 1.5}},
        ("settings", "audit", "thresholds", "deep_chain_steps"),
        "settings.audit.thresholds.deep_chain_steps must be a whole number, 0 or more, not 1.5",
    ),
    "a negative share": (
        {"thresholds": {"single_point_share": -0.5}},
        ("settings", "audit", "thresholds", "single_point_share"),
        "settings.audit.thresholds.single_point_share must be a number, 0 or more, not -0.5",
    ),
    "not a number at all": (
        {"thresholds": {"single_point_share": float("nan")}},
        ("settings", "audit", "thresholds", "single_point_share"),
        "settings.audit.thresholds.single_point_share must be a number, 0 or more, not nan",
    ),
    "yes": (
        {"thresholds": {"deep_chain_steps": True}},
        ("settings", "audit", "thresholds", "deep_chain_steps"),
        "settings.audit.thresholds.deep_chain_steps must be a whole number, 0 or more, not True",
    ),
}


@pytest.mark.parametrize(("settings", "path", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_is_refused_by_name(settings, path, message):
    with pytest.raises(Invalid) as refusal:
        report_on([], settings=settings)

    assert (refusal.value.path, refusal.value.message) == (path, message)


@pytest.mark.parametrize(
    ("part", "key"), [("severities", "ALN099"), ("thresholds", "deep_chain_step")]
)
def test_an_unknown_rule_or_threshold_is_refused_with_those_there_are(part, key):
    with pytest.raises(Invalid, match=rf"^settings\.audit\.{part} knows no '{key}'; it knows "):
        report_on([], settings={part: {key: 1}})
