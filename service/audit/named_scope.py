"""The scope of an audit as people write it: ids or external ids, several separated by commas."""

from collections.abc import Sequence
from typing import Protocol

from service.alignment.records import CycleRecord, TeamRecord
from service.audit.scope import Scope
from service.errors import NotFound


class Named(Protocol):
    """What a scope chooses from: an organization as records or as columns."""

    @property
    def cycles(self) -> Sequence[CycleRecord]: ...
    @property
    def teams(self) -> Sequence[TeamRecord]: ...


def named_scope(organization: Named, cycles: str, teams: str) -> Scope:
    """The scope that two lists of names choose; an empty list is no limit.

    Raises:
        NotFound: a name that no cycle or team has, alone in its message.
    """
    return Scope(
        cycles=_ids(organization.cycles, "cycle", cycles),
        teams=_ids(organization.teams, "team", teams),
    )


def _ids(
    records: Sequence[CycleRecord] | Sequence[TeamRecord], noun: str, names: str
) -> tuple[str, ...]:
    id_by_name = {record.id: record.id for record in records}
    id_by_name |= {record.key: record.id for record in records}
    # An external id may hold a comma itself.
    chosen = [names] if names in id_by_name else [name.strip() for name in names.split(",")]
    return tuple(dict.fromkeys(_id(id_by_name, noun, name) for name in chosen if name))


def _id(id_by_name: dict[str, str], noun: str, name: str) -> str:
    if name not in id_by_name:
        raise NotFound(f"there is no {noun} {name!r}", [noun])
    return id_by_name[name]
