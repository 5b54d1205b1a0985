"""Every type of event there is: what it tells, of which kind of thing, and whether it is derived.

Whatever is recorded is one of these; `docs/events.md` says more of what each carries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ANY = "*"


class EventType(StrEnum):
    """`<noun>.<what happened>`; ever only added to."""

    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_UPDATED = "organization.updated"
    TEAM_CREATED = "team.created"
    TEAM_UPDATED = "team.updated"
    TEAM_ARCHIVED = "team.archived"
    TEAM_RESTORED = "team.restored"
    PERSON_CREATED = "person.created"
    PERSON_UPDATED = "person.updated"
    PERSON_ARCHIVED = "person.archived"
    PERSON_RESTORED = "person.restored"
    MEMBERSHIP_CREATED = "membership.created"
    MEMBERSHIP_UPDATED = "membership.updated"
    MEMBERSHIP_ARCHIVED = "membership.archived"
    MEMBERSHIP_RESTORED = "membership.restored"
    TOKEN_CREATED = "token.created"  # noqa: S105 - no secret
    TOKEN_UPDATED = "token.updated"  # noqa: S105 - no secret
    CYCLE_CREATED = "cycle.created"
    CYCLE_UPDATED = "cycle.updated"
    CYCLE_ARCHIVED = "cycle.archived"
    CYCLE_RESTORED = "cycle.restored"
    CYCLE_ACTIVATED = "cycle.activated"
    CYCLE_GRADING = "cycle.grading"
    CYCLE_CLOSED = "cycle.closed"
    CYCLE_REOPENED = "cycle.reopened"
    STRATEGY_ELEMENT_CREATED = "strategy_element.created"
    STRATEGY_ELEMENT_UPDATED = "strategy_element.updated"
    STRATEGY_ELEMENT_ARCHIVED = "strategy_element.archived"
    STRATEGY_ELEMENT_RESTORED = "strategy_element.restored"
    OBJECTIVE_CREATED = "objective.created"
    OBJECTIVE_UPDATED = "objective.updated"
    OBJECTIVE_ARCHIVED = "objective.archived"
    OBJECTIVE_RESTORED = "objective.restored"
    OBJECTIVE_ORPHANED = "objective.orphaned"
    OBJECTIVE_ADOPTED = "objective.adopted"
    KEY_RESULT_CREATED = "key_result.created"
    KEY_RESULT_UPDATED = "key_result.updated"
    KEY_RESULT_ARCHIVED = "key_result.archived"
    KEY_RESULT_RESTORED = "key_result.restored"
    INITIATIVE_CREATED = "initiative.created"
    INITIATIVE_UPDATED = "initiative.updated"
    INITIATIVE_ARCHIVED = "initiative.archived"
    INITIATIVE_RESTORED = "initiative.restored"
    KPI_CREATED = "kpi.created"
    KPI_UPDATED = "kpi.updated"
    KPI_ARCHIVED = "kpi.archived"
    KPI_RESTORED = "kpi.restored"
    KPI_READING_CREATED = "kpi_reading.created"
    CHECK_IN_RECORDED = "check_in.recorded"
    REVIEW_RECORDED = "review.recorded"
    ALIGNMENT_CREATED = "alignment.created"
    ALIGNMENT_UPDATED = "alignment.updated"
    ALIGNMENT_ARCHIVED = "alignment.archived"
    ALIGNMENT_RESTORED = "alignment.restored"
    ALIGNMENT_PROPOSED = "alignment.proposed"
    ALIGNMENT_ACCEPTED = "alignment.accepted"
    ALIGNMENT_DECLINED = "alignment.declined"
    ALIGNMENT_WITHDRAWN = "alignment.withdrawn"
    DEPENDENCY_CREATED = "dependency.created"
    DEPENDENCY_UPDATED = "dependency.updated"
    DEPENDENCY_ARCHIVED = "dependency.archived"
    DEPENDENCY_RESTORED = "dependency.restored"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_UPDATED = "webhook.updated"
    WEBHOOK_ARCHIVED = "webhook.archived"
    WEBHOOK_RESTORED = "webhook.restored"
    WEBHOOK_SECRET_ROTATED = "webhook.secret_rotated"  # noqa: S105 - no secret
    WEBHOOK_DISABLED = "webhook.disabled"
    WEBHOOK_TEST = "webhook.test"
    WEBHOOK_REDELIVERED = "webhook.redelivered"
    STATUS_CHANGED = "status.changed"
    LINE_OF_SIGHT_LOST = "line_of_sight.lost"
    LINE_OF_SIGHT_RESTORED = "line_of_sight.restored"
    FINDING_OPENED = "finding.opened"
    FINDING_RESOLVED = "finding.resolved"
    FINDING_WAIVED = "finding.waived"
    FINDING_UNWAIVED = "finding.unwaived"
    AUDIT_COMPLETED = "audit.completed"

    @property
    def noun(self) -> str:
        """What stands before the dot: types are subscribed to by it, too, as `objective.*`."""
        return self.value.partition(".")[0]


@dataclass(frozen=True, slots=True)
class EventKind:
    """What there is to say of a type.

    Attributes:
        subject_kinds: of what the event may be, by the names of the tables.
        is_derived: whether it follows from another, its cause, instead of being done by somebody.
    """

    type: EventType
    description: str
    subject_kinds: tuple[str, ...]
    is_derived: bool


_DONE = {
    "created": "{} was created; `changes` holds all its values.",
    "updated": "{} was changed; `changes` holds what differs.",
    "archived": "{} was archived.",
    "restored": "{} was restored from the archive.",
}
_NOUNS = {
    "organization": "The organization",
    "kpi": "A KPI",
    "kpi_reading": "A reading of a KPI",
    "strategy_element": "A strategy element",
    "objective": "An objective",
    "initiative": "An initiative",
    "alignment": "An alignment",
    "token": "An access token",
}

_SAID = {
    EventType.TOKEN_UPDATED: "An access token was revoked.",
    EventType.CYCLE_ACTIVATED: "A cycle began: it is ACTIVE.",
    EventType.CYCLE_GRADING: "A cycle came to be graded.",
    EventType.CYCLE_CLOSED: "A cycle was closed.",
    EventType.CYCLE_REOPENED: "A closed cycle was opened again, for the reason in `changes`.",
    EventType.CHECK_IN_RECORDED: "A check-in on a key result was recorded.",
    EventType.REVIEW_RECORDED: "A review of an objective or a cycle was recorded.",
    EventType.ALIGNMENT_CREATED: "An alignment was made that holds at once; an import's may be of"
    " any state.",
    EventType.ALIGNMENT_PROPOSED: "An alignment was proposed: somebody is to decide.",
    EventType.ALIGNMENT_ACCEPTED: "A proposed alignment was accepted.",
    EventType.ALIGNMENT_DECLINED: "A proposed alignment was declined.",
    EventType.ALIGNMENT_WITHDRAWN: "A proposed alignment was withdrawn by who had proposed it.",
    EventType.WEBHOOK_SECRET_ROTATED: "A webhook has another secret; the one before holds on for"
    " the overlap.",
    EventType.WEBHOOK_TEST: "Somebody tried a webhook; it is sent to that one alone.",
    EventType.WEBHOOK_REDELIVERED: "Somebody had events delivered to a webhook again; `details`"
    " counts them.",
    EventType.WEBHOOK_DISABLED: "A webhook was disabled, since its endpoint kept failing or said"
    " that it is gone.",
}

# What no other system tells: that one thing came of another, which `cause` names.
_DERIVED: Mapping[EventType, tuple[str, tuple[str, ...]]] = {
    EventType.STATUS_CHANGED: (
        "The status of an objective or key result is another.",
        ("objective", "key_result"),
    ),
    EventType.LINE_OF_SIGHT_LOST: (
        "Goals see less far than before; `details` counts them and names up to 1,000.",
        ("strategy_element", "objective", "key_result"),
    ),
    EventType.LINE_OF_SIGHT_RESTORED: (
        "Goals see farther than before; `details` counts them and names up to 1,000.",
        ("strategy_element", "objective", "key_result"),
    ),
    EventType.OBJECTIVE_ORPHANED: (
        "An objective is left with neither a line of sight nor a reason to stand alone.",
        ("objective",),
    ),
    EventType.OBJECTIVE_ADOPTED: ("An orphaned objective has a line of sight.", ("objective",)),
    EventType.FINDING_OPENED: ("The audit found something new.", ("finding",)),
    EventType.FINDING_RESOLVED: ("What the audit had found is mended.", ("finding",)),
    EventType.AUDIT_COMPLETED: ("An audit of the organization was stored.", ("audit_run",)),
}

_OF_FINDINGS = {
    EventType.FINDING_WAIVED: "Somebody said that a finding is to be left, for the reason and"
    " through the day in `changes`.",
    EventType.FINDING_UNWAIVED: "Somebody took the waiver of a finding back.",
}


def _kind(type: EventType) -> EventKind:
    if type in _DERIVED:
        description, subject_kinds = _DERIVED[type]
        return EventKind(type, description, subject_kinds, is_derived=True)
    if type in _OF_FINDINGS:
        return EventKind(type, _OF_FINDINGS[type], ("finding",), is_derived=False)
    _, _, happened = type.partition(".")
    noun = _NOUNS.get(type.noun) or f"A {type.noun.replace('_', ' ')}"
    description = _SAID.get(type) or _DONE[happened].format(noun)
    return EventKind(type, description, (type.noun,), is_derived=False)


CATALOGUE: Mapping[EventType, EventKind] = {one: _kind(one) for one in EventType}
NOUNS: tuple[str, ...] = tuple(dict.fromkeys(one.noun for one in EventType))
# Of what only admins are told: names of tokens, addresses of endpoints.
ADMINS_ALONE: tuple[str, ...] = ("token", "webhook")
# What may be subscribed to: each type, all of a noun, or everything.
SUBSCRIBABLE: frozenset[str] = frozenset({ANY, *(f"{noun}.{ANY}" for noun in NOUNS), *EventType})


def types_among(patterns: Iterable[str]) -> frozenset[EventType]:
    """The types that patterns like `objective.updated`, `objective.*` and `*` stand for.

    Raises:
        ValueError: there is nothing of that name; the message says so.
    """
    chosen: set[EventType] = set()
    for pattern in patterns:
        if pattern not in SUBSCRIBABLE:
            raise ValueError(f"{pattern} is not a type of event, nor all of a noun, as objective.*")
        chosen.update(one for one in EventType if pattern in (ANY, f"{one.noun}.{ANY}", one))
    return frozenset(chosen)
