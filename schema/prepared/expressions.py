"""What is worked out of an object's row by SQL, for `Derived`: of a row and of who asks."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Numeric,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    inspect,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from schema.prepared.binds import Binds
from schema.prepared.leaves import constant
from service.check_ins.models import CheckIn
from service.cycles.models import Cycle
from service.cycles.rules import CycleState
from service.identity.models import Organization
from service.kpis.models import KpiReading
from service.objectives.models import Objective
from service.objectives.rules import Lifecycle
from service.paging.clauses import ratio
from service.progress.rules import MetricType, Status
from service.progress.settings import ProgressSettings

# A cadence beyond it leads to the calendar's last day, as everywhere.
_MANY_DAYS = 3_000_000
_LAST_DAY = literal_column("'9999-12-31'::date", Date())
_CADENCE = literal_column("'{audit,thresholds,check_in_cadence_days}'::text[]", ARRAY(Text()))


def is_effective(check_in: FromClause, binds: Binds) -> ColumnElement[Any]:
    """Whether no other check-in corrects it."""
    later = named(CheckIn)
    return ~exists().where(
        later.c.organization_id == binds.organization, later.c.corrects_id == check_in.c.id
    ).correlate(check_in)


def compliance(key_result: FromClause, binds: Binds) -> ColumnElement[Any]:
    """As `service.progress.measuring.compliance`, of the check-ins that count."""
    lower, upper = _bounds(key_result)
    said = named(CheckIn)
    kept = and_(_holds(said.c.value >= lower), _holds(said.c.value <= upper))
    share = (
        select(func.avg(cast(kept, Integer), type_=Numeric()))
        .where(
            said.c.organization_id == binds.organization,
            said.c.key_result_id == key_result.c.id,
            said.c.value.is_not(None),
            is_effective(said, binds),
        )
        .correlate(key_result)
        .scalar_subquery()
    )
    # The check-ins of others are not even looked at.
    return case((or_(lower.is_not(None), upper.is_not(None)), ratio(share)), else_=null())


def is_healthy(kpi: FromClause, binds: Binds) -> ColumnElement[Any]:
    """Whether its latest reading lies within its bounds; null without either."""
    lower, upper = kpi.c.lower, kpi.c.upper
    read = named(KpiReading)
    latest = (
        select(and_(_holds(read.c.value >= lower), _holds(read.c.value <= upper)))
        .where(read.c.organization_id == binds.organization, read.c.kpi_id == kpi.c.id)
        .order_by(read.c.at.desc(), read.c.id.desc())
        .limit(1)
        .correlate(kpi)
        .scalar_subquery()
    )
    return case((or_(lower.is_not(None), upper.is_not(None)), latest), else_=null())


def next_check_in_on(key_result: FromClause, binds: Binds) -> ColumnElement[Any]:
    """The day by which it is to be checked in next; null where none is awaited today."""
    objective, cycle = named(Objective), named(Cycle)
    return (
        select(next_check_in_day(key_result, objective, cycle, binds))
        .select_from(with_cycle(objective, objective, cycle, binds))
        .where(
            objective.c.organization_id == binds.organization,
            objective.c.id == key_result.c.objective_id,
            is_awaited(key_result, objective, cycle, today(binds)),
        )
        .correlate(key_result)
        .scalar_subquery()
    )


def with_cycle(
    source: FromClause, objective: FromClause, cycle: FromClause, binds: Binds
) -> FromClause:
    """What has objectives, with the cycles that these may have."""
    return source.outerjoin(
        cycle,
        and_(cycle.c.organization_id == binds.organization, cycle.c.id == objective.c.cycle_id),
    )


def next_check_in_day(
    key_result: FromClause, objective: FromClause, cycle: FromClause, binds: Binds
) -> ColumnElement[Any]:
    """As `service.progress.staleness` counts it, in the organization's time zone."""
    starts_on = func.coalesce(objective.c.starts_on, cycle.c.starts_on)
    began = func.greatest(starts_on, _day_of(key_result.c.created_at, binds))
    since = func.coalesce(_day_of(key_result.c.checked_in_at, binds), began, type_=Date())
    return func.least(since + _cadence(binds), _LAST_DAY, type_=Date())


def is_awaited(
    key_result: FromClause, objective: FromClause, cycle: FromClause, day: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether a check-in is still to be expected of it on a day: it is being worked on."""
    due_on = func.coalesce(key_result.c.due_on, objective.c.ends_on, cycle.c.ends_on)
    return and_(
        key_result.c.archived_at.is_(None),
        key_result.c.status != constant(Status.ACHIEVED),
        objective.c.archived_at.is_(None),
        objective.c.lifecycle == constant(Lifecycle.ACTIVE),
        or_(objective.c.cycle_id.is_(None), cycle.c.state == constant(CycleState.ACTIVE)),
        _holds(due_on >= day),
    )


def is_begun(
    objective: FromClause, cycle: FromClause, day: ColumnElement[Any]
) -> ColumnElement[bool]:
    return _holds(func.coalesce(objective.c.starts_on, cycle.c.starts_on) <= day)


def today(binds: Binds) -> ColumnElement[Any]:
    """The organization's day at the moment of the request."""
    return _day_of(binds.now, binds)


def named(table: type[Any]) -> FromClause:
    """A table under a name of its own."""
    source: FromClause = inspect(table).local_table
    return source.alias()


def _bounds(key_result: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """As `service.progress.measuring.bounds`."""
    row = key_result.c
    of_range = constant(MetricType.MAINTAIN_RANGE)
    above, below = constant(MetricType.MAINTAIN_ABOVE), constant(MetricType.MAINTAIN_BELOW)
    lower = case(
        (row.metric_type == above, func.coalesce(row.lower, row.target)),
        (row.metric_type == of_range, row.lower),
    )
    upper = case(
        (row.metric_type == below, func.coalesce(row.upper, row.target)),
        (row.metric_type == of_range, row.upper),
    )
    return lower, upper


def _holds(comparison: ColumnElement[Any]) -> ColumnElement[bool]:
    """That it is so, or that there is nothing to compare with."""
    return func.coalesce(comparison, true())


def _day_of(moment: ColumnElement[Any], binds: Binds) -> ColumnElement[Any]:
    zone = _of_organization(lambda row: row.c.timezone, binds)
    return cast(func.timezone(zone, moment), Date())


def _cadence(binds: Binds) -> ColumnElement[int]:
    """As `service.progress.settings` reads it, for what may be stored: numbers."""

    def days(row: FromClause) -> ColumnElement[Any]:
        given = row.c.settings.op("#>")(_CADENCE)
        is_number = func.jsonb_typeof(given) == constant("number")
        fewest = func.least(cast(given, Numeric()), literal_column(str(_MANY_DAYS)))
        default = literal_column(str(ProgressSettings().cadence_days), Integer())
        return case((is_number, cast(fewest, Integer())), else_=default)

    return _of_organization(days, binds)


def _of_organization(column: Any, binds: Binds) -> ColumnElement[Any]:  # noqa: ANN401 - a function of its row
    row = named(Organization)
    return (
        select(column(row)).where(row.c.id == binds.organization).correlate(None).scalar_subquery()
    )
