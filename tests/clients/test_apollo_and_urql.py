"""Apollo Client and urql, as front ends use them."""

from typing import Any

import pytest

from tests.clients.stories import FAILED, READ, WRITTEN
from tests.conformance.programs import PROJECT, node

pytestmark = pytest.mark.parametrize("client", ["apollo", "urql"])


async def story(client: str, name: str, told: str) -> Any:
    ran = await node(PROJECT / "clients" / f"{client}.mjs", name, told)
    assert ran.messages == ""
    return ran.document


async def test_pages_join_in_the_cache(client: str, told: str) -> None:
    assert await story(client, "read", told) == READ


async def test_a_change_is_shown_at_once_and_a_refusal_is_data(client: str, told: str) -> None:
    assert await story(client, "write", told) == WRITTEN


async def test_errors_carry_their_codes_and_part_of_an_answer_is_kept(
    client: str, told: str
) -> None:
    assert await story(client, "fail", told) == FAILED
