"""What schemathesis is told of our API: how to ask so that it answers, and what to look for."""

from typing import Any
from zlib import crc32

import schemathesis
from graphql import (
    REMOVE,
    ArgumentNode,
    DocumentNode,
    Node,
    NullValueNode,
    ObjectFieldNode,
    Visitor,
    VisitorAction,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.conformance.insides import INSIDES

HOSTILE = st.text() | st.sampled_from(["", "NaN", "Infinity", "-0", "1e999", "9" * 400, "'; --"])

schemathesis.graphql.scalar("JSON", st.text().map(nodes.String))
schemathesis.graphql.scalar("Date", (st.dates().map(str) | HOSTILE).map(nodes.String))
schemathesis.graphql.scalar(
    "Decimal", (st.decimals(allow_nan=False).map(str) | HOSTILE).map(nodes.String)
)


@schemathesis.check
def tells_nothing_of_our_insides(
    _context: schemathesis.CheckContext, response: schemathesis.Response, _case: schemathesis.Case
) -> None:
    """Say so where it failed, too: GraphQL's own status for that is 200."""
    assert response.status_code < 500
    found = INSIDES.search(response.text)
    assert found is None, f"the answer holds {found[0]!r}"


@schemathesis.hook
def map_body(_context: schemathesis.HookContext, body: Any) -> Any:
    """Leave half of the documents as they are; of the others, take what every list refuses."""
    if isinstance(body, DocumentNode) and crc32(print_ast(body).encode(errors="replace")) % 2:
        return visit(body, _Answerable())
    return body


class _Answerable(Visitor):
    """No null where a filter may only be left out, no page from both ends, no made-up cursor."""

    def enter_object_field(self, node: ObjectFieldNode, *_: Node) -> VisitorAction:
        return REMOVE if isinstance(node.value, NullValueNode) else None

    def enter_argument(self, node: ArgumentNode, *_: Node) -> VisitorAction:
        unusable = node.name.value in {"last", "after", "before"}
        return REMOVE if unusable or isinstance(node.value, NullValueNode) else None
