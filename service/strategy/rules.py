from enum import StrEnum


class StrategyKind(StrEnum):
    """What part of the company strategy an element states."""

    PURPOSE = "PURPOSE"
    MISSION = "MISSION"
    VISION = "VISION"
    VALUE = "VALUE"
    PILLAR = "PILLAR"
