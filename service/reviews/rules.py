from enum import StrEnum


class ReviewKind(StrEnum):
    """What a review looks back on."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    CLOSING = "CLOSING"
