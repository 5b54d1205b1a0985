"""An admin's webhooks over HTTP, and what they leave in the database."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from schema.identifiers import global_id, parse_id
from service.events.models import Event
from service.events.sequencing import number_all
from tests.company import Company, events_of
from tests.http.callers import Caller

URL = "https://hooks.example.com/in/s3cret-path?token=t0k"
NEW = {"name": "Hook", "url": URL, "eventTypes": ["objective.*"]}

_FORGET = text("""
INSERT INTO event_chain (organization_id, sequence, hash, anchor_sequence, anchor_hash)
VALUES (:own, :sequence, '', :sequence, '')
ON CONFLICT (organization_id) DO UPDATE SET anchor_sequence = :sequence
""")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody sends mutations of webhooks from."""

    caller: Caller
    company: Company

    async def send(
        self, mutation: str, given: dict[str, Any], selection: str = "", key: str | None = None
    ) -> Any:
        """The payload, with the refusals."""
        type_ = f"{mutation[0].upper()}{mutation[1:]}Input"
        document = f"""mutation ($input: {type_}!) {{ {mutation}(input: $input) {{
          {selection} userErrors {{ code path message }} }} }}"""
        return (await self.caller.data(document, {"input": given}, key))[mutation]

    async def write(self, mutation: str, given: dict[str, Any], selection: str) -> Any:
        """What is selected of the payload, where nothing may be refused."""
        payload = await self.send(mutation, given, selection)
        assert payload.pop("userErrors") == []
        return payload

    async def refused(self, mutation: str, given: dict[str, Any]) -> list[tuple[str, list[str]]]:
        """The code of every refusal, and the path inside the input."""
        payload = await self.send(mutation, given)
        return [(error["code"], error["path"][1:]) for error in payload["userErrors"]]

    async def made(self, **values: Any) -> str:
        """The id of a new webhook."""
        payload = await self.write("webhookCreate", {**NEW, **values}, "webhook { id }")
        return payload["webhook"]["id"]

    async def asked(self, webhook_id: str, selection: str) -> Any:
        document = f"query ($id: ID!) {{ webhook(by: {{id: $id}}) {{ {selection} }} }}"
        return (await self.caller.data(document, {"id": webhook_id}))["webhook"]

    async def events(self) -> list[Event]:
        """What was told of webhooks, in order."""
        told = await events_of(self.company.database, self.company.actor)
        return [event for event in told if event.type.startswith("webhook.")]

    async def numbered(self) -> None:
        await number_all(self.company.database, self.company.actor.organization_id)

    async def set(self, webhook_id: str, **values: str) -> None:
        """Set columns behind the back of every command, as the worker does."""
        columns = ", ".join(f"{name} = '{value}'" for name, value in values.items())
        async with self.company.database.writing(self.company.actor.organization_id) as session:
            own = {"own": uuid_in(webhook_id)}
            await session.execute(text(f"UPDATE webhook SET {columns} WHERE id = :own"), own)

    async def forget_until(self, sequence: int) -> None:
        """Have the log begin after a number, as retention does."""
        given = {"own": self.company.actor.organization_id, "sequence": sequence}
        async with self.company.database.writing(self.company.actor.organization_id) as session:
            await session.execute(_FORGET, given)

    async def rows(self, table: str) -> list[dict[str, Any]]:
        async with self.company.database.reading() as session:
            found = await session.execute(
                text(f"SELECT * FROM {table} WHERE organization_id = :own ORDER BY id"),
                {"own": self.company.actor.organization_id},
            )
            return [row._asdict() for row in found]


def uuid_in(text: str) -> UUID:
    found = parse_id(text)
    assert found is not None
    assert found.uuid is not None
    return found.uuid


def gid(type_name: str, key: object) -> str:
    return global_id(type_name, key)
