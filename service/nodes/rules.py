from enum import StrEnum


class NodeKind(StrEnum):
    """What a node of the alignment graph is."""

    STRATEGY_ELEMENT = "STRATEGY_ELEMENT"
    OBJECTIVE = "OBJECTIVE"
    KEY_RESULT = "KEY_RESULT"
    INITIATIVE = "INITIATIVE"
