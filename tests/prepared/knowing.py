"""What a database has that operations may name: ids, and places in lists."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

from schema.identifiers import global_id, parse_id
from schema.nouns import NOUN_BY_TYPE
from schema.prepared.specs import Many
from service.actor import Actor
from service.database import Database
from tests.prepared.generating import Known
from tests.prepared.walking import LISTS, NESTED_LISTS, Place, orders

Data = Callable[..., Awaitable[Any]]

_EDGES = "{ edges { cursor } }"


async def known_of(database: Database, data: Data, actor: Actor, stranger: Actor) -> Known:
    """Ids of both organizations, cursors of the first, whom `data` asks for."""
    ours = await _ids(database, actor, 4)
    theirs = await _ids(database, stranger, 1)
    nobodys = [global_id("Objective", uuid4()), global_id("Nothing", uuid4()), "nonsense", ""]
    cursors: dict[str, list[tuple[list[dict[str, str]], str]]] = {}
    for place in LISTS:
        for order in _orders(place):
            document = f"""query ($orderBy: [{place.shows}Order!]) {{
              {place.name}(orderBy: $orderBy, first: 5) {_EDGES} }}"""
            edges = (await data(document, orderBy=order))[place.name]["edges"]
            cursors.setdefault(place.shows, []).extend((order, edge["cursor"]) for edge in edges)
    ids = [*ours, *theirs, *nobodys]
    return Known(ids, _by_type(ids), cursors, await _default_cursors(data))


async def _ids(database: Database, actor: Actor, count: int) -> list[str]:
    """Of every type, archived ones among them."""
    found = []
    async with database.reading() as session:
        for name, noun in NOUN_BY_TYPE.items():
            rows = (
                (await session.scalars(noun.of(actor).limit(count)))
                if name != "Organization"
                else ()
            )
            found += [global_id(name, row.id) for row in rows]
    return [*found, global_id("Organization", actor.organization_id)]


def _by_type(ids: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in ids:
        named = parse_id(text)
        found.setdefault(named.type if named else "", []).append(text)
    return found


def _orders(place: Place) -> Iterator[list[dict[str, str]]]:
    fields = orders(place)
    yield []
    for number, name in enumerate(fields):
        yield [{"field": name, "direction": ("ASC", "DESC")[number % 2]}]
    yield [{"field": fields[-1], "direction": "DESC"}, {"field": fields[1], "direction": "ASC"}]


async def _default_cursors(data: Data) -> dict[str, list[str]]:
    """Of lists inside objects, which may have an order of their own."""
    found: dict[str, list[str]] = {}
    for place in NESTED_LISTS:
        parents = next((one for one in LISTS if one.shows == place.type), None)
        if parents is None or not isinstance(place.spec, Many):
            continue
        document = f"{{ {parents.name} {{ nodes {{ {place.name}(first: 2) {_EDGES} }} }} }}"
        nodes = (await data(document))[parents.name]["nodes"]
        cursors = [edge["cursor"] for node in nodes for edge in node[place.name]["edges"]]
        if cursors:
            found[str(place)] = cursors[:6]
    return found
