"""Audits that were stored, and what they came to over time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from schema.audit import AlignmentMetrics, FindingCount, metrics_of
from schema.comparators import Comparators, DateComparators, DateTimeComparators, IdComparators
from schema.context import Info
from schema.enums.describing import described
from schema.failures import bad_input
from schema.filters import Order, filter_input, filtered
from schema.finding_nouns import AUDIT_RUN, LATEST_RUN_FIRST
from schema.listings import listing
from schema.nodes import Node
from schema.prepared.specs import BRINGS
from schema.reads import Fetched, brought
from service.audit.findings import Severity
from service.audit.metrics import Metric, Metrics
from service.findings.queries import TrendPoint, trend_of
from service.findings.rules import RunTrigger

# Days of one answer.
MOST_DAYS = 1_000
DAYS = timedelta(days=90)

described(
    RunTrigger,
    "Why an audit was stored.",
    {
        "NIGHTLY": "A day began, where the organization is.",
        "REQUESTED": "Somebody asked for it, or something changed that concerns everything.",
        "INCREMENTAL": "What a change touched was judged anew; `auditRuns` leaves these out.",
    },
)


def _metrics(told: Mapping[str, Mapping[str, Any]]) -> AlignmentMetrics:
    return metrics_of(
        Metrics(
            **{name: Metric(one["numerator"], one["denominator"]) for name, one in told.items()}
        )
    )


def _counts(told: Sequence[Mapping[str, Any]]) -> list[FindingCount]:
    return [
        FindingCount(
            rule=one["rule"],
            severity=Severity(one["severity"]),
            count=one["count"],
            waived=one["waived"],
        )
        for one in told
    ]


def _metrics_of_run(root: strawberry.Parent[Fetched]) -> AlignmentMetrics:
    return _metrics(brought(root, "metrics"))


def _counts_of_run(root: strawberry.Parent[Fetched]) -> list[FindingCount]:
    return _counts(brought(root, "counts"))


@strawberry.type(description="An audit of the whole organization that was stored.")
class AuditRun(Node):
    trigger: RunTrigger = strawberry.field(description="Why it was stored.")
    as_of: date = strawberry.field(description="The day that it judged by.")
    rule_set: str = strawberry.field(
        description="The version of the rules, with the organization's own settings for them."
    )
    score: float | None = strawberry.field(
        description="The alignment score, 0 to 100; null where nothing could be measured."
    )
    opened: int = strawberry.field(description="How many findings it had that no audit had before.")
    resolved: int = strawberry.field(description="How many findings it no longer had.")
    started_at: datetime = strawberry.field(description="When it began.")
    finished_at: datetime = strawberry.field(description="When it was stored.")
    metrics: AlignmentMetrics = strawberry.field(
        resolver=_metrics_of_run,
        description="What the score is made of, and more.",
        metadata={BRINGS: ("metrics",)},
    )
    counts: list[FindingCount] = strawberry.field(
        resolver=_counts_of_run,
        description="How many findings there were, by severity and rule.",
        metadata={BRINGS: ("counts",)},
    )


@filter_input("Which stored audits a list holds: every field given must hold.")
class AuditRunFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("AuditRun",))
    trigger: strawberry.Maybe[Comparators[RunTrigger]] = filtered("By why they were stored.")
    as_of: strawberry.Maybe[DateComparators] = filtered("By the day that they judged by.")
    finished_at: strawberry.Maybe[DateTimeComparators] = filtered("By when they were stored.")


class AuditRunOrderField(StrEnum):
    """What stored audits are ordered by."""

    ID = "id"
    AS_OF = "as_of"
    FINISHED_AT = "finished_at"


described(
    AuditRunOrderField,
    "What stored audits are ordered by.",
    {
        "ID": "The id, that is the order in which they began.",
        "AS_OF": "The day that they judged by.",
        "FINISHED_AT": "When they were stored.",
    },
)


@strawberry.input(description="One field to order stored audits by.")
class AuditRunOrder(Order[AuditRunOrderField]):
    pass


@strawberry.type(description="What the last stored audit of a day came to.")
class AuditTrendPoint:
    point: strawberry.Private[TrendPoint]

    @strawberry.field(description="The day.")
    def as_of(self) -> date:
        return self.point.as_of

    @strawberry.field(
        description="The alignment score, 0 to 100; null where nothing could be measured."
    )
    def score(self) -> float | None:
        return self.point.score

    @strawberry.field(description="The audit.")
    async def run(self, info: Info) -> AuditRun:
        found: AuditRun = await info.context.reads.object(info, ("AuditRun", self.point.run_id))
        return found

    @strawberry.field(description="What the score is made of, and more.")
    def metrics(self) -> AlignmentMetrics:
        return _metrics(self.point.metrics)

    @strawberry.field(description="How many findings there were, by severity and rule.")
    def counts(self) -> list[FindingCount]:
        return _counts(self.point.counts)


@strawberry.type
class AuditRunQueries:
    audit_runs = listing(
        AuditRun,
        AUDIT_RUN,
        "The stored audits of the whole organization, the latest first.",
        LATEST_RUN_FIRST,
    )

    @strawberry.field(
        description="The alignment score and its metrics over time: one point for each day with a "
        "stored audit, the earliest first."
    )
    async def audit_trend(
        self,
        info: Info,
        from_: Annotated[
            date | None,
            strawberry.argument(
                name="from", description="The first day; absent: 90 days before the last."
            ),
        ] = None,
        to: Annotated[
            date | None,
            strawberry.argument(
                description="The last day, at most 1,000 days after the first; absent: today."
            ),
        ] = None,
    ) -> list[AuditTrendPoint]:
        last = to or await info.context.reads.today()
        first = from_ or last - DAYS
        if (last - first).days > MOST_DAYS:
            raise bad_input(f"ask for at most {MOST_DAYS} days at once")
        async with info.context.database.reading() as session:
            points = await trend_of(session, info.context.actor, first, last)
        return [AuditTrendPoint(point=one) for one in points]
