"""Who may do what: one table, and no field of the API outside of it."""

from pathlib import Path
from uuid import UUID

import pytest
from graphql import GraphQLObjectType, build_schema

from service.access import Action, allow, may
from service.actor import Actor, Role, operator
from service.errors import Forbidden

ORGANIZATION = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"
NOUNS = (
    "strategyElement",
    "team",
    "person",
    "cycle",
    "objective",
    "keyResult",
    "initiative",
    "kpi",
    "alignment",
    "dependency",
    "webhook",
)
OTHER_MUTATIONS = (
    "organizationUpdate",
    "tokenCreate",
    "tokenRevoke",
    "kpiReadingCreate",
    "checkInCreate",
    "checkInBulkCreate",
    "alignmentPropose",
    "alignmentAccept",
    "alignmentDecline",
    "alignmentWithdraw",
    "cycleActivate",
    "cycleGrade",
    "cycleClose",
    "cycleReopen",
    "cycleClone",
    "objectiveScore",
    "reviewCreate",
    "findingWaive",
    "findingUnwaive",
    "alignmentAuditRun",
    "webhookTest",
    "webhookRotateSecret",
    "webhookRedeliver",
)


def actor_with(role: Role) -> Actor:
    return Actor(ORGANIZATION, role)


def allowed(role: Role) -> set[str]:
    return {action.api_name for action in Action if may(actor_with(role), action)}


def test_every_mutation_of_the_contract_has_a_place() -> None:
    promised = {
        f"{noun}{verb}" for noun in NOUNS for verb in ("Create", "Update", "Archive", "Restore")
    } | set(OTHER_MUTATIONS)
    assert promised - {action.api_name for action in Action} == set()


def test_every_query_and_mutation_of_the_schema_has_a_place() -> None:
    schema = build_schema(SDL.read_text())
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    fields = {name for root in roots if isinstance(root, GraphQLObjectType) for name in root.fields}
    assert fields - {action.api_name for action in Action} == set()


def test_no_two_actions_have_one_name() -> None:
    names = [action.api_name for action in Action]
    assert len(names) == len(set(names)) == len(Action.__members__)


def test_a_viewer_only_reads() -> None:
    writes = ("Create", "Update", "Archive", "Restore", "Propose", "Accept", "Score", "import")
    assert [name for name in allowed(Role.VIEWER) if name.endswith(writes)] == []
    assert {"objective", "objectives", "alignmentAudit", "events", "export"} <= allowed(Role.VIEWER)


def test_a_member_writes_okr_content_and_nothing_else() -> None:
    more = allowed(Role.MEMBER) - allowed(Role.VIEWER)
    assert {"objectiveCreate", "checkInCreate", "alignmentAccept", "dependencyUpdate"} <= more
    structure = ("team", "person", "cycle", "membership", "organization", "token", "webhook")
    assert [name for name in more if name.startswith(structure)] == []
    assert "import" not in more


def test_an_admin_and_the_operator_may_do_everything() -> None:
    assert allowed(Role.ADMIN) == {action.api_name for action in Action}
    assert all(may(operator(ORGANIZATION), action) for action in Action)


def test_a_refusal_says_what_it_takes() -> None:
    allow(actor_with(Role.MEMBER), Action.OBJECTIVE_CREATE)
    with pytest.raises(Forbidden) as refused:
        allow(actor_with(Role.MEMBER), Action.TEAM_CREATE)
    assert refused.value.message == "teamCreate needs the role ADMIN, this token has MEMBER"
    assert refused.value.path == ()


def test_tokens_of_one_s_own_are_not_an_admin_s_alone() -> None:
    viewer = actor_with(Role.VIEWER)
    assert may(viewer, Action.TOKEN_REVOKE, own=True)
    assert not may(viewer, Action.TOKEN_REVOKE)
    assert not may(viewer, Action.TOKEN_CREATE, own=True)
