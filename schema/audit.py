"""The alignment audit: how well goals hang together, and what to mend."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.types.field import StrawberryField

from schema.connections import Connection, PageArguments, connection_at_hand
from schema.context import Info
from schema.findings import Finding
from schema.listings import page_arguments
from schema.lookups import all_named, given
from schema.nouns import CYCLE, TEAM
from schema.page_sizes import NESTED_DEFAULT
from schema.sequences import page_of_findings
from schema.what_if import AlignmentChangeInput, proposed_audit
from service.audit.findings import FindingState, Severity
from service.audit.metrics import Metric, Metrics
from service.audit.packed_findings import Findings
from service.audit.report import AuditReport
from service.audit.scope import Scope
from service.auditing.auditor import AuditRequest


@strawberry.type(description="A ratio with what it was counted from.")
class AlignmentMetric:
    value: Decimal | None = strawberry.field(
        description="Numerator by denominator, rounded half up to 6 places; null at denominator 0."
    )
    numerator: int = strawberry.field(description="How many pass.")
    denominator: int = strawberry.field(description="How many were looked at.")


def metric(description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    return strawberry.field(description=description)


@strawberry.type(description="The organization's alignment in numbers.")
class AlignmentMetrics:
    alignment_rate: AlignmentMetric = metric("ALIGNED / objectives that are not EXEMPT.")
    line_of_sight_rate: AlignmentMetric = metric(
        "FULL (PARTIAL too where no strategy is recorded) / key results that are not EXEMPT."
    )
    strategy_coverage: AlignmentMetric = metric(
        "With an active key result below / pillars; all elements where there is no pillar."
    )
    company_support: AlignmentMetric = metric("With a child / company objectives.")
    ownership: AlignmentMetric = metric("With an owner or an accountable role / objectives.")
    measurable: AlignmentMetric = metric(
        "With a target, or BINARY, MILESTONE, BASELINE / key results."
    )
    cross_team_edges: AlignmentMetric = metric("Between two teams / alignments between teams.")
    mean_distance: AlignmentMetric = metric(
        "Steps to the top, added up / objectives and key results with a line of sight."
    )
    stale_rate: AlignmentMetric = metric(
        "Latest check-in older than cadence and grace / key results under way ever checked in."
    )


@strawberry.type(description="How many findings one rule has at one severity.")
class FindingCount:
    rule: str = strawberry.field(description="The rule: `ALN007`.")
    severity: Severity = strawberry.field(description="The severity.")
    count: int = strawberry.field(description="How many.")
    waived: int = strawberry.field(description="How many of them are accepted for now.")


def _limit(wanted: Sequence[str] | None) -> Sequence[str] | None:
    """A list as the audit takes it, where none is no limit."""
    return None if wanted is strawberry.UNSET else wanted


class FindingsList(FieldExtension):
    """Turns the findings that a resolver names into a connection."""

    def apply(self, field: StrawberryField) -> None:
        field.arguments = [*field.arguments, *page_arguments(NESTED_DEFAULT)]

    async def resolve_async(
        self,
        next_: AsyncExtensionResolver,
        source: object,
        info: Info,
        **given: Any,  # noqa: ANN401 - the resolver's own arguments and those of the page
    ) -> Connection[Finding]:
        names = ("first", "after", "last", "before")
        page = PageArguments(**{name: given.pop(name) for name in names if name in given})
        findings: Findings = await next_(source, info, **given)
        # in a thread: where a cursor's finding is no more, all of them are looked through
        shown = await asyncio.to_thread(page_of_findings, findings, page)
        return connection_at_hand(shown, len(findings), lambda row: Finding(row=row))


@strawberry.type(description="One run of the audit over the organization as it is now.")
class AlignmentAudit:
    report: strawberry.Private[AuditReport]

    @strawberry.field(description="When it ran.")
    def generated_at(self) -> datetime:
        return self.report.generated_at

    @strawberry.field(description="The day that it judged by.")
    def as_of(self) -> date:
        return self.report.as_of

    @strawberry.field(
        description="The alignment score, 0 to 100: the weighted mean of the metrics that could "
        "be measured; null where none could."
    )
    def score(self) -> float | None:
        return self.report.score

    @strawberry.field(description="What the score is made of, and more.")
    def metrics(self) -> AlignmentMetrics:
        return metrics_of(self.report.metrics)

    @strawberry.field(description="How many findings there are, by severity and rule.")
    def counts(self) -> list[FindingCount]:
        return [
            FindingCount(rule=row.rule, severity=row.severity, count=row.count, waived=row.waived)
            for row in self.report.counts
        ]

    @strawberry.field(
        graphql_type=Connection[Finding],
        description="What was found, the worst first: by severity, rule and subject.",
        extensions=[FindingsList()],
    )
    async def findings(
        self,
        severities: Annotated[
            list[Severity] | None, strawberry.argument(description="Only these severities.")
        ] = strawberry.UNSET,
        rules: Annotated[
            list[str] | None, strawberry.argument(description="Only these rules: `ALN007`.")
        ] = strawberry.UNSET,
        states: Annotated[
            list[FindingState] | None, strawberry.argument(description="Only these states.")
        ] = strawberry.UNSET,
    ) -> Findings:
        return self.report.findings.among(_limit(severities), _limit(rules), _limit(states))


@strawberry.type
class AuditQueries:
    @strawberry.field(
        description="The alignment audit. The scope selects what is judged, the graph is always "
        "the whole organization; null with an error where an argument names nothing."
    )
    async def alignment_audit(
        self,
        info: Info,
        cycle_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only this cycle and its child cycles."),
        ] = strawberry.UNSET,
        team_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only this team and its parts."),
        ] = strawberry.UNSET,
        as_of: Annotated[
            date | None,
            strawberry.argument(
                description="The day to judge by; absent: today in the organization's time zone."
            ),
        ] = strawberry.UNSET,
        what_if: Annotated[
            list[AlignmentChangeInput] | None,
            strawberry.argument(
                description="The audit as it would be after these changes, up to 100, one after "
                "the other; nothing is stored. A cycle that they would close is a finding."
            ),
        ] = strawberry.UNSET,
    ) -> AlignmentAudit | None:
        reads = info.context.reads
        scope = Scope(
            cycles=await all_named(info, CYCLE, given(cycle_id), "cycleId"),
            teams=await all_named(info, TEAM, given(team_id), "teamId"),
        )
        request = AuditRequest(scope, as_of or await reads.today())
        if what_if:
            return AlignmentAudit(report=await proposed_audit(info, request, what_if))
        return AlignmentAudit(report=await reads.audit(request))


def metrics_of(metrics: Metrics) -> AlignmentMetrics:
    return AlignmentMetrics(
        alignment_rate=_metric(metrics.alignment_rate),
        line_of_sight_rate=_metric(metrics.line_of_sight_rate),
        strategy_coverage=_metric(metrics.strategy_coverage),
        company_support=_metric(metrics.company_support),
        ownership=_metric(metrics.ownership),
        measurable=_metric(metrics.measurable),
        cross_team_edges=_metric(metrics.cross_team_edges),
        mean_distance=_metric(metrics.mean_distance),
        stale_rate=_metric(metrics.stale_rate),
    )


def _metric(metric: Metric) -> AlignmentMetric:
    return AlignmentMetric(
        # A float of at most 6 places prints as the decimal that it stands for.
        value=None if metric.value is None else Decimal(str(metric.value)),
        numerator=metric.numerator,
        denominator=metric.denominator,
    )
