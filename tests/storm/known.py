"""What a storm knows of the organization that it rages over: ids, and rows that it has sent."""

from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from schema.identifiers import global_id

Row = dict[str, Any]

# Nodes of one kind that there may be, so that most mutations meet what others have met.
MOST = {"Objective": 120, "KeyResult": 400, "StrategyElement": 8, "Kpi": 8, "Cycle": 8}


@dataclass(slots=True)
class Known:
    """Ids by type, in the order in which they came; what is archived stays among them."""

    ids: dict[str, list[UUID]] = field(default_factory=dict)
    sent: list[Row] = field(default_factory=list)

    def add(self, type_name: str, id_: str) -> None:
        self.ids.setdefault(type_name, []).append(UUID(id_))

    def any(self, random: Random, type_name: str) -> str | None:
        """The global id of one of them; None while there is none."""
        ids = self.ids.get(type_name)
        return global_id(type_name, random.choice(ids)) if ids else None

    def some(self, random: Random, type_name: str, most: int) -> list[str]:
        ids = self.ids.get(type_name, [])
        chosen = random.sample(ids, min(len(ids), random.randint(1, most)))
        return [global_id(type_name, id_) for id_ in chosen]

    def has_room(self, type_name: str) -> bool:
        return len(self.ids.get(type_name, ())) < MOST.get(type_name, 1_000_000)
