"""How goals are measured: the words that the arithmetic of this slice decides by."""

from enum import StrEnum


class MetricType(StrEnum):
    """How a key result's number is meant to move."""

    INCREASE = "INCREASE"
    DECREASE = "DECREASE"
    MAINTAIN_ABOVE = "MAINTAIN_ABOVE"
    MAINTAIN_BELOW = "MAINTAIN_BELOW"
    MAINTAIN_RANGE = "MAINTAIN_RANGE"
    MILESTONE = "MILESTONE"
    BINARY = "BINARY"
    BASELINE = "BASELINE"


class KeyResultSource(StrEnum):
    """Where a key result's progress comes from."""

    CHECK_INS = "CHECK_INS"
    KPI = "KPI"
    ALIGNED_CHILDREN = "ALIGNED_CHILDREN"


class ProgressDriver(StrEnum):
    """What moves an objective's progress."""

    KEY_RESULTS = "KEY_RESULTS"
    ALIGNED_CHILDREN = "ALIGNED_CHILDREN"
    BOTH = "BOTH"


class Commitment(StrEnum):
    """What success of an objective means."""

    COMMITTED = "COMMITTED"
    ASPIRATIONAL = "ASPIRATIONAL"
    LEARNING = "LEARNING"


class ReportedStatus(StrEnum):
    """How its owner sees a key result."""

    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OFF_TRACK = "OFF_TRACK"


class Status(StrEnum):
    """How a goal stands: derived from its numbers and the day, or worse where its owner says so."""

    NO_DATA = "NO_DATA"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OFF_TRACK = "OFF_TRACK"
    ACHIEVED = "ACHIEVED"
    MISSED = "MISSED"


class NoProgress(StrEnum):
    """Why an objective has no progress."""

    NO_DRIVERS = "NO_DRIVERS"
    NO_DATA = "NO_DATA"
    ZERO_WEIGHT = "ZERO_WEIGHT"
    CYCLE = "CYCLE"
