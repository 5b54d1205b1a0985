"""What a search finds, as the connection of a union: the best first."""

from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement, Text, cast, literal_column, true
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION

from schema.failures import bad_input
from schema.page_sizes import ROOT_DEFAULT
from schema.prepared.given import Leaf
from schema.prepared.lists import Whole, page
from schema.prepared.selections import Selected
from schema.prepared.unions import Hits, OfUnion
from service.paging.keys import Key
from service.search.queries import HIGHEST_RANK, LONGEST_TEXT, found

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

_ORDER = "SearchResult rank-"


class _Found(OfUnion):
    def of_edge(self, selected: Selected, type_: GraphQLObjectType) -> ColumnElement[Any]:
        if selected.name == "score":
            rank: ColumnElement[Any] = cast(self._window.scan.columns.rank, DOUBLE_PRECISION())
            return rank / literal_column(str(HIGHEST_RANK))
        return super().of_edge(selected, type_)


def searched(compiler: "Compiler", selected: Selected) -> ColumnElement[Any]:
    """`search(text:)`."""
    arguments, binds = compiler.arguments(selected), compiler.binds
    text = arguments["text"]
    if not isinstance(text, Leaf):
        raise TypeError("what is looked for is a value")
    hits = Hits(found(binds.actor, binds.of(text.through(_searchable), Text())).cte())
    best = Key(hits.columns.rank, descending=True, nullable=False)
    ties = Key(hits.columns.id, descending=False, nullable=False)
    whole = Whole(hits, true(), (best, ties), _ORDER, ROOT_DEFAULT)
    return _Found(compiler, page(whole, arguments, binds), ()).column(selected)


def _searchable(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise bad_input(f"a text to search for has at most {LONGEST_TEXT} characters")
    if "\0" in text:
        raise bad_input("a text cannot hold the character NUL")
    return text
