"""Connections as Relay has them: edges, nodes, the page's place, and a total where asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, FromClause, Label, false, func, select, true

from schema.prepared.leaves import constant
from schema.prepared.lists import Window
from schema.prepared.rows import PageOnce, array, beside, composite
from schema.prepared.selections import Selected

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

_ROWS = ("edges", "nodes")
_PAGE = (*_ROWS, "pageInfo")


def connection(
    compiler: "Compiler", window: Window, selected: Selected, outer: Sequence[FromClause]
) -> ColumnElement[Any]:
    """One page of a list; its rows are read once, whatever is asked of them."""
    type_ = _object_type(selected)
    parts = compiler.selections.below(selected, type_)
    asked = [part for part in parts if part.name in _PAGE]
    made = _Connection(compiler, window, outer)
    if len(asked) == 1 and asked[0].name in _ROWS and not window.backward:
        columns = [made.lone(part, type_) for part in parts]
        return beside(columns, outer)
    columns = [made.shared(part, type_) for part in parts]
    if not asked:
        return beside(columns, outer)
    statement = select().select_from(made.page.read()).correlate(*outer)
    return composite(statement, columns).scalar_subquery()


class _Connection:
    def __init__(self, compiler: "Compiler", window: Window, outer: Sequence[FromClause]) -> None:
        self.page = PageOnce(window, outer)
        self._compiler = compiler
        self._window = window
        self._outer = outer

    def lone(self, part: Selected, type_: GraphQLObjectType) -> Label[Any]:
        """The only part that is made of rows, straight from them."""
        if part.name not in _ROWS:
            return self._about(part, type_)
        window = self._window
        rows = (
            window.scan.rows()
            .where(window.sought)
            .order_by(*window.order)
            .limit(window.size)
            .correlate(*self._outer)
        )
        columns = self._edge(part) if part.name == "edges" else self._node(part)
        return self._compiler.label(part.key, array(composite(rows, columns)))

    def shared(self, part: Selected, type_: GraphQLObjectType) -> Label[Any]:
        """A part that is made of rows which others are made of, too."""
        inner = self._window.scan.outer
        match part.name:
            case "nodes":
                column = self.page.items(beside(self._node(part), inner))
            case "edges":
                column = self.page.items(beside(self._edge(part), inner))
            case "pageInfo":
                column = beside(self._page_info(part), [])
            case _:
                return self._about(part, type_)
        return self._compiler.label(part.key, column)

    def _about(self, part: Selected, type_: GraphQLObjectType) -> Label[Any]:
        if part.name == "totalCount":
            window = self._window
            rows = window.scan.rows().where(window.counted).correlate(*self._outer)
            total = rows.with_only_columns(func.count(), maintain_column_froms=True)
            return self._compiler.label(part.key, total.scalar_subquery())
        return self._compiler.label(part.key, constant(type_.name))

    def _node(self, part: Selected) -> list[Label[Any]]:
        type_ = _object_type(part)
        fields = self._compiler.selections.below(part, type_)
        return list(self._compiler.columns(self._window.scan, fields, type_))

    def _edge(self, part: Selected) -> list[Label[Any]]:
        type_ = _object_type(part)
        columns = []
        for selected in self._compiler.selections.below(part, type_):
            match selected.name:
                case "node":
                    column = beside(self._node(selected), self._window.scan.outer)
                case "cursor":
                    column = self._window.cursor
                case _:
                    column = constant(type_.name)
            columns.append(self._compiler.label(selected.key, column))
        return columns

    def _page_info(self, part: Selected) -> list[Label[Any]]:
        type_ = _object_type(part)
        page, window = self.page, self._window
        begun = true() if window.begun else false()
        columns: dict[str, ColumnElement[Any]] = {
            "hasNextPage": begun if window.backward else page.goes_on,
            "hasPreviousPage": page.goes_on if window.backward else begun,
            "startCursor": page.start,
            "endCursor": page.end,
        }
        return [
            self._compiler.label(one.key, columns.get(one.name, constant(type_.name)))
            for one in self._compiler.selections.below(part, type_)
        ]


def _object_type(selected: Selected) -> GraphQLObjectType:
    type_ = get_named_type(selected.type)
    if not isinstance(type_, GraphQLObjectType):
        raise TypeError(f"{type_} is no object")
    return type_
