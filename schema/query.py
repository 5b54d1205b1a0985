"""Everything that can be asked."""

import strawberry

from schema.alignment_graph import AlignmentGraphQueries
from schema.alignments import AlignmentQueries
from schema.any_node import NodeQueries
from schema.audit import AuditQueries
from schema.audit_rules import AuditRuleQueries
from schema.audit_runs import AuditRunQueries
from schema.bottlenecks import BottleneckQueries
from schema.check_ins import CheckInQueries
from schema.cycles import CycleQueries
from schema.dependencies import DependencyQueries
from schema.events import EventQueries
from schema.impact import ImpactQueries
from schema.inbox import InboxQueries
from schema.initiatives import InitiativeQueries
from schema.kpis import KpiQueries
from schema.objectives.queries import ObjectiveQueries
from schema.organization import OrganizationQueries
from schema.people import PersonQueries
from schema.rate_limit import RateLimitQueries
from schema.reviews import ReviewQueries
from schema.search import SearchQueries
from schema.stored_findings import FindingQueries
from schema.strategy import StrategyElementQueries
from schema.teams import TeamQueries
from schema.tokens import TokenQueries
from schema.webhooks.endpoints import WebhookQueries


@strawberry.type(description="Everything that can be asked.")
class Query(
    OrganizationQueries,
    RateLimitQueries,
    NodeQueries,
    AuditQueries,
    AuditRuleQueries,
    AuditRunQueries,
    FindingQueries,
    AlignmentGraphQueries,
    BottleneckQueries,
    ImpactQueries,
    StrategyElementQueries,
    ObjectiveQueries,
    InitiativeQueries,
    AlignmentQueries,
    DependencyQueries,
    InboxQueries,
    CheckInQueries,
    KpiQueries,
    CycleQueries,
    ReviewQueries,
    EventQueries,
    TeamQueries,
    PersonQueries,
    TokenQueries,
    WebhookQueries,
    SearchQueries,
):
    pass
