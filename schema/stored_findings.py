"""Findings on record: lists of them, and accepting them for a while."""

from enum import StrEnum

import strawberry

from schema.comparators import (
    Comparators,
    DateTimeComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.finding_nouns import FINDING, LATEST_OPENED_FIRST
from schema.findings import Finding
from schema.listings import listing
from schema.nouns import NOUN_BY_TYPE
from service.audit.findings import FindingState, Severity

_SUBJECTS = tuple(NOUN_BY_TYPE)


@filter_input("Which findings a list holds: every field given must hold.")
class FindingFilter:
    fingerprint: strawberry.Maybe[TextComparators] = filtered("By fingerprint.")
    rule: strawberry.Maybe[TextComparators] = filtered("By rule: `ALN007`.")
    severity: strawberry.Maybe[Comparators[Severity]] = filtered("By severity.")
    state: strawberry.Maybe[Comparators[FindingState]] = filtered("By state.")
    subject: strawberry.Maybe[IdComparators] = filtered("By what they are about.", types=_SUBJECTS)
    first_seen_at: strawberry.Maybe[DateTimeComparators] = filtered(
        "By when they were first stored."
    )
    opened_at: strawberry.Maybe[DateTimeComparators] = filtered(
        "By since when they stand, this time."
    )
    resolved_at: strawberry.Maybe[DateTimeComparators] = filtered(
        "By since when they are found no more."
    )


class FindingOrderField(StrEnum):
    """What findings are ordered by."""

    ID = "id"
    OPENED_AT = "opened_at"
    FIRST_SEEN_AT = "first_seen_at"
    RESOLVED_AT = "resolved_at"
    RULE = "rule"
    SEVERITY = "worst"


described(
    FindingOrderField,
    "What findings are ordered by.",
    {
        "ID": "The id: no order that means anything, but always the same.",
        "OPENED_AT": "Since when they stand, this time.",
        "FIRST_SEEN_AT": "When they were first stored.",
        "RESOLVED_AT": "Since when they are found no more.",
        "RULE": "The rule's id.",
        "SEVERITY": "The severity, errors first.",
    },
)


@strawberry.input(description="One field to order findings by.")
class FindingOrder(Order[FindingOrderField]):
    pass


@strawberry.type
class FindingQueries:
    findings = listing(
        Finding,
        FINDING,
        "The findings on record, resolved ones, too, the latest first. They are stored at midnight,"
        " on request, and as far as rules look at what is around a change, within seconds of it;"
        " `alignmentAudit` is of this moment.",
        LATEST_OPENED_FIRST,
    )
