"""What the enums of the alignment graph and its audit mean."""

from schema.enums.describing import described
from service.alignment.impact import NoShare
from service.alignment.rules import (
    AlignmentClass,
    AlignmentKind,
    AlignmentState,
    BreakReason,
    Reach,
)
from service.audit.findings import FindingState, Severity

described(
    AlignmentKind,
    "Whether an alignment moves its parent's progress.",
    {
        "CONTRIBUTES": "It moves the parent's progress, and gives line of sight.",
        "SUPPORTS": "It gives line of sight only.",
    },
)
described(
    AlignmentState,
    "Where the proposal of an alignment stands; only accepted ones are in the alignment graph.",
    {
        "PROPOSED": "Waiting for the parent's owner.",
        "ACCEPTED": "In force.",
        "DECLINED": "Refused by the parent's owner.",
        "WITHDRAWN": "Taken back by who proposed it.",
    },
)
described(
    Reach,
    "How far up a node's line of sight goes.",
    {
        "FULL": "To an element of the strategy.",
        "PARTIAL": "To a company objective, but not to the strategy.",
        "NONE": "Neither: whoever works on it cannot see what it is for.",
    },
    name="LineOfSightReach",
)
described(
    NoShare,
    "Why a node has no progress that could be moved.",
    {"IN_CYCLE": "It lies on a cycle of the alignment graph, along which nothing adds up."},
    name="NoShareReason",
)
described(
    AlignmentClass,
    "A node's standing in the alignment graph.",
    {
        "EXEMPT": "On purpose without a parent: it, or its objective, gives a reason.",
        "UNALIGNED": "It reaches nothing and nothing is linked to it but its own key results.",
        "MISALIGNED": "It has links, but they lead nowhere.",
        "UNANCHORED": "A company objective under no strategy, where strategy is recorded.",
        "ALIGNED": "It reaches the strategy, or a company objective.",
    },
)
described(
    BreakReason,
    "Why a line of sight goes no further up from a node.",
    {
        "NO_PARENT": "It has no parent at all.",
        "PROPOSED_ONLY": "Its parents are only proposed.",
        "DECLINED_ONLY": "Its parents declined.",
        "PARENT_CANCELLED": "Its parent is cancelled.",
        "PARENT_ARCHIVED": "Its parent is archived.",
        "IN_CYCLE": "It goes around in a circle.",
    },
    name="LineOfSightBreakReason",
)
described(
    Severity,
    "How much a finding matters, the most first.",
    {
        "ERROR": "The alignment is broken here.",
        "WARNING": "Somebody should look at it.",
        "INFO": "Good to know.",
    },
    name="FindingSeverity",
)
described(
    FindingState,
    "Whether a finding stands, is accepted for a while, or is gone.",
    {
        "OPEN": "It stands.",
        "WAIVED": "Somebody accepted it, with a reason, until a day.",
        "RESOLVED": "It is gone.",
    },
)
