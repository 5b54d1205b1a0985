"""An organization's log: facts go in, and are numbered."""

from dataclasses import dataclass
from uuid import UUID

from service.actor import Actor
from service.database import Database
from service.events.facts import Fact
from service.events.feed import LogEntry, entries_after
from service.events.record import record_all
from service.events.sequencing import number_all
from service.events.verifying import LogVerification, verify_log
from service.tables import new_id


@dataclass(frozen=True)
class Log:
    database: Database
    actor: Actor

    @property
    def organization_id(self) -> UUID:
        return self.actor.organization_id

    async def record(self, *titles: str, type: str = "objective.updated") -> list[UUID]:
        """A transaction that tells one fact for each title, of a subject each."""
        subjects = [new_id() for _ in titles]
        facts = [
            Fact(type, "objective", subject, {"title": (None, title)})
            for subject, title in zip(subjects, titles, strict=True)
        ]
        async with self.database.writing(self.organization_id) as session:
            await record_all(session, self.actor, facts)
        return subjects

    async def number(self) -> int:
        return await number_all(self.database, self.organization_id)

    async def entries(self, after: int = 0, most: int = 1_000) -> list[LogEntry]:
        return await entries_after(self.database, self.organization_id, after, most=most)

    async def titles(self) -> list[str]:
        """What was recorded, in the order of the numbers; without the organization itself."""
        found = await self.entries()
        return [entry.changes["title"][1] for entry in found if "title" in entry.changes]

    async def verified(self) -> LogVerification:
        return await verify_log(self.database, self.organization_id)
