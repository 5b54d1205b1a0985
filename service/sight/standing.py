"""How far the line of sight of a node goes, as a number to compare."""

from enum import IntEnum

from service.alignment.rules import Reach


class Standing(IntEnum):
    """What is stored of a node; a higher one sees farther."""

    AWAY = 0  # archived, cancelled, or nothing that has one
    NONE = 1
    PARTIAL = 2
    FULL = 3


STANDING_BY_REACH = {
    Reach.NONE: Standing.NONE,
    Reach.PARTIAL: Standing.PARTIAL,
    Reach.FULL: Standing.FULL,
}
