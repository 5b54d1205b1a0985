"""Who may do what, in one place.

Goals are open to everyone in an organization, and every change has its author in the log. So there
are no walls between teams: a member writes the OKR content of any team, the company's own strategy
included. What shapes the organization itself (teams, people, cycles and their stages, settings),
what lets others in (tokens), what goes out (webhooks) and what writes in bulk (import) is an
admin's. Whoever has no admin's token may still see and revoke the tokens of their own person, and
a member withdraw what their own person has proposed.
"""

from enum import Enum

from service.actor import Actor, Role
from service.errors import Forbidden


class Action(Enum):
    """Whatever a client may ask for, and the least role that it takes.

    Attributes:
        api_name: the GraphQL field's, or the command's where there is no field.
        least: the role needed.
        least_own: the role needed for what belongs to the actor's own person.
    """

    NODE = "node", Role.VIEWER
    NODES = "nodes", Role.VIEWER
    VIEWER = "viewer", Role.VIEWER
    RATE_LIMIT = "rateLimit", Role.VIEWER
    ORGANIZATION = "organization", Role.VIEWER
    STRATEGY_ELEMENT = "strategyElement", Role.VIEWER
    STRATEGY_ELEMENTS = "strategyElements", Role.VIEWER
    TEAM = "team", Role.VIEWER
    TEAMS = "teams", Role.VIEWER
    PERSON = "person", Role.VIEWER
    PEOPLE = "people", Role.VIEWER
    CYCLE = "cycle", Role.VIEWER
    CYCLES = "cycles", Role.VIEWER
    OBJECTIVE = "objective", Role.VIEWER
    OBJECTIVES = "objectives", Role.VIEWER
    KEY_RESULT = "keyResult", Role.VIEWER
    KEY_RESULTS = "keyResults", Role.VIEWER
    DUE_CHECK_INS = "dueCheckIns", Role.VIEWER
    INBOX = "inbox", Role.VIEWER
    CHECK_IN = "checkIn", Role.VIEWER
    CHECK_INS = "checkIns", Role.VIEWER
    INITIATIVE = "initiative", Role.VIEWER
    INITIATIVES = "initiatives", Role.VIEWER
    KPI = "kpi", Role.VIEWER
    KPIS = "kpis", Role.VIEWER
    ALIGNMENT = "alignment", Role.VIEWER
    ALIGNMENTS = "alignments", Role.VIEWER
    DEPENDENCY = "dependency", Role.VIEWER
    DEPENDENCIES = "dependencies", Role.VIEWER
    REVIEW = "review", Role.VIEWER
    REVIEWS = "reviews", Role.VIEWER
    EVENT = "event", Role.VIEWER
    EVENTS = "events", Role.VIEWER
    SEARCH = "search", Role.VIEWER
    LINE_OF_SIGHT = "lineOfSight", Role.VIEWER
    ALIGNMENT_GRAPH = "alignmentGraph", Role.VIEWER
    ALIGNMENT_AUDIT = "alignmentAudit", Role.VIEWER
    AUDIT_RULES = "auditRules", Role.VIEWER
    AUDIT_RUNS = "auditRuns", Role.VIEWER
    AUDIT_TREND = "auditTrend", Role.VIEWER
    FINDINGS = "findings", Role.VIEWER
    BOTTLENECKS = "bottlenecks", Role.VIEWER
    IMPACT = "impact", Role.VIEWER
    OBJECTIVE_CHANGED = "objectiveChanged", Role.VIEWER
    ALIGNMENT_AUDIT_CHANGED = "alignmentAuditChanged", Role.VIEWER
    EXPORT = "export", Role.VIEWER

    STRATEGY_ELEMENT_CREATE = "strategyElementCreate", Role.MEMBER
    STRATEGY_ELEMENT_UPDATE = "strategyElementUpdate", Role.MEMBER
    STRATEGY_ELEMENT_ARCHIVE = "strategyElementArchive", Role.MEMBER
    STRATEGY_ELEMENT_RESTORE = "strategyElementRestore", Role.MEMBER
    OBJECTIVE_CREATE = "objectiveCreate", Role.MEMBER
    OBJECTIVE_BULK_CREATE = "objectiveBulkCreate", Role.MEMBER
    OBJECTIVE_UPDATE = "objectiveUpdate", Role.MEMBER
    OBJECTIVE_BULK_UPDATE = "objectiveBulkUpdate", Role.MEMBER
    OBJECTIVE_ARCHIVE = "objectiveArchive", Role.MEMBER
    OBJECTIVE_BULK_ARCHIVE = "objectiveBulkArchive", Role.MEMBER
    OBJECTIVE_RESTORE = "objectiveRestore", Role.MEMBER
    OBJECTIVE_BULK_RESTORE = "objectiveBulkRestore", Role.MEMBER
    OBJECTIVE_SCORE = "objectiveScore", Role.MEMBER
    KEY_RESULT_CREATE = "keyResultCreate", Role.MEMBER
    KEY_RESULT_BULK_CREATE = "keyResultBulkCreate", Role.MEMBER
    KEY_RESULT_UPDATE = "keyResultUpdate", Role.MEMBER
    KEY_RESULT_BULK_UPDATE = "keyResultBulkUpdate", Role.MEMBER
    KEY_RESULT_MOVE = "keyResultMove", Role.MEMBER
    KEY_RESULT_REORDER = "keyResultReorder", Role.MEMBER
    KEY_RESULT_ARCHIVE = "keyResultArchive", Role.MEMBER
    KEY_RESULT_BULK_ARCHIVE = "keyResultBulkArchive", Role.MEMBER
    KEY_RESULT_RESTORE = "keyResultRestore", Role.MEMBER
    KEY_RESULT_BULK_RESTORE = "keyResultBulkRestore", Role.MEMBER
    MILESTONE_UPDATE = "milestoneUpdate", Role.MEMBER
    CHECK_IN_CREATE = "checkInCreate", Role.MEMBER
    CHECK_IN_BULK_CREATE = "checkInBulkCreate", Role.MEMBER
    INITIATIVE_CREATE = "initiativeCreate", Role.MEMBER
    INITIATIVE_UPDATE = "initiativeUpdate", Role.MEMBER
    INITIATIVE_ARCHIVE = "initiativeArchive", Role.MEMBER
    INITIATIVE_RESTORE = "initiativeRestore", Role.MEMBER
    KPI_CREATE = "kpiCreate", Role.MEMBER
    KPI_UPDATE = "kpiUpdate", Role.MEMBER
    KPI_ARCHIVE = "kpiArchive", Role.MEMBER
    KPI_RESTORE = "kpiRestore", Role.MEMBER
    KPI_READING_CREATE = "kpiReadingCreate", Role.MEMBER
    KPI_READING_BULK_CREATE = "kpiReadingBulkCreate", Role.MEMBER
    ALIGNMENT_CREATE = "alignmentCreate", Role.MEMBER
    ALIGNMENT_BULK_CREATE = "alignmentBulkCreate", Role.MEMBER
    ALIGNMENT_UPDATE = "alignmentUpdate", Role.MEMBER
    ALIGNMENT_ARCHIVE = "alignmentArchive", Role.MEMBER
    ALIGNMENT_RESTORE = "alignmentRestore", Role.MEMBER
    ALIGNMENT_PROPOSE = "alignmentPropose", Role.MEMBER
    ALIGNMENT_ACCEPT = "alignmentAccept", Role.MEMBER
    ALIGNMENT_DECLINE = "alignmentDecline", Role.MEMBER
    ALIGNMENT_BULK_ACCEPT = "alignmentBulkAccept", Role.MEMBER
    ALIGNMENT_BULK_DECLINE = "alignmentBulkDecline", Role.MEMBER
    ALIGNMENT_WITHDRAW = "alignmentWithdraw", Role.ADMIN, Role.MEMBER
    DEPENDENCY_CREATE = "dependencyCreate", Role.MEMBER
    DEPENDENCY_UPDATE = "dependencyUpdate", Role.MEMBER
    DEPENDENCY_ARCHIVE = "dependencyArchive", Role.MEMBER
    DEPENDENCY_RESTORE = "dependencyRestore", Role.MEMBER
    REVIEW_CREATE = "reviewCreate", Role.MEMBER
    FINDING_WAIVE = "findingWaive", Role.MEMBER
    FINDING_UNWAIVE = "findingUnwaive", Role.MEMBER
    ALIGNMENT_AUDIT_RUN = "alignmentAuditRun", Role.MEMBER

    ORGANIZATION_UPDATE = "organizationUpdate", Role.ADMIN
    TEAM_CREATE = "teamCreate", Role.ADMIN
    TEAM_BULK_CREATE = "teamBulkCreate", Role.ADMIN
    TEAM_UPDATE = "teamUpdate", Role.ADMIN
    TEAM_ARCHIVE = "teamArchive", Role.ADMIN
    TEAM_RESTORE = "teamRestore", Role.ADMIN
    PERSON_CREATE = "personCreate", Role.ADMIN
    PERSON_BULK_CREATE = "personBulkCreate", Role.ADMIN
    PERSON_UPDATE = "personUpdate", Role.ADMIN
    PERSON_ARCHIVE = "personArchive", Role.ADMIN
    PERSON_RESTORE = "personRestore", Role.ADMIN
    MEMBERSHIP_CREATE = "membershipCreate", Role.ADMIN
    MEMBERSHIP_UPDATE = "membershipUpdate", Role.ADMIN
    MEMBERSHIP_ARCHIVE = "membershipArchive", Role.ADMIN
    CYCLE_CREATE = "cycleCreate", Role.ADMIN
    CYCLE_UPDATE = "cycleUpdate", Role.ADMIN
    CYCLE_ARCHIVE = "cycleArchive", Role.ADMIN
    CYCLE_RESTORE = "cycleRestore", Role.ADMIN
    CYCLE_ACTIVATE = "cycleActivate", Role.ADMIN
    CYCLE_GRADE = "cycleGrade", Role.ADMIN
    CYCLE_CLOSE = "cycleClose", Role.ADMIN
    CYCLE_REOPEN = "cycleReopen", Role.ADMIN
    CYCLE_CLONE = "cycleClone", Role.ADMIN
    IMPORT = "import", Role.ADMIN
    TOKENS = "tokens", Role.ADMIN, Role.VIEWER
    TOKEN_CREATE = "tokenCreate", Role.ADMIN
    TOKEN_REVOKE = "tokenRevoke", Role.ADMIN, Role.VIEWER
    WEBHOOK = "webhook", Role.ADMIN
    WEBHOOKS = "webhooks", Role.ADMIN
    WEBHOOK_CREATE = "webhookCreate", Role.ADMIN
    WEBHOOK_UPDATE = "webhookUpdate", Role.ADMIN
    WEBHOOK_ARCHIVE = "webhookArchive", Role.ADMIN
    WEBHOOK_RESTORE = "webhookRestore", Role.ADMIN
    WEBHOOK_TEST = "webhookTest", Role.ADMIN
    WEBHOOK_ROTATE_SECRET = "webhookRotateSecret", Role.ADMIN
    WEBHOOK_REDELIVER = "webhookRedeliver", Role.ADMIN

    def __init__(self, api_name: str, least: Role, least_own: Role | None = None) -> None:
        self.api_name = api_name
        self.least = least
        self.least_own = least_own or least


def may(actor: Actor, action: Action, *, own: bool = False) -> bool:
    """Whether the actor's role suffices; `own`: it is about what belongs to their own person."""
    least = action.least_own if own else action.least
    return actor.role.rank >= least.rank


def allow(actor: Actor, action: Action, *, own: bool = False) -> None:
    """Let pass who may do this; `own` as with `may`.

    Raises:
        Forbidden: the actor's role is below what it takes.
    """
    if not may(actor, action, own=own):
        least = action.least_own if own else action.least
        raise Forbidden(
            f"{action.api_name} needs the role {least.value}, this token has {actor.role.value}"
        )
