"""What the enums of teams, cycles, strategy and work mean."""

from schema.enums.describing import described
from service.actor import Role
from service.cycles.rules import Cadence, CycleState
from service.dependencies.rules import DependencyKind, DependencyState
from service.initiatives.rules import InitiativeStatus
from service.strategy.rules import StrategyKind
from service.teams.rules import TeamKind, TeamRole

described(
    Role,
    "What a token may do; each role may do all that the one before it may.",
    {
        "VIEWER": "Reads.",
        "MEMBER": "Writes OKRs: objectives, key results, alignments, check-ins.",
        "ADMIN": "Also structure, settings, tokens, webhooks and imports.",
    },
)
described(
    StrategyKind,
    "What part of the company strategy an element states.",
    {
        "PURPOSE": "Why the company exists.",
        "MISSION": "What it sets out to do.",
        "VISION": "What the world looks like when it has.",
        "VALUE": "What it holds to on the way.",
        "PILLAR": "One direction of the strategy: objectives should lead up to every one.",
    },
)
described(
    TeamKind,
    "Where a team stands in the organization.",
    {
        "COMPANY": "The whole company.",
        "DIVISION": "A large part of it.",
        "DEPARTMENT": "A part with a function of its own.",
        "TEAM": "People who work together.",
    },
)
described(
    TeamRole,
    "What a person is in a team.",
    {"LEAD": "They lead it.", "MEMBER": "They work in it."},
)
described(
    Cadence,
    "How long a cycle of this kind lasts.",
    {
        "ANNUAL": "A year.",
        "SEMIANNUAL": "Half a year.",
        "QUARTERLY": "A quarter.",
        "MONTHLY": "A month.",
        "CUSTOM": "Another span.",
    },
)
described(
    CycleState,
    "The stages of a cycle, in order.",
    {
        "PLANNING": "Objectives are being agreed.",
        "ACTIVE": "They are being worked on.",
        "GRADING": "They are being scored.",
        "CLOSED": "Over: its objectives cannot be changed.",
    },
)
described(
    InitiativeStatus,
    "The stages of a project or task.",
    {
        "PROPOSED": "Suggested.",
        "PLANNED": "Decided, not begun.",
        "IN_PROGRESS": "Being done.",
        "BLOCKED": "Waiting for something.",
        "DONE": "Finished.",
        "DROPPED": "Given up: it is no part of the alignment graph.",
    },
)
described(
    DependencyKind,
    "What one goal is to another that it depends on, or holds up.",
    {
        "BLOCKS": "The other cannot go on before this is done.",
        "NEEDS": "This cannot be done without the other.",
        "RELATES": "They touch the same thing.",
        "CONFLICTS": "One works against the other.",
    },
)
described(
    DependencyState,
    "Where the request to the other team stands.",
    {
        "REQUESTED": "Asked, not answered.",
        "CONFIRMED": "Promised.",
        "DECLINED": "Refused.",
        "AT_RISK": "Promised, but in doubt.",
        "RESOLVED": "Delivered.",
    },
)
