"""What an organization has already of what a document names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Text, Uuid, and_, any_, literal, or_, select

from service.actor import Actor
from service.alignment.node_rows import node_records
from service.alignment.other_rows import alignment_records
from service.alignment.queries import alignments, records_above
from service.alignment.records import OrganizationRecords
from service.database import Session
from service.interchange.checks import PARENT_ATTRIBUTE, references
from service.interchange.document import Document
from service.interchange.items import Noun
from service.interchange.problems import Code, Problem, shown
from service.interchange.stores import NAMED_NOUNS, NODE_NOUNS, NODES, table_by_noun
from service.tables import NO_SYSTEM

Row = dict[str, Any]

# Above this many nodes, reading the whole graph is cheaper than looking up from each.
_MANY = 2_000


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The rows that a document names, by noun and by the document's own names for them."""

    by_noun: Mapping[Noun, Mapping[str, Row]]

    def row(self, noun: Noun, name: str) -> Row | None:
        return self.by_noun[noun].get(name)

    def nouns_by_name(self) -> dict[str, set[Noun]]:
        nouns: dict[str, set[Noun]] = {}
        for noun, rows in self.by_noun.items():
            for name in rows:
                nouns.setdefault(name, set()).add(noun)
        return nouns

    def taken(self, document: Document) -> list[Problem]:
        """Rows of the document that are stored as something else, or are one and the same."""
        problems = []
        first_by_id: dict[UUID, str] = {}
        for entry in document.named():
            others = [
                noun for noun in NODE_NOUNS if noun is not entry.noun and self.row(noun, entry.id)
            ]
            known = self.row(entry.noun, entry.id)
            if others and entry.noun in NODE_NOUNS and known is None:
                message = f"the organization has the {others[0].words} {shown(entry.id)}"
                problems.append(Problem(entry.origin, "id", Code.TAKEN, message))
            elif known and first_by_id.setdefault(known["id"], entry.id) != entry.id:
                message = f"is the same row as {shown(first_by_id[known['id']])}"
                problems.append(Problem(entry.origin, "id", Code.TAKEN, message))
        return problems

    def name_by_id(self) -> dict[UUID, str]:
        """How the document calls each row."""
        return {row["id"]: name for rows in self.by_noun.values() for name, row in rows.items()}


async def stored_rows(session: Session, actor: Actor, document: Document) -> StoredRows:
    """The rows whose external id, or else whose UUID, stands anywhere in the document."""
    names = {entry.id for entry in document.named()}
    names.update(named for entry in document.entries() for _, named, _ in references(entry))
    ids = [found for found in map(_as_uuid, names) if found is not None]
    by_noun = {}
    for noun in NAMED_NOUNS:
        rows = await session.execute(_named(actor, noun, list(names), ids))
        by_noun[noun] = _by_name([dict(row) for row in rows.mappings()], names)
    return StoredRows(by_noun)


async def stored_parents(
    session: Session, actor: Actor, name_by_id: Mapping[UUID, str]
) -> dict[Noun, dict[str, str]]:
    """Every tree of the organization: by noun, the name of a row's parent by its own."""
    parents: dict[Noun, dict[str, str]] = {}
    for noun, attribute in PARENT_ATTRIBUTE.items():
        table = table_by_noun(noun)
        statement, keyed = _with_external_key(select(table), noun)
        rows = await session.execute(
            statement.where(table.c.organization_id == actor.organization_id).with_only_columns(
                table.c.id, table.c[f"{attribute}_id"], keyed.c.external_id
            )
        )
        parent_by_id = {own_id: (parent, key or str(own_id)) for own_id, parent, key in rows}
        names = {own_id: name_by_id.get(own_id, key) for own_id, (_, key) in parent_by_id.items()}
        parents[noun] = {
            names[own_id]: names[parent]
            for own_id, (parent, _) in parent_by_id.items()
            if parent is not None
        }
    return parents


async def stored_graph(
    session: Session, actor: Actor, ids: Collection[UUID]
) -> OrganizationRecords:
    """The nodes of `ids` and at least all that is above them, with every alignment out of these."""
    if not ids:
        return OrganizationRecords(name="")
    if len(ids) <= _MANY:
        return await records_above(session, actor, list(ids))
    return OrganizationRecords(
        name="",
        nodes=await node_records(session, actor),
        alignments=await alignment_records(session, alignments(actor)),
    )


async def related_rows(
    session: Session,
    actor: Actor,
    place: tuple[Table, str],
    ids: Collection[UUID],
    *,
    archived: bool = False,
) -> list[Row]:
    """The rows of a table whose column is one of `ids`, oldest first."""
    table, column = place
    if not ids:
        return []
    statement = select(table).where(
        table.c.organization_id == actor.organization_id,
        table.c[column] == any_(literal(list(ids), ARRAY(Uuid))),
    )
    if "archived_at" in table.c and not archived:
        statement = statement.where(table.c.archived_at.is_(None))
    rows = await session.execute(statement.order_by(*table.primary_key))
    return [dict(row) for row in rows.mappings()]


async def called_rows(
    session: Session, actor: Actor, table: Table, names: Sequence[str]
) -> list[Row]:
    """The rows of a table that have these external ids."""
    if not names:
        return []
    statement = select(table).where(
        table.c.organization_id == actor.organization_id,
        table.c.external_id == any_(literal(list(names), ARRAY(Text))),
        table.c.external_system == NO_SYSTEM,
    )
    return [dict(row) for row in (await session.execute(statement)).mappings()]


def _named(actor: Actor, noun: Noun, names: list[str], ids: list[UUID]) -> Select[Any]:
    table = table_by_noun(noun)
    statement, keyed = _with_external_key(select(table), noun)
    if keyed is not table:
        statement = statement.add_columns(keyed.c.external_system, keyed.c.external_id)
    return statement.where(
        table.c.organization_id == actor.organization_id,
        or_(
            keyed.c.external_id == any_(literal(names, ARRAY(Text))),
            keyed.c.id == any_(literal(ids, ARRAY(Uuid))),
        ),
    )


def _with_external_key(statement: Select[Any], noun: Noun) -> tuple[Select[Any], Table]:
    """The statement joined to the table that has the noun's external ids, and that table."""
    table = table_by_noun(noun)
    if noun not in NODE_NOUNS:
        return statement, table
    same = and_(NODES.c.organization_id == table.c.organization_id, NODES.c.id == table.c.id)
    return statement.join(NODES, same), NODES


def _by_name(rows: list[Row], names: Collection[str]) -> dict[str, Row]:
    found = {str(row["id"]): row for row in rows if str(row["id"]) in names}
    # Ids are unique in one system; of several systems, the one without a name comes first.
    for row in sorted(rows, key=lambda row: (row["external_system"], row["id"]), reverse=True):
        if row["external_id"] in names:
            found[row["external_id"]] = row
    return found


def _as_uuid(name: str) -> UUID | None:
    try:
        return UUID(name) if len(name) == len(str(UUID(int=0))) else None
    except ValueError:
        return None
