"""Mutations as a front end sends them, and what they leave behind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.events.models import Event
from tests.company import Company, events_of

# An id that no row has.
NOBODY = UUID("01890a5d-ac96-774b-bcce-b302099a8057")

_ERRORS = """userErrors { __typename code message path
  ... on AlignmentCycleError { cycle { id title } } }"""


@dataclass(frozen=True, slots=True)
class Writer:
    """Sends one mutation at a time, by its name; the input is a mapping of GraphQL's names."""

    ask: Callable[..., Awaitable[Any]]
    company: Company

    async def send(self, mutation: str, given: dict[str, Any], selection: str = "") -> Any:
        """The payload, with the refusals; no other error may come."""
        answer = await self.ask(document_of(mutation, selection), input=given)
        assert answer.errors == []
        return answer.data[mutation]

    async def write(self, mutation: str, given: dict[str, Any], selection: str) -> Any:
        """What is selected of the payload, where nothing may be refused."""
        payload = await self.send(mutation, given, selection)
        assert payload.pop("userErrors") == []
        return payload

    async def refused(self, mutation: str, given: dict[str, Any]) -> list[tuple[str, list[str]]]:
        """The code and the path of every refusal."""
        payload = await self.send(mutation, given)
        return [(error["code"], error["path"]) for error in payload["userErrors"]]

    async def told(self) -> list[tuple[str, UUID]]:
        """The facts told since the organization was made, in order, and what each is about."""
        return [(event.type, event.subject_id) for event in await self.events()]

    async def events(self) -> list[Event]:
        return await events_of(self.company.database, self.company.actor)


def document_of(mutation: str, selection: str = "") -> str:
    """A document of one mutation, with its refusals."""
    type_ = f"{mutation[0].upper()}{mutation[1:]}Input"
    fields = f"{selection} {_ERRORS}"
    return f"mutation ($input: {type_}!) {{ {mutation}(input: $input) {{ {fields} }} }}"
