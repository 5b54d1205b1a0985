"""The one schema of the process, and its printed form."""

from collections.abc import Sequence
from functools import partial

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.alignment_mutations import AlignmentMutations
from schema.answers import Answers
from schema.check_in_mutations import CheckInMutations
from schema.cycle_clone_mutations import CycleCloneMutations
from schema.cycle_mutations import CycleMutations
from schema.cycle_step_mutations import CycleStepMutations
from schema.dependency_mutations import DependencyMutations
from schema.finding_mutations import FindingMutations
from schema.initiative_mutations import InitiativeMutations
from schema.input_readers import Inputs
from schema.key_result_mutations import KeyResultMutations
from schema.key_result_places import KeyResultPlaceMutations
from schema.kpi_mutations import KpiMutations
from schema.membership_mutations import MembershipMutations
from schema.objective_mutations import ObjectiveMutations
from schema.organization_mutations import OrganizationMutations
from schema.person_mutations import PersonMutations
from schema.prepared.finishing import complete_rows
from schema.prepared.operations import Operations
from schema.proposal_mutations import ProposalMutations
from schema.query import Query
from schema.review_mutations import ReviewMutations
from schema.scalars import SCALARS
from schema.score_mutations import ScoreMutations
from schema.stage_mutations import MilestoneMutations
from schema.strategy_mutations import StrategyElementMutations
from schema.subscriptions import Subscription
from schema.team_mutations import TeamMutations
from schema.token_mutations import TokenMutations
from schema.user_errors import AlignmentCycleError, InputError
from schema.webhook_mutations import WebhookMutations
from schema.webhook_sending_mutations import WebhookSendingMutations
from schema.webhooks.documents import check_document
from service.identity.known_tokens import KnownTokens
from service.webhooks.addresses import Network
from service.webhooks.commands import Means


@strawberry.type(description="Everything that can be changed.")
class Mutation(
    AlignmentMutations,
    CheckInMutations,
    CycleCloneMutations,
    CycleMutations,
    CycleStepMutations,
    DependencyMutations,
    FindingMutations,
    InitiativeMutations,
    KeyResultMutations,
    KeyResultPlaceMutations,
    KpiMutations,
    MembershipMutations,
    MilestoneMutations,
    ObjectiveMutations,
    OrganizationMutations,
    PersonMutations,
    ProposalMutations,
    ReviewMutations,
    ScoreMutations,
    StrategyElementMutations,
    TeamMutations,
    TokenMutations,
    WebhookMutations,
    WebhookSendingMutations,
):
    pass


graphql_schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[InputError, AlignmentCycleError],
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
)
core_schema: GraphQLSchema = graphql_schema._schema  # noqa: SLF001 - Strawberry has no other way to it
complete_rows(core_schema)


def answers(tokens: KnownTokens | None = None, allowed: Sequence[Network] = ()) -> Answers:
    """What answers the operations of one process, which knows these tokens.

    `allowed` are networks that webhooks may reach although they are not public.
    """
    scalars = graphql_schema.schema_converter.scalar_registry
    operations = Operations(core_schema)
    means = None
    if tokens is not None:
        means = Means(tokens.secret_key, allowed, partial(check_document, operations))
    return Answers(operations, Inputs(scalars, graphql_schema.config), tokens, means)


def sdl() -> str:
    """The schema as text, as `schema/schema.graphql` holds it."""
    return graphql_schema.as_str() + "\n"
