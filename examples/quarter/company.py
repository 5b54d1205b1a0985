"""Who plays, when, and what has been made so far: what every step is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar, cast

import httpx
from sightline_client import Client, UserErrorCode
from sightline_client.base_client import HttpClient

from repeating import Repeating

WEEKS = 13
TIMEOUT_S = 30

# The demo company's own ids. Ingrid leads the company, the next three lead a team each, and Noor
# works in the first of these teams.
INGRID, SIOBHAN, ARJUN, RAFAEL, NOOR = PEOPLE = (
    "ingrid-solheim",
    "siobhan-kearney",
    "arjun-mehta",
    "rafael-ortega",
    "noor-rahimi",
)
TEAMS = ("brackenfold", "supply", "platform", "sensors")
PILLAR = "pillar-climate"


@dataclass(frozen=True)
class Person:
    """Somebody who asks with a token of their own, and so is the author of what they write."""

    id: str
    name: str
    token_id: str
    client: Client


@dataclass
class Play:
    """A quarter that is being played.

    Attributes:
        key: what the external ids of everything begin with that is made here.
        admin: asks with the token that the program was given.
        people, teams: by their external ids.
        ids: global ids by the short names of `goals.py`.
    """

    url: str
    key: str
    starts_on: date
    admin: Client
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def ends_on(self) -> date:
        return self.day(WEEKS, 7)

    @property
    def cycle_id(self) -> str:
        return self.ids["cycle"]

    def day(self, week: int, day: int = 5) -> date:
        """A day of the quarter; weeks and days are counted from 1."""
        return self.starts_on + timedelta(days=7 * (week - 1) + day - 1)

    def moment(self, week: int) -> datetime:
        """When people check in."""
        return datetime.combine(self.day(week), time(hour=12), tzinfo=UTC)

    def external_id(self, name: str) -> str:
        return f"{self.key}-{name}"

    def name(self, external_id: str | None) -> str:
        """The other way around."""
        return there(external_id).removeprefix(f"{self.key}-")

    def asks_as(self, person: str) -> Client:
        return self.people[person].client


def client_for(url: str, token: str) -> Client:
    """Asks with this token, and asks again where an answer was lost."""
    carrier = Repeating(httpx.HTTPTransport())
    headers = {"Authorization": f"Bearer {token}"}
    http = httpx.Client(transport=carrier, headers=headers, timeout=TIMEOUT_S)
    # It names the arguments of its methods more narrowly than the generated client asks for.
    return Client(url=url, http_client=cast("HttpClient", http))


class NotAsExpected(Exception):
    """The server did something else than the play says."""


class Refusal(Protocol):
    """Why a mutation did nothing: a user error."""

    code: UserErrorCode
    message: str


class Payload(Protocol):
    """What every mutation answers."""

    @property
    def user_errors(self) -> Sequence[Refusal]: ...


Answer = TypeVar("Answer", bound=Payload)
Thing = TypeVar("Thing")


def done(payload: Answer) -> Answer:
    """The answer to a mutation that had to succeed."""
    if payload.user_errors:
        reasons = "; ".join(f"{one.code.value}: {one.message}" for one in payload.user_errors)
        raise NotAsExpected(f"refused: {reasons}")
    return payload


def refused(payload: Payload, code: UserErrorCode) -> str:
    """Why a mutation was refused that had to be."""
    expect("the refusal", [one.code.value for one in payload.user_errors], [code.value])
    return payload.user_errors[0].message


def there(thing: Thing | None) -> Thing:
    """What an answer must contain."""
    if thing is None:
        raise NotAsExpected("the answer is empty")
    return thing


def expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise NotAsExpected(f"{what} should be {expected!r}, and is {found!r}")


def say(text: str) -> None:
    print(f"   {text}", flush=True)
