"""What the enums of computed numbers mean."""

from schema.enums.describing import described
from service.progress.rules import KeyResultSource, NoProgress, Status
from service.progress.status import StatusRule

described(
    KeyResultSource,
    "Where a key result's progress comes from.",
    {
        "CHECK_INS": "What people check in.",
        "KPI": "The latest reading of the KPI that it moves.",
        "ALIGNED_CHILDREN": "The progress of what contributes to it.",
    },
)
described(
    Status,
    "How a goal stands.",
    {
        "NO_DATA": "Nothing to tell it by.",
        "ON_TRACK": "About as far as it should be by now, or further.",
        "AT_RISK": "Behind what is expected by now.",
        "OFF_TRACK": "Far behind what is expected by now.",
        "ACHIEVED": "All the way; what is kept within bounds, only when its time is over.",
        "MISSED": "Not all the way when its time was over.",
    },
)
described(
    StatusRule,
    "What a status comes from: the first of these that holds, then what was reported.",
    {
        "NO_VALUE": "There is no progress to go by.",
        "TARGET_REACHED": "It has come all the way.",
        "HELD_TO_THE_END": "It was within its bounds when its time was over.",
        "PAST_DUE": "Its time is over, and it has not come all the way.",
        "NO_EXPECTATION": "Nothing can be expected by now: it has no day to be due.",
        "WITHIN_GAP": "It is behind by no more than what is on track.",
        "BEHIND": "It is behind by more than that.",
        "FAR_BEHIND": "It is behind by more than what is at risk.",
        "REPORTED": "Its owner's word, as its numbers tell nothing.",
        "REPORTED_WORSE": "Its owner's word, which is worse than its numbers.",
    },
)
described(
    NoProgress,
    "Why an objective has no progress.",
    {
        "NO_DRIVERS": "Nothing moves it: no key results, and no objectives that contribute.",
        "NO_DATA": "None of what moves it has progress.",
        "ZERO_WEIGHT": "What moves it and has progress weighs nothing.",
        "CYCLE": "It supports itself, by a circle of alignments.",
    },
)
