"""`docs/errors.md` tells of every code that there is, and of no other."""

import re
from enum import StrEnum

import orjson
import pytest

from schema.failures import ErrorCode
from schema.user_errors import UserErrorCode
from service.actor import Actor
from service.database import Database
from tests.clients.guide import GUIDE
from tests.schema.conftest import execute

PAGE = GUIDE.with_name("errors.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def rows_under(heading: str) -> dict[str, tuple[str, str]]:
    """What a section says of each code: its meaning, and what to do."""
    (section,) = re.findall(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return {code: (meaning, advice) for code, meaning, advice in ROW.findall(section)}


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("Codes of errors: `extensions.code`", ErrorCode),
        ("Codes of refusals: `UserError.code`", UserErrorCode),
    ],
)
def test_every_code_has_its_row_and_no_row_is_invented(heading: str, codes: type[StrEnum]) -> None:
    assert list(rows_under(heading)) == [code.value for code in codes]


async def test_the_answer_that_the_page_shows_is_given(database: Database, demo: Actor) -> None:
    (shown,) = re.findall(r"^```json$(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    document = '{ organization { name } lineOfSight(fromId: "nothing") { reach } }'

    answer = await execute(database, demo, document, {})

    (error,) = answer.errors
    del error["locations"]
    assert {"errors": [error], "data": answer.data} == orjson.loads(shown)
