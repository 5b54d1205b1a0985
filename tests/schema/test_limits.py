"""Hostile operations are refused at once, and ordinary ones are not."""

import pytest
from graphql import build_schema, get_introspection_query, parse

from schema.limits import LIMITS, violations
from schema.root import sdl

NESTED = (
    "{ objectives { nodes " + "{ alignedTo { nodes { child " * 5 + "{ id }" + "} } }" * 5 + " } }"
)


def fan(levels: int) -> str:
    """Fragments that each spread the next twice: 2^levels fields, were each spread walked."""
    fragments = [
        f"fragment f{n} on Query {{ a{n}: viewer {{ role }} ...f{n + 1} ...f{n + 1} }}"
        for n in range(levels)
    ]
    return (
        "{ ...f0 } " + " ".join(fragments) + f" fragment f{levels} on Query {{ viewer {{ role }} }}"
    )


HOSTILE = {
    "depth": NESTED,
    "aliases": "{" + " ".join(f"a{n}: viewer {{ role }}" for n in range(61)) + "}",
    "fields": "{ viewer {" + " role" * 1_001 + "} }",
    "directives": "{ viewer { role" + " @include(if: true)" * 61 + "} }",
    "fragments": "{ viewer { role } }"
    + "".join(f" fragment f{n} on Viewer {{ role }}" for n in range(81)),
    "operations": " ".join(f"query q{n} {{ viewer {{ role }} }}" for n in range(11)),
    "cost": "{ objectives(first: 100) { nodes { keyResults(first: 100) { nodes {"
    " alignedTo(first: 100) { nodes { id } } } } } } }",
    "aliases of a fan": fan(40),
}


@pytest.mark.parametrize("limit", HOSTILE)
async def test_a_hostile_operation_is_refused(ask, limit: str) -> None:
    answer = await ask(HOSTILE[limit])

    assert answer.data is None
    assert set(answer.codes) == {"OPERATION_LIMIT"}
    assert limit.split(maxsplit=1)[0] in {error["extensions"]["limit"] for error in answer.errors}


@pytest.mark.parametrize(
    "document",
    ["{ viewer " * 1_300, "{" + " viewer { role }" * 1_001 + "}", "{ a(b: " + "[" * 3_900],
    ids=["deep", "long", "a deep list"],
)
async def test_a_document_that_is_too_large_to_read_is_refused(ask, document: str) -> None:
    answer = await ask(document)

    assert answer.data is None
    assert answer.codes == ["OPERATION_LIMIT"]


async def test_a_fragment_inside_itself_is_refused(ask) -> None:
    answer = await ask("{ ...f } fragment f on Query { viewer { role } ...f }")

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])


async def test_sizes_in_variables_count(ask) -> None:
    document = """query ($n: Int = 100) { objectives(first: $n) { nodes {
      keyResults(first: $n) { nodes { lineOfSight { paths { nodes { id } } } } } } } }"""

    assert (await ask(document)).codes == ["OPERATION_LIMIT"]
    assert (await ask(document, n=100)).codes == ["OPERATION_LIMIT"]
    assert (await ask(document, n=10)).codes == []


async def test_the_limit_of_a_graph_counts(ask) -> None:
    document = """query ($n: Int) { alignmentGraph(limit: $n) {
      nodes { lineOfSight { brokenAt { node { id } } } } } }"""

    assert (await ask(document, n=10_000)).codes == ["OPERATION_LIMIT"]
    assert (await ask(document, n=100)).codes == []


async def test_an_error_tells_the_limit_and_how_far_it_is_passed(ask) -> None:
    (error,) = (await ask(HOSTILE["aliases"])).errors

    assert error["message"] == "the operation's aliases: 61, the limit is 60"
    assert error["extensions"] == {
        "code": "OPERATION_LIMIT",
        "limit": "aliases",
        "value": 61,
        "maximum": 60,
    }


async def test_nothing_is_suggested_for_a_misspelled_field(ask) -> None:
    (error,) = (await ask("{ objectivs { totalCount } }")).errors

    assert error["message"] == "Cannot query field 'objectivs' on type 'Query'."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_introspection_is_within_the_limits(ask) -> None:

    document = get_introspection_query(descriptions=True, input_value_deprecation=True)

    assert violations(build_schema(sdl()), parse(document), {}, LIMITS) == []
    assert (await ask(document)).errors == []
