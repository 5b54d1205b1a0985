"""What waits for a person's decision, as the connection of a union: the longest waiting first."""

from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from sqlalchemy import BindParameter, ColumnElement, true

from schema.nouns import PERSON
from schema.page_sizes import ROOT_DEFAULT
from schema.prepared.given import Leaf
from schema.prepared.lists import Whole, page
from schema.prepared.look_ups import existing
from schema.prepared.selections import Selected
from schema.prepared.unions import Hits, OfUnion
from service.alignment.inbox import waiting
from service.paging.keys import Key

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler

_ORDER = "InboxItem since"


class _Waiting(OfUnion):
    def of_edge(self, selected: Selected, type_: GraphQLObjectType) -> ColumnElement[Any]:
        hits = self._window.scan
        match selected.name:
            case "kind":
                return hits.columns.kind
            case "since":
                return hits.columns.since
            case "askedBy":
                return self._compiler.by_id(PERSON, hits.columns.asked, selected, hits.outer)
            case _:
                return super().of_edge(selected, type_)


def inbox(compiler: "Compiler", selected: Selected) -> ColumnElement[Any]:
    """`inbox(personId:)`."""
    arguments, binds = compiler.arguments(selected), compiler.binds
    hits = Hits(waiting(binds.actor, _person(compiler, arguments.get("personId"))).cte())
    longest = Key(hits.columns.since, descending=False, nullable=False)
    ties = Key(hits.columns.id, descending=False, nullable=False)
    whole = Whole(hits, true(), (longest, ties), _ORDER, ROOT_DEFAULT)
    return _Waiting(compiler, page(whole, arguments, binds), ()).column(selected)


def _person(compiler: "Compiler", given: object) -> BindParameter[Any]:
    """Who is named, else who asks: null where that is nobody, whom nothing waits for."""
    if isinstance(given, Leaf):
        return existing(compiler, PERSON, given, "personId")
    return compiler.binds.person
