"""The nouns of the API and how they belong together: what every list is made of."""

from typing import Any, cast

from schema import finding_nouns, webhook_nouns
from service.alignment.models import Alignment
from service.alignment.queries import alignments, objectives_above, objectives_aligned
from service.check_ins.models import CheckIn
from service.check_ins.queries import check_ins
from service.cycles.models import Cycle, PlanningStep
from service.cycles.queries import cycles, planning_steps
from service.dependencies.models import Dependency
from service.dependencies.queries import dependencies
from service.events.models import Event
from service.events.queries import events
from service.identity.models import Organization, Person, Token
from service.identity.queries import organization, people, tokens
from service.initiatives.models import Initiative, InitiativeTarget
from service.initiatives.queries import initiatives, initiatives_serving
from service.kpis.models import Kpi, KpiReading
from service.kpis.queries import kpi_readings, kpis
from service.nodes.models import Node
from service.nodes.rules import NodeKind
from service.objectives.models import Checkpoint, KeyResult, Milestone, Objective
from service.objectives.queries import checkpoints, key_results, milestones, objectives
from service.paging.clauses import always, gap, rank, ratio
from service.paging.nouns import Noun, Path, Relation, Term
from service.progress.rules import Status
from service.reviews.models import Review
from service.reviews.queries import reviews
from service.strategy.models import StrategyElement
from service.strategy.queries import strategy_elements
from service.teams.models import Membership, Team
from service.teams.queries import members, memberships, teams, teams_of_members

# The worst first.
_BY_SEVERITY = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.NO_DATA,
    Status.ON_TRACK,
    Status.ACHIEVED,
)

STRATEGY_ELEMENT = Noun(
    "StrategyElement",
    StrategyElement,
    strategy_elements,
    {"kind": StrategyElement.element_kind, "parent": StrategyElement.parent_id},
    keyed=Node,
)
OBJECTIVE = Noun(
    "Objective",
    Objective,
    objectives,
    {
        "cycle": Objective.cycle_id,
        "team": Objective.team_id,
        "owner": Objective.owner_id,
        "carried_from": Objective.carried_from_id,
        "progress": ratio(Objective.progress),
        "data_coverage": ratio(Objective.data_coverage),
        "expected": ratio(Objective.expected),
        "gap": gap(Objective.expected, Objective.progress),
        "severity": rank(Objective.status, _BY_SEVERITY),
    },
    keyed=Node,
    paths={
        "cycle_tree": Path("cycle_id", tree=Cycle),
        "team_tree": Path("team_id", tree=Team),
    },
)
KEY_RESULT = Noun(
    "KeyResult",
    KeyResult,
    key_results,
    {
        "objective": KeyResult.objective_id,
        "owner": KeyResult.owner_id,
        "kpi": KeyResult.kpi_id,
        "carried_from": KeyResult.carried_from_id,
        "progress": ratio(KeyResult.progress),
        "progress_raw": ratio(KeyResult.progress_raw),
        "expected": ratio(KeyResult.expected),
        "gap": gap(KeyResult.expected, KeyResult.progress),
        "severity": rank(KeyResult.status, _BY_SEVERITY),
    },
    keyed=Node,
    paths={
        "cycle": Path("cycle_id", Objective, "objective_id"),
        "cycle_tree": Path("cycle_id", Objective, "objective_id", tree=Cycle),
        "team": Path("team_id", Objective, "objective_id"),
        "team_tree": Path("team_id", Objective, "objective_id", tree=Team),
    },
)
INITIATIVE = Noun(
    "Initiative",
    Initiative,
    initiatives,
    {"owner": Initiative.owner_id, "team": Initiative.team_id},
    keyed=Node,
)
TEAM = Noun("Team", Team, teams, {"parent": Team.parent_id})
PERSON = Noun("Person", Person, people, {"manager": Person.manager_id})
CYCLE = Noun(
    "Cycle",
    Cycle,
    cycles,
    {"parent": Cycle.parent_id, "carried_from": Cycle.carried_from_id},
)
PLANNING_STEP = Noun("PlanningStep", PlanningStep, planning_steps, {"cycle": PlanningStep.cycle_id})
KPI = Noun("Kpi", Kpi, kpis)
ALIGNMENT = Noun(
    "Alignment",
    Alignment,
    alignments,
    {
        "child": Alignment.child_id,
        "parent": Alignment.parent_id,
        "proposed_by": Alignment.proposed_by_id,
        "decided_by": Alignment.decided_by_id,
    },
)
DEPENDENCY = Noun(
    "Dependency",
    Dependency,
    dependencies,
    {
        "from_": Dependency.from_id,
        "to": Dependency.to_id,
        "provider_team": Dependency.provider_team_id,
        "risk_owner": Dependency.risk_owner_id,
        "decided_by": Dependency.decided_by_id,
    },
)
MEMBERSHIP = Noun(
    "Membership",
    Membership,
    memberships,
    {"team": Membership.team_id, "person": Membership.person_id},
)
CHECK_IN = Noun(
    "CheckIn",
    CheckIn,
    check_ins,
    {
        "key_result": CheckIn.key_result_id,
        "author": CheckIn.author_id,
        "corrects": CheckIn.corrects_id,
    },
)
CHECKPOINT = Noun("Checkpoint", Checkpoint, checkpoints, {"key_result": Checkpoint.key_result_id})
MILESTONE = Noun("Milestone", Milestone, milestones, {"key_result": Milestone.key_result_id})
KPI_READING = Noun("KpiReading", KpiReading, kpi_readings, {"kpi": KpiReading.kpi_id})

REVIEW = Noun(
    "Review",
    Review,
    reviews,
    {
        "objective": Review.objective_id,
        "cycle": Review.cycle_id,
        "team": Review.team_id,
        "author": Review.author_id,
    },
)

EVENT = Noun(
    "Event",
    Event,
    events,
    {
        "sequence": always(Event.sequence),
        "subject": Event.subject_id,
        "actor": Event.actor_person_id,
        "cause": Event.cause_id,
    },
    private=True,
)
TOKEN = Noun("Token", Token, tokens, {"person": Token.person_id}, private=True)

# Its rows are scoped by their own id.
ORGANIZATION: Noun[Any] = Noun("Organization", cast("Any", Organization), organization)

NOUNS: tuple[Noun[Any], ...] = (
    STRATEGY_ELEMENT,
    OBJECTIVE,
    KEY_RESULT,
    INITIATIVE,
    TEAM,
    PERSON,
    CYCLE,
    PLANNING_STEP,
    KPI,
    ALIGNMENT,
    DEPENDENCY,
    ORGANIZATION,
    MEMBERSHIP,
    CHECK_IN,
    CHECKPOINT,
    MILESTONE,
    KPI_READING,
    REVIEW,
    EVENT,
    TOKEN,
    *webhook_nouns.NOUNS,
    *finding_nouns.NOUNS,
)
NOUN_BY_TYPE = {noun.name: noun for noun in NOUNS}
NOUN_BY_KIND: dict[NodeKind, Noun[Any]] = {
    NodeKind.STRATEGY_ELEMENT: STRATEGY_ELEMENT,
    NodeKind.OBJECTIVE: OBJECTIVE,
    NodeKind.KEY_RESULT: KEY_RESULT,
    NodeKind.INITIATIVE: INITIATIVE,
}
ALIGNABLE_TYPES = tuple(noun.name for noun in NOUN_BY_KIND.values())

BY_POSITION = (Term("position"),)
BY_NAME = (Term("name"),)
# The id, too: one direction for all keys is what an index can be read in.
LATEST_FIRST = (Term("occurred_at", descending=True), Term("id", descending=True))
LATEST_READING_FIRST = (Term("at", descending=True), Term("id", descending=True))

LATEST_HELD_FIRST = (Term("held_on", descending=True), Term("id", descending=True))

STRATEGY_BELOW_STRATEGY = Relation(STRATEGY_ELEMENT, StrategyElement.parent_id)
KEY_RESULTS_OF_OBJECTIVE = Relation(KEY_RESULT, KeyResult.objective_id, order=BY_POSITION)
OBJECTIVES_OF_TEAM = Relation(OBJECTIVE, Objective.team_id)
OBJECTIVES_OF_CYCLE = Relation(OBJECTIVE, Objective.cycle_id)
OBJECTIVES_OF_OWNER = Relation(OBJECTIVE, Objective.owner_id)
KEY_RESULTS_OF_OWNER = Relation(KEY_RESULT, KeyResult.owner_id)
KEY_RESULTS_OF_KPI = Relation(KEY_RESULT, KeyResult.kpi_id)
INITIATIVES_OF_TARGET = Relation(INITIATIVE, InitiativeTarget.target_id, rows=initiatives_serving)
INITIATIVES_OF_OWNER = Relation(INITIATIVE, Initiative.owner_id)
INITIATIVES_OF_TEAM = Relation(INITIATIVE, Initiative.team_id)
CHECK_INS_OF_KEY_RESULT = Relation(CHECK_IN, CheckIn.key_result_id, order=LATEST_FIRST)
CHECK_INS_OF_AUTHOR = Relation(CHECK_IN, CheckIn.author_id, order=LATEST_FIRST)
CHECKPOINTS_OF_KEY_RESULT = Relation(CHECKPOINT, Checkpoint.key_result_id, order=(Term("day"),))
MILESTONES_OF_KEY_RESULT = Relation(MILESTONE, Milestone.key_result_id, order=BY_POSITION)
READINGS_OF_KPI = Relation(KPI_READING, KpiReading.kpi_id, order=LATEST_READING_FIRST)
TEAMS_OF_TEAM = Relation(TEAM, Team.parent_id, order=BY_NAME)
MEMBERS_OF_TEAM = Relation(PERSON, Membership.team_id, rows=members, order=BY_NAME)
MEMBERSHIPS_OF_TEAM = Relation(MEMBERSHIP, Membership.team_id)
MEMBERSHIPS_OF_PERSON = Relation(MEMBERSHIP, Membership.person_id)
TEAMS_OF_PERSON = Relation(TEAM, Membership.person_id, rows=teams_of_members, order=BY_NAME)
REPORTS_OF_PERSON = Relation(PERSON, Person.manager_id, order=BY_NAME)
PLANNING_OF_CYCLE = Relation(PLANNING_STEP, PlanningStep.cycle_id, order=(Term("starts_on"),))
CYCLES_OF_CYCLE = Relation(CYCLE, Cycle.parent_id, order=(Term("starts_on"),))
REVIEWS_OF_OBJECTIVE = Relation(REVIEW, Review.objective_id, order=LATEST_HELD_FIRST)
REVIEWS_OF_CYCLE = Relation(REVIEW, Review.cycle_id, order=LATEST_HELD_FIRST)
ALIGNMENTS_OF_CHILD = Relation(ALIGNMENT, Alignment.child_id)
ALIGNMENTS_OF_PARENT = Relation(ALIGNMENT, Alignment.parent_id)
OBJECTIVES_ALIGNED_TO = Relation(
    OBJECTIVE, Alignment.parent_id, rows=objectives_aligned, order=BY_POSITION
)
OBJECTIVES_ABOVE = Relation(OBJECTIVE, Alignment.child_id, rows=objectives_above, order=BY_POSITION)
DEPENDENCIES_FROM = Relation(DEPENDENCY, Dependency.from_id)
DEPENDENCIES_TO = Relation(DEPENDENCY, Dependency.to_id)
