"""The ids under which GraphQL knows what an audit names."""

from collections.abc import Callable
from uuid import UUID

from schema.identifiers import global_id
from service.audit.findings import Ref

_ORGANIZATION = "organization"


def node_id_in(organization_id: UUID) -> Callable[[Ref], str]:
    """The global id of each thing in an organization: `node(id:)` finds it."""

    def node_id(ref: Ref) -> str:
        key = organization_id if ref.kind == _ORGANIZATION else ref.id
        return global_id(ref.kind.title().replace("_", ""), key)

    return node_id
