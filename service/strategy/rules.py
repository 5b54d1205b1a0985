from collections.abc import Mapping
from enum import StrEnum

from service.writing.checks import Check, external_id, label, required, text, title


class StrategyKind(StrEnum):
    """What part of the company strategy an element states."""

    PURPOSE = "PURPOSE"
    MISSION = "MISSION"
    VISION = "VISION"
    VALUE = "VALUE"
    PILLAR = "PILLAR"


ELEMENT_CHECKS: Mapping[str, Check] = {
    "external_id": external_id,
    "title": title,
    "element_kind": required,
    "description": text,
    "horizon": label,
}
