"""Where each noun is kept, and how the attributes of its entries map to columns."""

from dataclasses import dataclass
from functools import cache

from pydantic_core import PydanticUndefined
from sqlalchemy import Table
from sqlmodel import SQLModel

from service.alignment.models import Alignment
from service.check_ins.models import CheckIn
from service.cycles.models import Cycle, PlanningStep
from service.dependencies.models import Dependency
from service.identity.models import Person
from service.initiatives.models import Initiative, InitiativeTarget
from service.interchange.document import ENTRY_BY_LIST
from service.interchange.items import Noun, layout_of
from service.kpis.models import Kpi, KpiReading
from service.nodes.models import Node
from service.objectives.models import Checkpoint, KeyResult, Milestone, Objective
from service.reviews.models import Review
from service.strategy.models import StrategyElement
from service.teams.models import Membership, Team
from service.writing.recordset import table_of

MODEL_BY_NOUN: dict[Noun, type[SQLModel]] = {
    Noun.TEAM: Team,
    Noun.PERSON: Person,
    Noun.MEMBERSHIP: Membership,
    Noun.CYCLE: Cycle,
    Noun.KPI: Kpi,
    Noun.STRATEGY_ELEMENT: StrategyElement,
    Noun.OBJECTIVE: Objective,
    Noun.KEY_RESULT: KeyResult,
    Noun.INITIATIVE: Initiative,
    Noun.CHECK_IN: CheckIn,
    Noun.ALIGNMENT: Alignment,
    Noun.DEPENDENCY: Dependency,
    Noun.REVIEW: Review,
}
NODE_NOUNS = (Noun.STRATEGY_ELEMENT, Noun.OBJECTIVE, Noun.KEY_RESULT, Noun.INITIATIVE)
NAMED_NOUNS = (Noun.TEAM, Noun.PERSON, Noun.CYCLE, Noun.KPI, *NODE_NOUNS)

_ENTRY_BY_NOUN = {entry.noun: entry for entry in ENTRY_BY_LIST.values()}
# What has no column of its own: keys, and what is stored in tables of its own.
_ELSEWHERE = {
    "id",
    "archived",
    "parents",
    "serves",
    "readings",
    "planning",
    "checkpoints",
    "milestones",
    "corrects",
}


def table_by_noun(noun: Noun) -> Table:
    return table_of(MODEL_BY_NOUN[noun])


NODES = table_of(Node)
TARGETS = table_of(InitiativeTarget)
READINGS = table_of(KpiReading)
PLANNING = table_of(PlanningStep)
# By the attribute of a key result's entry.
STAGES = {"checkpoints": table_of(Checkpoint), "milestones": table_of(Milestone)}


@dataclass(frozen=True, slots=True)
class Stored:
    """How one attribute of an entry is stored.

    Attributes:
        column: its column.
        kind_column: the column that repeats the kind of the node it names, where there is one.
        refers: the nouns it may name.
        default: what absent and null mean.
    """

    attribute: str
    column: str
    kind_column: str | None
    refers: tuple[Noun, ...]
    default: object


@cache
def stored_attributes(noun: Noun) -> tuple[Stored, ...]:
    """The attributes of a noun that have columns, in the order of its entry."""
    model = MODEL_BY_NOUN[noun]
    columns = table_of(model).columns
    found = []
    for attribute, item in layout_of(_ENTRY_BY_NOUN[noun]).items.items():
        if attribute in _ELSEWHERE:
            continue
        stem = attribute.rstrip("_")
        column = f"{stem}_id" if item.refers else attribute
        kind = f"{stem}_kind" if item.refers and f"{stem}_kind" in columns else None
        default = model.model_fields[column].default
        known = None if default is PydanticUndefined else default
        found.append(Stored(attribute, column, kind, tuple(item.refers), known))
    return tuple(found)
