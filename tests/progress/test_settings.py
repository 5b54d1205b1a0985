"""What an organization may change about its numbers, and what it is told when it errs."""

from decimal import Decimal

import pytest

from service.audit.settings import Thresholds
from service.errors import Invalid
from service.progress.settings import ProgressSettings, progress_settings
from service.progress.status import StatusLines


def test_without_settings_the_defaults_hold():
    chosen = progress_settings({})
    assert chosen == ProgressSettings(Decimal("0.10"), Decimal("0.25"), 7, 3)
    assert chosen.lines == StatusLines()


def test_check_ins_are_due_as_the_audit_has_it():
    audit, numbers = Thresholds(), ProgressSettings()
    assert numbers.cadence_days == audit.check_in_cadence_days
    assert numbers.grace_days == audit.check_in_grace_days


def test_each_line_can_be_moved():
    settings = {
        "cycle_policy": "REPORT",
        "progress": {"on_track_gap": 0.1, "at_risk_gap": 1},
        "audit": {"thresholds": {"check_in_cadence_days": 14.0, "kr_count_maximum": 9}},
    }
    assert progress_settings(settings) == ProgressSettings(Decimal("0.1"), Decimal(1), 14, 3)


def test_no_grace_and_no_gap_are_lines_too():
    settings = {
        "progress": {"on_track_gap": 0, "at_risk_gap": 0},
        "audit": {"thresholds": {"check_in_cadence_days": 0, "check_in_grace_days": 0}},
    }
    assert progress_settings(settings) == ProgressSettings(Decimal(0), Decimal(0), 0, 0)


@pytest.mark.parametrize(
    ("settings", "path", "text"),
    [
        ({"progress": 3}, "progress", "must be a mapping, not 3"),
        ({"progress": {"gap": 1}}, "progress.gap", "knows no 'gap'; it knows at_risk_gap, on_tra"),
        ({"progress": {"on_track_gap": "a"}}, "progress.on_track_gap", "a number from 0 to 1"),
        ({"progress": {"on_track_gap": True}}, "progress.on_track_gap", "not True"),
        ({"progress": {"on_track_gap": -0.1}}, "progress.on_track_gap", "not -0.1"),
        ({"progress": {"at_risk_gap": 1.1}}, "progress.at_risk_gap", "not 1.1"),
        ({"progress": {"at_risk_gap": float("nan")}}, "progress.at_risk_gap", "not nan"),
        ({"progress": {"at_risk_gap": float("inf")}}, "progress.at_risk_gap", "not inf"),
        ({"progress": {"at_risk_gap": None}}, "progress.at_risk_gap", "not None"),
        ({"progress": {"at_risk_gap": 0.05}}, "progress.at_risk_gap", "below on_track_gap, 0.10"),
        ({"progress": {"on_track_gap": 0.3}}, "progress.at_risk_gap", "below on_track_gap, 0.3"),
        ({"audit": []}, "audit", "must be a mapping"),
        ({"audit": {"thresholds": 1}}, "audit.thresholds", "must be a mapping"),
        *[
            (
                {"audit": {"thresholds": {"check_in_cadence_days": value}}},
                "audit.thresholds.check_in_cadence_days",
                f"must be a whole number, 0 or more, not {value!r}",
            )
            for value in (-1, 1.5, "7", True, float("inf"), None)
        ],
    ],
)
def test_what_is_not_understood_is_named_by_its_path(settings, path, text):
    with pytest.raises(Invalid) as refusal:
        progress_settings(settings)
    assert refusal.value.path == ("settings", *path.split("."))
    assert text in refusal.value.message
