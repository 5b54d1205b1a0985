"""How a progress is worked out, as the API tells it."""

from enum import StrEnum

from schema.enums.describing import described


class ProgressFormula(StrEnum):
    """How a progress was worked out, or why there is none."""

    START_TO_TARGET = "START_TO_TARGET"
    WITHIN_BOUNDS = "WITHIN_BOUNDS"
    STAGES_DONE = "STAGES_DONE"
    SHARE_DONE = "SHARE_DONE"
    DONE_OR_NOT = "DONE_OR_NOT"
    BASELINE_SET = "BASELINE_SET"
    WEIGHTED_MEAN = "WEIGHTED_MEAN"
    NO_VALUE = "NO_VALUE"
    NO_START_OR_TARGET = "NO_START_OR_TARGET"
    NO_WAY_TO_GO = "NO_WAY_TO_GO"
    NO_BOUNDS = "NO_BOUNDS"
    NO_STAGES = "NO_STAGES"
    NO_STAGE_WEIGHS = "NO_STAGE_WEIGHS"
    NO_DRIVERS = "NO_DRIVERS"
    NO_DATA = "NO_DATA"
    ZERO_WEIGHT = "ZERO_WEIGHT"
    CYCLE = "CYCLE"


described(
    ProgressFormula,
    "How a progress was worked out, or why there is none.",
    {
        "START_TO_TARGET": "(current - start) / (target - start), upward and downward alike.",
        "WITHIN_BOUNDS": "1 within the bounds, inclusive, else 0.",
        "STAGES_DONE": "Weight of the stages that are done / weight of all.",
        "SHARE_DONE": "The value itself, a share from 0 to 1, where no stages are recorded.",
        "DONE_OR_NOT": "1 from the target on, which is 1 where none above 0 is set; else 0.",
        "BASELINE_SET": "1 once there is a value.",
        "WEIGHTED_MEAN": "Sum of weight * progress / sum of weight, of the drivers with data.",
        "NO_VALUE": "None: there is no value.",
        "NO_START_OR_TARGET": "None: start or target is missing.",
        "NO_WAY_TO_GO": "None: start and target are the same.",
        "NO_BOUNDS": "None: there is nothing to keep within.",
        "NO_STAGES": "None: there are no stages, and the value is no share from 0 to 1.",
        "NO_STAGE_WEIGHS": "None: all stages weigh nothing.",
        "NO_DRIVERS": "None: nothing moves it.",
        "NO_DATA": "None: nothing that moves it has data.",
        "ZERO_WEIGHT": "None: what moves it and has data weighs nothing.",
        "CYCLE": "None: it is on a circle of goals that move each other.",
    },
)
