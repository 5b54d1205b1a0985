"""What the enums of objectives and key results mean."""

from schema.enums.describing import described
from service.objectives.rules import CloseOutcome, Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import Commitment, MetricType, ProgressDriver, ReportedStatus

described(
    Level,
    "How high in the cascade an objective stands.",
    {
        "COMPANY": "Of the whole company: lines of sight go up to these at least.",
        "DEPARTMENT": "Of a department or division.",
        "TEAM": "Of one team.",
        "INDIVIDUAL": "Of one person.",
    },
)
described(
    Lifecycle,
    "The stages of an objective.",
    {
        "DRAFT": "Not agreed yet.",
        "ACTIVE": "Being worked on.",
        "CLOSED": "Over, with an outcome.",
        "CANCELLED": "Given up: it carries no line of sight.",
    },
)
described(
    Commitment,
    "What success of an objective means.",
    {
        "COMMITTED": "It is expected to be reached in full.",
        "ASPIRATIONAL": "A stretch: 0.6 to 0.7 is success.",
        "LEARNING": "It succeeds when its learning is written down.",
    },
)
described(
    ProgressDriver,
    "What moves an objective's progress.",
    {
        "KEY_RESULTS": "Its own key results.",
        "ALIGNED_CHILDREN": "The objectives that contribute to it.",
        "BOTH": "Its key results and the objectives that contribute to it.",
    },
)
described(
    CloseOutcome,
    "How an objective ended.",
    {
        "ACHIEVED": "Reached.",
        "PARTIAL": "Reached in part.",
        "MISSED": "Not reached.",
        "CARRIED_OVER": "Taken along into a later cycle.",
        "ABANDONED": "Given up.",
    },
)
described(
    MetricType,
    "How a key result's number is meant to move.",
    {
        "INCREASE": "Up from the start to the target.",
        "DECREASE": "Down from the start to the target.",
        "MAINTAIN_ABOVE": "Stay at or above the lower bound.",
        "MAINTAIN_BELOW": "Stay at or below the upper bound.",
        "MAINTAIN_RANGE": "Stay between the two bounds.",
        "MILESTONE": "Weighted stages, done one by one.",
        "BINARY": "Done or not.",
        "BASELINE": "Find out what the number is.",
    },
)
described(
    UnitKind,
    "What a key result's number counts.",
    {
        "NUMBER": "Things.",
        "PERCENT": "Hundredths of a whole.",
        "CURRENCY": "Money.",
        "DURATION": "Time.",
        "RATIO": "One number by another.",
        "CUSTOM": "Something else: see the unit.",
    },
)
described(
    Indicator,
    "Whether a number foretells a result or confirms it.",
    {
        "LEADING": "It foretells.",
        "LAGGING": "It confirms.",
        "UNSPECIFIED": "Nobody has said.",
    },
)
described(
    Measures,
    "What a key result measures.",
    {
        "INPUT": "What is put in.",
        "OUTPUT": "What is made.",
        "OUTCOME": "What changes because of it.",
        "UNSPECIFIED": "Nobody has said.",
    },
)
described(
    ReportedStatus,
    "How its owner sees a key result.",
    {
        "ON_TRACK": "It will be reached.",
        "AT_RISK": "It may be missed.",
        "OFF_TRACK": "It will be missed unless something changes.",
    },
)
