from enum import StrEnum


class Level(StrEnum):
    """How high in the cascade an objective stands, highest first."""

    COMPANY = "COMPANY"
    DEPARTMENT = "DEPARTMENT"
    TEAM = "TEAM"
    INDIVIDUAL = "INDIVIDUAL"


class Lifecycle(StrEnum):
    """The stages of an objective."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class Commitment(StrEnum):
    """What success of an objective means."""

    COMMITTED = "COMMITTED"
    ASPIRATIONAL = "ASPIRATIONAL"
    LEARNING = "LEARNING"


class ProgressDriver(StrEnum):
    """What moves an objective's progress."""

    KEY_RESULTS = "KEY_RESULTS"
    ALIGNED_CHILDREN = "ALIGNED_CHILDREN"
    BOTH = "BOTH"


class CloseOutcome(StrEnum):
    """How an objective ended."""

    ACHIEVED = "ACHIEVED"
    PARTIAL = "PARTIAL"
    MISSED = "MISSED"
    CARRIED_OVER = "CARRIED_OVER"
    ABANDONED = "ABANDONED"


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


class UnitKind(StrEnum):
    """What a key result's number counts."""

    NUMBER = "NUMBER"
    PERCENT = "PERCENT"
    CURRENCY = "CURRENCY"
    DURATION = "DURATION"
    RATIO = "RATIO"
    CUSTOM = "CUSTOM"


class Indicator(StrEnum):
    """Whether a number foretells a result or confirms it."""

    LEADING = "LEADING"
    LAGGING = "LAGGING"
    UNSPECIFIED = "UNSPECIFIED"


class Measures(StrEnum):
    """What a key result measures."""

    INPUT = "INPUT"
    OUTPUT = "OUTPUT"
    OUTCOME = "OUTCOME"
    UNSPECIFIED = "UNSPECIFIED"


class ReportedStatus(StrEnum):
    """How its owner sees a key result."""

    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OFF_TRACK = "OFF_TRACK"
