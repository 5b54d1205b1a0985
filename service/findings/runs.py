"""Runs as they are stored and told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson

from service.actor import Actor
from service.audit.formats.json import metrics_document
from service.audit.report import AuditReport
from service.database import Session
from service.findings.rows import Difference
from service.findings.rules import RunTrigger
from service.findings.statements import INSERT_RUN
from service.tables import utc_now


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run.

    Attributes:
        sequence: the number in the log up to which it has seen everything.
        report: none where only what a change touched was looked at.
    """

    trigger: RunTrigger
    as_of: date
    rule_set: str
    sequence: int
    difference: Difference
    started_at: datetime
    report: AuditReport | None = None

    def public(self) -> dict[str, object]:
        """What there is to tell of it, as JSON has it."""
        return {
            "trigger": self.trigger.value,
            "as_of": self.as_of.isoformat(),
            "rule_set": self.rule_set,
            "score": self.report and self.report.score,
            "metrics": self._metrics(),
            "counts": self._counts(),
            "opened": len(self.difference.opened),
            "resolved": len(self.difference.resolved),
        }

    async def store(self, session: Session, actor: Actor, run_id: UUID) -> None:
        row = {
            **self.public(),
            "organization": actor.organization_id,
            "id": run_id,
            "as_of": self.as_of,
            "metrics": _json(self._metrics()),
            "counts": _json(self._counts()),
            "sequence": self.sequence,
            "started_at": self.started_at,
            "finished_at": utc_now(),
        }
        await session.execute(INSERT_RUN, row)

    def _metrics(self) -> dict[str, object] | None:
        return None if self.report is None else metrics_document(self.report.metrics)

    def _counts(self) -> list[dict[str, object]] | None:
        if self.report is None:
            return None
        return [
            {
                "rule": one.rule,
                "severity": one.severity.value,
                "count": one.count,
                "waived": one.waived,
            }
            for one in self.report.counts
        ]


def _json(value: object) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
