"""What an object has by its own row, or by one other row that no column of it names."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case

from schema.nouns import NOUNS
from schema.prepared.rows import beside, composite
from schema.prepared.scans import ActorSource, Scan, all_of, related, table_of
from schema.prepared.selections import Selected
from schema.prepared.specs import Anything, First, NamedBy, Part
from service.paging.keys import keys_of

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

Source = Scan | ActorSource


def _part(compiler: "Compiler", _: Part, source: Source, selected: Selected) -> ColumnElement[Any]:
    """Some of the row's columns, as an object of their own: nothing is joined."""
    return beside(compiler.inside(source, selected), source.outer)


def _named_by(
    compiler: "Compiler", spec: NamedBy, source: Source, selected: Selected
) -> ColumnElement[Any]:
    scan = all_of(spec.noun, compiler.binds)
    rows = scan.rows().where(scan.column(spec.column) == source.key).correlate(*source.outer)
    return composite(rows, compiler.inside(scan, selected)).scalar_subquery()


def _first(
    compiler: "Compiler", spec: First, source: Source, selected: Selected
) -> ColumnElement[Any]:
    relation = spec.relation
    scan = related(relation, compiler.binds)
    keys = keys_of(relation.order, scan.column)
    rows = (
        scan.rows()
        .where(scan.here(relation.key) == source.key)
        .order_by(*(key.ordered(backward=False) for key in keys))
        .limit(1)
        .correlate(*source.outer)
    )
    return composite(rows, compiler.inside(scan, selected)).scalar_subquery()


def _anything(
    compiler: "Compiler", spec: Anything, source: Source, selected: Selected
) -> ColumnElement[Any]:
    """Null where the row is gone, or never was one of a noun."""
    key = source.column(spec.id_column)
    branches = {
        table_of(noun).name: compiler.by_id(noun, key, selected, source.outer) for noun in NOUNS
    }
    return case(branches, value=source.column(spec.kind_column))


# How each kind of such a field is made.
RELATIVES: Mapping[type[Any], Callable[..., ColumnElement[Any]]] = {
    Part: _part,
    NamedBy: _named_by,
    First: _first,
    Anything: _anything,
}
