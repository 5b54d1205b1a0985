"""What a run found beside what is on record: only the difference is written."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from service.actor import Actor
from service.audit.findings import Finding, FindingState
from service.database import Session
from service.events.catalogue import EventType
from service.events.facts import Fact
from service.events.record import record_all
from service.findings.rows import Difference, sent
from service.findings.rules import MOST_TOLD
from service.findings.statements import RESOLVE, SAY

# Which event led to a finding about these.
Cause = Callable[[Iterable[UUID]], UUID | None]


@dataclass(slots=True)
class Scribe:
    """Writes what one run found, and tells of it.

    Attributes:
        findings: all that the run found.
        day: by which waivers hold.
        seen_at: when all that stands was seen last.
        is_silent: it tells of no finding: the first run of an organization is where all begins.
        told: by type, how many events it wrote.
    """

    actor: Actor
    findings: Sequence[Finding]
    run_id: UUID
    day: date
    now: datetime
    seen_at: datetime | None
    cause: Cause
    is_silent: bool = False
    told: dict[EventType, int] = field(default_factory=dict)

    async def say(self, session: Session, places: Sequence[int], *, new: bool) -> None:
        """Write what was found; what is `new` is told, unless it is waived already."""
        if not places:
            return
        given, text = await asyncio.to_thread(self._sent, places)
        written = await session.execute(SAY, {**self._scope, "rows": text, "day": self.day})
        if new:
            opened = {str(row.id) for row in written if row.state == FindingState.OPEN}
            told = [row for row in given if row["id"] in opened]
            await self._tell(session, EventType.FINDING_OPENED, told)

    def _sent(self, places: Sequence[int]) -> tuple[list[dict[str, Any]], str]:
        """Rows as they are told of, and as the database takes them."""
        given = [sent(self.findings[place]) for place in places]
        return given, orjson.dumps(given).decode()

    async def resolve(self, session: Session, ids: Sequence[UUID]) -> None:
        if ids:
            given = {**self._scope, "ids": list(ids), "seen_at": self.seen_at}
            rows = (await session.execute(RESOLVE, given)).all()
            told = [dict(row._mapping) for row in rows]  # noqa: SLF001 - public, in spite of its name
            await self._tell(session, EventType.FINDING_RESOLVED, told)

    def untold(self, differs: Difference) -> dict[str, int]:
        """How many findings came and went without an event of their own."""
        opened, resolved = (
            self.told.get(one, 0) for one in (EventType.FINDING_OPENED, EventType.FINDING_RESOLVED)
        )
        return {
            "opened": len(differs.opened) - opened,
            "resolved": len(differs.resolved) - resolved,
        }

    @property
    def _scope(self) -> dict[str, object]:
        scope = {"organization": self.actor.organization_id, "run": self.run_id}
        return {**scope, "now": self.now}

    async def _tell(self, session: Session, type: EventType, rows: Sequence[Any]) -> None:
        before = self.told.get(type, 0)
        room = 0 if self.is_silent else max(0, MOST_TOLD - before)
        self.told[type] = before + len(rows[:room])
        is_new = type is EventType.FINDING_OPENED
        change = (None, "OPEN") if is_new else ("OPEN", "RESOLVED")
        facts = [
            Fact(
                type,
                "finding",
                UUID(str(row["id"])),
                {"state": change},
                self._details(row),
                self._why(row),
            )
            for row in rows[:room]
        ]
        await record_all(session, self.actor, facts)

    def _details(self, row: Mapping[str, Any]) -> dict[str, object]:
        subject = row["subject_id"] and {"kind": row["subject_kind"], "id": str(row["subject_id"])}
        told = {name: row[name] for name in ("rule", "severity", "message", "fingerprint")}
        return {**told, "subject": subject, "related": row["related"], "run": str(self.run_id)}

    def _why(self, row: Mapping[str, Any]) -> UUID | None:
        ids = [row["subject_id"], *(one["id"] for one in row["related"])]
        return self.cause(UUID(str(one)) for one in ids if one is not None)
