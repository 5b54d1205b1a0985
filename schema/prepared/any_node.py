"""Anything by its global id, which tells its type only when a request comes."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, case, column, func, select

from schema.failures import bad_input
from schema.identifiers import parse_id
from schema.nouns import NOUN_BY_TYPE
from schema.page_sizes import MOST
from schema.prepared.given import Given, Leaf
from schema.prepared.plans import NotPrepared
from schema.prepared.rows import array
from schema.prepared.selections import Selected
from service.paging.clauses import NO_ID

if TYPE_CHECKING:
    from schema.prepared.compiler import Compiler


def any_node(compiler: "Compiler", selected: Selected) -> ColumnElement[Any]:
    """`node(id:)`."""
    text = _leaf(compiler.arguments(selected)["id"])
    kind = compiler.binds.of(text.through(_type), Text())
    key = compiler.binds.of(text.through(_key), Uuid())
    branches = {
        name: compiler.by_id(noun, key, selected, ()) for name, noun in NOUN_BY_TYPE.items()
    }
    return case(branches, value=kind)


def any_nodes(compiler: "Compiler", selected: Selected) -> ColumnElement[Any]:
    """`nodes(ids:)`: in their order, with null for those that name nothing."""
    texts = _leaf(compiler.arguments(selected)["ids"])
    kinds = compiler.binds.many(
        texts.through(lambda ids: [_type(one) for one in _few(ids)]), Text()
    )
    keys = compiler.binds.many(texts.through(lambda ids: [_key(one) for one in ids]), Uuid())
    given = (
        func.unnest(kinds, keys)
        .table_valued(
            column("type", Text()), column("id", Uuid()), with_ordinality="place", name="given"
        )
        .render_derived()
    )
    branches = {
        name: compiler.by_id(noun, given.c.id, selected, [given])
        for name, noun in NOUN_BY_TYPE.items()
    }
    found = case(branches, value=given.c.type)
    return array(select(found).select_from(given).order_by(given.c.place))


def _leaf(given: Given) -> Leaf:
    if not isinstance(given, Leaf):
        raise TypeError("an id is a value")
    return given


def _few(ids: list[str]) -> list[str]:
    if len(ids) > MOST:
        raise bad_input(f"ask for at most {MOST} nodes at once")
    return ids


def _type(text: str) -> str:
    parsed = parse_id(text)
    if parsed is None:
        return ""
    if parsed.type == "Finding":
        raise NotPrepared
    return parsed.type


def _key(text: str) -> UUID:
    parsed = parse_id(text)
    return (parsed and parsed.uuid) or NO_ID
