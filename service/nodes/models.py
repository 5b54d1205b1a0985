from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlmodel import Field

from service.nodes.rules import NodeKind
from service.tables import (
    NO_SYSTEM,
    Authored,
    Scoped,
    not_longer,
    one_of,
    organization_key,
    reference,
    unique_external_key,
)

TITLE_LENGTH = 2_000


class Node(Scoped, table=True):
    """The parent of strategy elements, objectives, key results and initiatives.

    Edges refer to it with the kind repeated, so that CHECKs can say which ends an edge may have,
    external ids are unique over kinds, and the graph loads from one table.
    """

    __table_args__ = (
        organization_key(),
        UniqueConstraint("organization_id", "id", "kind"),
        one_of("kind", NodeKind),
        unique_external_key("node"),
        Index("ix_node_seq", "organization_id", "seq"),
    )

    kind: str
    # A small integer beside the UUID: what the graph is loaded and ordered by, in creation order.
    seq: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(), nullable=False))
    external_system: str = NO_SYSTEM
    external_id: str | None = None


class NodeNoun(Authored):
    """The columns that every noun with a node has beside its own."""

    kind: str
    title: str


def node_keys(kind: NodeKind) -> tuple[object, ...]:
    """The constraints of a noun whose row shares its key with its node."""
    return (
        organization_key(),
        reference("id", "node", kind="kind"),
        one_of("kind", [kind]),
        not_longer("title", TITLE_LENGTH),
    )


def end_of_edge(column: str) -> object:
    """A reference to a node together with its kind, `<column>_id` and `<column>_kind`."""
    return reference(f"{column}_id", "node", kind=f"{column}_kind")
