"""The audits of GraphQL over HTTP by its reference implementation, npm's `graphql-http`."""

from tests.conformance.programs import PROJECT, node
from tests.serving import Served


async def test_every_audit_of_graphql_over_http_passes(served: Served) -> None:
    ran = await node(
        PROJECT / "graphql_over_http.mjs", f"{served.address}/graphql", TOKEN=served.token
    )
    assert ran.messages == ""

    results = ran.document
    assert isinstance(results, list)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
