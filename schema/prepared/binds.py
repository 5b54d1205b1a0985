"""The parameters of one statement, and where each has its value from when a request comes."""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, DateTime, Uuid, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from schema.prepared.given import Getter
from service.actor import Actor, Role

# What a request's values hold beside the caller's own: names that no variable can have.
ORGANIZATION = "#organization"
PERSON = "#person"
NOW = "#now"
TOKEN = "#token"  # noqa: S105 - a name


def asked_by(actor: Actor, now: datetime) -> dict[str | int, Any]:
    """What a statement may know of who asks, and when."""
    return {
        NOW: now,
        ORGANIZATION: actor.organization_id,
        PERSON: actor.person_id,
        TOKEN: actor.token_id,
    }


class Binds:
    """Collects parameters while a statement is made, for actors of one role.

    Attributes:
        is_somebody: whether the actors stand for persons.
    """

    def __init__(self, role: Role, *, is_somebody: bool = False) -> None:
        self.role = role
        self.is_somebody = is_somebody
        self._getters: dict[str, Getter] = {}
        self.organization = self.of(_value(ORGANIZATION), Uuid())
        self.person = self.of(_value(PERSON), Uuid())
        self.token = self.of(_value(TOKEN), Uuid())

    @cached_property
    def now(self) -> BindParameter[datetime]:
        """The moment of the request."""
        return self.of(_value(NOW), DateTime(timezone=True))

    def of(self, get: Getter, type_: TypeEngine[Any]) -> BindParameter[Any]:
        name = f"p{len(self._getters)}"
        self._getters[name] = get
        return bindparam(name, type_=type_)

    def many(self, get: Getter, type_: TypeEngine[Any]) -> BindParameter[Any]:
        """The same for a list of values."""
        return self.of(get, ARRAY(type_))

    @property
    def actor(self) -> Actor:
        """Who asks, with parameters in place of what is known only then."""
        return Actor(
            organization_id=cast("UUID", self.organization),
            role=self.role,
            token_id=cast("UUID", self.token),
            person_id=cast("UUID", self.person),
        )

    def checks(self, used: Collection[str]) -> list[Getter]:
        """Parameters that the statement does without: what they refuse is refused all the same."""
        return [get for name, get in self._getters.items() if name not in used]

    def getter(self, name: str, constant: object) -> Getter:
        """Where a parameter of the made statement has its value from."""
        found = self._getters.get(name)
        return found if found is not None else lambda _: constant


def _value(key: str) -> Getter:
    return lambda values: values[key]
