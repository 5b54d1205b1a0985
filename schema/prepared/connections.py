"""Connections as Relay has them: edges, nodes, the page's place, and a total where asked for."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic

from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement, FromClause, Label, false, func, select, true

from schema.prepared.leaves import constant
from schema.prepared.lists import From, Window
from schema.prepared.rows import PageOnce, array, beside, composite
from schema.prepared.scans import Scan
from schema.prepared.selections import Selected

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

_ROWS = ("edges", "nodes")
_PAGE = (*_ROWS, "pageInfo")


def connection(
    compiler: "Compiler", window: Window[Scan], selected: Selected, outer: Sequence[FromClause]
) -> ColumnElement[Any]:
    """One page of a list; its rows are read once, whatever is asked of them."""
    return _OfScan(compiler, window, outer).column(selected)


class Connections(ABC, Generic[From]):
    """One page of a list as a column; what a node of it is, is for others to say."""

    def __init__(
        self, compiler: "Compiler", window: Window[From], outer: Sequence[FromClause]
    ) -> None:
        self._page = PageOnce(window, outer)
        self._compiler = compiler
        self._window = window
        self._outer = outer

    @abstractmethod
    def node(self, selected: Selected) -> ColumnElement[Any]:
        """What is shown of one row."""

    def column(self, selected: Selected) -> ColumnElement[Any]:
        """What is asked of the page."""
        type_ = selected.object_type
        parts = self._compiler.selections.below(selected, type_)
        columns = [self._part(part, type_) for part in parts]
        if not any(part.name in _PAGE for part in parts):
            return beside(columns, self._outer)
        statement = select().select_from(self._page.read()).correlate(*self._outer)
        return composite(statement, columns).scalar_subquery()

    def edge(self, part: Selected) -> list[Label[Any]]:
        type_ = part.object_type
        return [
            self._compiler.label(selected.key, self.of_edge(selected, type_))
            for selected in self._compiler.selections.below(part, type_)
        ]

    def of_edge(self, selected: Selected, type_: GraphQLObjectType) -> ColumnElement[Any]:
        match selected.name:
            case "node":
                return self.node(selected)
            case "cursor":
                return self._window.cursor
            case _:
                return constant(type_.name)

    def about(self, part: Selected, type_: GraphQLObjectType) -> Label[Any]:
        """A part that is made of no row of the page."""
        if part.name == "totalCount":
            window = self._window
            rows = window.scan.rows().where(window.counted).correlate(*self._outer)
            total = rows.with_only_columns(func.count(), maintain_column_froms=True)
            return self._compiler.label(part.key, total.scalar_subquery())
        return self._compiler.label(part.key, constant(type_.name))

    def _part(self, part: Selected, type_: GraphQLObjectType) -> Label[Any]:
        match part.name:
            case "nodes":
                column = self._page.items(self.node(part))
            case "edges":
                column = self._page.items(beside(self.edge(part), self._window.scan.outer))
            case "pageInfo":
                column = beside(self._page_info(part), [])
            case _:
                return self.about(part, type_)
        return self._compiler.label(part.key, column)

    def _page_info(self, part: Selected) -> list[Label[Any]]:
        type_ = part.object_type
        page, window = self._page, self._window
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


class _OfScan(Connections[Scan]):
    """The rows of one noun."""

    def column(self, selected: Selected) -> ColumnElement[Any]:
        type_ = selected.object_type
        parts = self._compiler.selections.below(selected, type_)
        asked = [part.name for part in parts if part.name in _PAGE]
        if len(asked) == 1 and asked[0] in _ROWS and not self._window.backward:
            return beside([self._lone(part, type_) for part in parts], self._outer)
        return super().column(selected)

    def node(self, selected: Selected) -> ColumnElement[Any]:
        return beside(self._columns(selected), self._window.scan.outer)

    def _lone(self, part: Selected, type_: GraphQLObjectType) -> Label[Any]:
        """The only part that is made of rows, straight from them."""
        if part.name not in _ROWS:
            return self.about(part, type_)
        window = self._window
        rows = (
            window.scan.rows()
            .where(window.sought)
            .order_by(*window.order)
            .limit(window.size)
            .correlate(*self._outer)
        )
        columns = self.edge(part) if part.name == "edges" else self._columns(part)
        return self._compiler.label(part.key, array(composite(rows, columns)))

    def _columns(self, part: Selected) -> list[Label[Any]]:
        type_ = part.object_type
        fields = self._compiler.selections.below(part, type_)
        return list(self._compiler.columns(self._window.scan, fields, type_))
