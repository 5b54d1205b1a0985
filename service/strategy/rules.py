from collections.abc import Mapping
from enum import StrEnum

from service.writing.checks import Check, Path, label, required, text, title


class StrategyKind(StrEnum):
    """What part of the company strategy an element states."""

    PURPOSE = "PURPOSE"
    MISSION = "MISSION"
    VISION = "VISION"
    VALUE = "VALUE"
    PILLAR = "PILLAR"


def _kind(value: object, _: Path) -> None:
    """Its column has another name than callers know it by."""
    required(value, ["kind"])


ELEMENT_CHECKS: Mapping[str, Check] = {
    "title": title,
    "element_kind": _kind,
    "description": text,
    "horizon": label,
}
