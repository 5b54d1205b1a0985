"""What of an organization the events of its log may have changed the findings of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from service.events.feed import LogEntry

# Fields that no rule reads but of the goal itself, its objective and the key results beside it.
_OWN = frozenset(
    {
        *("description", "owner_id", "owner_role", "position", "weight", "commitment", "note"),
        *("progress_driver", "close_outcome", "score", "score_note", "metric_type", "unit"),
        *("unit_kind", "precision", "start", "target", "current", "lower", "upper", "kpi_id"),
        *("indicator", "measures", "confidence", "reported_status", "follows", "checkpoints"),
        *("milestones", "wins", "blockers", "hypothesis"),
    }
)
# Fields by which what is below may gain or lose its line of sight, or its length.
_FAR = frozenset({"level", "lifecycle", "standalone_reason", "objective_id", "parent_id"})
_CANCELLED = "CANCELLED"
_NODES = ("objective", "key_result", "initiative", "strategy_element")
# Nothing of these is asked by a rule that is judged around what changed.
_REVIVED = ("archived", "restored")
_WHOLE = {
    "organization.updated": frozenset({"settings", "timezone"}),
    "cycle.updated": frozenset({"starts_on", "ends_on", "state", "external_id"}),
    "team.updated": frozenset({"external_id"}),
    "person.updated": frozenset({"external_id"}),
}
_ALWAYS_WHOLE = frozenset(
    {
        *("cycle.activated", "cycle.grading", "cycle.closed", "cycle.reopened"),
        *("strategy_element.created", "strategy_element.archived", "strategy_element.restored"),
    }
)


@dataclass(slots=True)
class Touched:
    """Ids by what is to be looked at anew, each with the event that says so last.

    Attributes:
        own: goals of which nothing beside them changes.
        near: nodes with all that stands next to them.
        far: nodes with all that is below them.
        people: whoever goes or comes, with what they own.
        everything: the event for which the whole organization is to be judged anew.
    """

    own: dict[UUID, UUID] = field(default_factory=dict)
    near: dict[UUID, UUID] = field(default_factory=dict)
    far: dict[UUID, UUID] = field(default_factory=dict)
    kpis: dict[UUID, UUID] = field(default_factory=dict)
    people: dict[UUID, UUID] = field(default_factory=dict)
    alignments: dict[UUID, UUID] = field(default_factory=dict)
    dependencies: dict[UUID, UUID] = field(default_factory=dict)
    everything: UUID | None = None

    def __bool__(self) -> bool:
        sets = (self.own, self.near, self.kpis, self.people, self.alignments, self.dependencies)
        return self.everything is not None or any(sets)

    @property
    def last(self) -> UUID | None:
        """The latest event that touched anything; ids of events ascend with time."""
        sets = (self.own, self.near, self.kpis, self.people, self.alignments, self.dependencies)
        return max((event for one in sets for event in one.values()), default=self.everything)


def touched_by(entries: Iterable[LogEntry]) -> Touched:
    """What the events touched, together."""
    touched = Touched()
    for entry in entries:
        if _is_of_the_whole(entry):
            touched.everything = entry.id
        else:
            _touch(touched, entry)
    return touched


def _is_of_the_whole(entry: LogEntry) -> bool:
    asked = _WHOLE.get(entry.type, frozenset())
    return entry.type in _ALWAYS_WHOLE or bool(asked & entry.changes.keys())


def _touch(touched: Touched, entry: LogEntry) -> None:
    noun, _, happened = entry.type.partition(".")
    match noun:
        case "alignment":
            touched.alignments[entry.subject_id] = entry.id
        case "dependency":
            touched.dependencies[entry.subject_id] = entry.id
        case "check_in":
            touched.own.update(dict.fromkeys(_named(entry, "key_result_id"), entry.id))
        case "kpi":
            touched.kpis[entry.subject_id] = entry.id
        case "kpi_reading":
            touched.kpis.update(dict.fromkeys(_named(entry, "kpi_id"), entry.id))
        case "person" if happened in _REVIVED or "active" in entry.changes:
            touched.people[entry.subject_id] = entry.id
        # Of the kinds of derived events `objective` has some, too, which change nothing.
        case _ if noun in _NODES and happened in ("created", "updated", *_REVIVED):
            _touch_node(touched, entry, happened)


def _touch_node(touched: Touched, entry: LogEntry, happened: str) -> None:
    fields = entry.changes.keys()
    touched.kpis.update(dict.fromkeys(_named(entry, "kpi_id"), entry.id))
    if happened == "updated" and fields <= _OWN:
        touched.own[entry.subject_id] = entry.id
        return
    near = {
        entry.subject_id,
        *_named(entry, "objective_id"),
        *_named(entry, "carried_from_id"),
        *_named(entry, "serves"),
    }
    touched.near.update(dict.fromkeys(near, entry.id))
    if happened != "updated" or _moves_sight(entry):
        touched.far[entry.subject_id] = entry.id


def _moves_sight(entry: LogEntry) -> bool:
    """An objective that begins or ends leads up all the same, unless it is cancelled."""
    moved = _FAR & entry.changes.keys() - {"lifecycle"}
    return bool(moved) or _CANCELLED in entry.changes.get("lifecycle", ())


def _named(entry: LogEntry, field: str) -> Iterator[UUID]:
    """The ids in a field before and after."""
    for value in entry.changes.get(field, ()):
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                yield UUID(one)
