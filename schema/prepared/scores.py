"""What scores come to, as SQL over the row of a goal: as `service.progress.scoring` has it."""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from schema.prepared.binds import Binds
from schema.prepared.expressions import named
from schema.prepared.leaves import constant
from service.objectives.models import Objective
from service.paging.clauses import ratio
from service.progress.rules import Commitment
from service.progress.scoring import ASPIRATION, GREEN_FROM, YELLOW_FROM, Band
from service.reviews.models import Review


def suggested_score(goal: FromClause, _: Binds) -> ColumnElement[Any]:
    """Its progress is stored within 0..1 already."""
    return ratio(goal.c.progress)


def score_band(goal: FromClause, _: Binds) -> ColumnElement[Any]:
    # What lies outside 0..1 has the color of the end it lies beyond.
    tenths = func.round(goal.c.score, literal_column("1"), type_=Numeric())
    return case(
        (tenths >= _number(GREEN_FROM), constant(Band.GREEN)),
        (tenths >= _number(YELLOW_FROM), constant(Band.YELLOW)),
        (tenths.is_not(None), constant(Band.RED)),
    )


def objective_is_success(objective: FromClause, binds: Binds) -> ColumnElement[Any]:
    row = objective.c
    return _is_success(row.commitment, row.score, _has_learning(objective, row.id, binds))


def key_result_is_success(key_result: FromClause, binds: Binds) -> ColumnElement[Any]:
    home, row = named(Objective), key_result.c
    commitment = (
        select(home.c.commitment)
        .where(home.c.organization_id == binds.organization, home.c.id == row.objective_id)
        .correlate(key_result)
        .scalar_subquery()
    )
    learned = _has_learning(key_result, row.objective_id, binds)
    return _is_success(commitment, row.score, learned)


def _is_success(
    commitment: ColumnElement[Any], score: ColumnElement[Any], has_learning: ColumnElement[bool]
) -> ColumnElement[Any]:
    return case(
        {
            constant(Commitment.COMMITTED): score >= _number(Decimal(1)),
            constant(Commitment.ASPIRATIONAL): score >= _number(ASPIRATION),
            constant(Commitment.LEARNING): has_learning,
        },
        value=commitment,
    )


def _has_learning(
    goal: FromClause, objective_id: ColumnElement[Any], binds: Binds
) -> ColumnElement[bool]:
    """Whether its note says something, or a review of the objective says what was learned."""
    review = named(Review)
    reviewed = exists().where(
        review.c.organization_id == binds.organization,
        review.c.objective_id == objective_id,
        review.c.archived_at.is_(None),
        _says(review.c.learned),
    )
    return or_(_says(goal.c.score_note), reviewed.correlate(goal))


def _says(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(func.btrim(column), constant("")) != constant("")


def _number(value: Decimal) -> ColumnElement[Any]:
    return literal_column(str(value), Numeric())
