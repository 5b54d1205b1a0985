"""The search over the titles and names of an organization."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Uuid,
    case,
    exists,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from service.actor import Actor
from service.cycles.models import Cycle
from service.folding import plain
from service.identity.models import Person
from service.initiatives.models import Initiative
from service.kpis.models import Kpi
from service.objectives.models import KeyResult, Objective
from service.strategy.models import StrategyElement
from service.teams.models import Team

# Longer texts are refused before they come here: no title is looked for by more.
LONGEST_TEXT = 200
# The rank of a title that is the very text; all others lie below, down to 0.
HIGHEST_RANK = 50_000

_TIER = 10_000
_HALF = 5_000
_LONGEST = 2_000
# Of the titles that merely resemble the text, so many of each kind are compared.
_MOST_RESEMBLING = 1_000

_SEARCHED: tuple[tuple[type[Any], str], ...] = (
    (StrategyElement, "title"),
    (Objective, "title"),
    (KeyResult, "title"),
    (Initiative, "title"),
    (Team, "name"),
    (Person, "name"),
    (Cycle, "name"),
    (Kpi, "name"),
)


def found(actor: Actor, text: str | ColumnElement[str]) -> Select[tuple[str, UUID, int]]:
    """What the text finds, in no order: `type` (its name), `id`, `rank` (higher is better).

    A title is found that has all words of the text, in any order, each perhaps only begun,
    whatever the case and the accents. Only where there is none such are those found that resemble
    the text, as it does with a slip of the pen. What is archived is not found.

    Ranks: the title is the text; begins with it; has it inside, at the beginning of a word; has
    its words apart; resembles it. Whole words come before words begun, short titles before long.
    """
    sought = literal(text, String) if isinstance(text, str) else text
    exact = union_all(*(_with_words(actor, *one, sought) for one in _SEARCHED)).cte()
    alike = union_all(*(_resembling(actor, *one, sought, exact) for one in _SEARCHED))
    ranked = select(exact.c.type, exact.c.id, _rank(exact.c.words, sought).label("rank"))
    either = union_all(ranked, alike).subquery("found")
    return select(either.c.type, either.c.id, either.c.rank)


def _with_words(
    actor: Actor, table: type[Any], column: str, sought: ColumnElement[str]
) -> Select[Any]:
    title = getattr(table, column)
    return _in_use(actor, table, plain(title).label("words")).where(
        func.title_words(table.organization_id, title).bool_op("@@")(_words(actor, sought))
    )


def _resembling(
    actor: Actor, table: type[Any], column: str, sought: ColumnElement[str], exact: CTE
) -> Select[Any]:
    title = getattr(table, column)
    alike = (
        _in_use(actor, table, title.label("title"))
        .where(
            func.resembles(sought, title),
            _words(actor, sought).is_not(None),
            ~exists(exact.c.id),
        )
        .limit(_MOST_RESEMBLING)
        .subquery()
    )
    rank = cast_to(func.resemblance(sought, alike.c.title) * _HALF, Integer)
    return select(alike.c.type, alike.c.id, rank)


def _in_use(actor: Actor, table: type[Any], *columns: ColumnElement[Any]) -> Select[Any]:
    return select(
        literal(table.__name__, String).label("type"), col(table.id).label("id"), *columns
    ).where(
        col(table.organization_id) == actor.organization_id,
        col(table.archived_at).is_(None),
    )


def _words(actor: Actor, sought: ColumnElement[str]) -> ColumnElement[str]:
    return func.words_sought(type_coerce(actor.organization_id, Uuid), sought, type_=TSQUERY)


def _rank(words: ColumnElement[str], sought: ColumnElement[str]) -> ColumnElement[int]:
    wanted = select(plain(sought)).scalar_subquery()
    place = case(
        (words.startswith(wanted), 3 * _TIER),
        ((" " + words).contains(" " + wanted), 2 * _TIER),
        else_=_TIER,
    )
    whole = case(((" " + words + " ").contains(" " + wanted + " "), _HALF), else_=0)
    length = func.least(func.length(words), _LONGEST)
    return case((words == wanted, HIGHEST_RANK), else_=place + whole - length)
