"""Every table, in one place for whoever needs them all: migrations, tests of the catalogue."""

from service.alignment.models import Alignment
from service.check_ins.models import CheckIn
from service.cycles.models import Cycle, PlanningStep
from service.dependencies.models import Dependency
from service.events.models import Event, EventChain, LogCursor
from service.findings.models import AuditClock, AuditRun, Finding, Waiver
from service.idempotency.models import IdempotencyKey
from service.identity.models import Organization, Person, Token
from service.initiatives.models import Initiative, InitiativeTarget
from service.kpis.models import Kpi, KpiReading
from service.nodes.models import Node
from service.numbers.models import ProgressClock, RollUpRequest
from service.objectives.models import Checkpoint, KeyResult, Milestone, Objective
from service.reviews.models import Review
from service.sight.models import Sight, SightClock
from service.strategy.models import StrategyElement
from service.tables import metadata
from service.teams.models import Membership, Team
from service.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookSecret

__all__ = [
    "Alignment",
    "AuditClock",
    "AuditRun",
    "CheckIn",
    "Checkpoint",
    "Cycle",
    "Dependency",
    "Event",
    "EventChain",
    "Finding",
    "IdempotencyKey",
    "Initiative",
    "InitiativeTarget",
    "KeyResult",
    "Kpi",
    "KpiReading",
    "LogCursor",
    "Membership",
    "Milestone",
    "Node",
    "Objective",
    "Organization",
    "Person",
    "PlanningStep",
    "ProgressClock",
    "Review",
    "RollUpRequest",
    "Sight",
    "SightClock",
    "StrategyElement",
    "Team",
    "Token",
    "Waiver",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookSecret",
    "metadata",
]
