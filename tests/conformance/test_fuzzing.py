"""Requests nobody would think of: whatever is asked, no 5xx, no word of Python or PostgreSQL.

Every run asks the same; `make fuzz` asks something new for a minute.
"""

import os
import sys
from pathlib import Path

import orjson
import pytest

from schema.identifiers import global_id
from tests.company import Company
from tests.conformance.insides import INSIDES
from tests.conformance.programs import ROOT, Ran, run
from tests.serving import Served

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
SECONDS = os.environ.get("SIGHTLINE_TEST_FUZZ_SECONDS")


@pytest.fixture
async def known(company: Company, tmp_path: Path) -> None:
    """Ids and sizes that arguments are now and then given, so that some requests find rows."""
    pillar, *objectives, key_result = await company.cascade()
    ids = [
        global_id("StrategyElement", pillar),
        *(global_id("Objective", id_) for id_ in objectives),
        global_id("KeyResult", key_result),
        global_id("Team", await company.team()),
        global_id("Person", await company.person()),
        global_id("Cycle", await company.cycle()),
        str(pillar),
    ]
    (tmp_path / "schemathesis.toml").write_text(
        f"""
        [dictionaries]
        known = {{values = {orjson.dumps(ids).decode()}}}
        sizes = {{values = [-1, 0, 1, 10, 100, 101, {2**31 - 1}]}}
        [generation.dictionaries]
        string = {{dictionary = "known", probability = 0.4}}
        integer = {{dictionary = "sizes", probability = 0.5}}
        """
    )


async def fuzzed(served: Served, folder: Path, schema: str, url: str, *options: str) -> Ran:
    return await run(
        *(SCHEMATHESIS, "run", schema, "--url", url, "--no-color", "--warnings", "off"),
        *("--header", f"Authorization: Bearer {served.token}", *options),
        *(["--max-time", SECONDS] if SECONDS else ["--generation-deterministic"]),
        folder=folder,
        environment={"SCHEMATHESIS_HOOKS": "tests.conformance.hooks", "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.usefixtures("known")
async def test_graphql_never_fails_and_tells_nothing_of_our_insides(
    served: Served, tmp_path: Path
) -> None:
    ran = await fuzzed(
        *(served, tmp_path, str(ROOT / "schema" / "schema.graphql"), f"{served.address}/graphql"),
        *("--phases", "fuzzing", "--checks", "tells_nothing_of_our_insides"),
        *([] if SECONDS else ["--mode", "positive", "--max-examples", "2"]),
    )
    assert ran.status == 0, ran.result + ran.messages


@pytest.mark.usefixtures("known")
async def test_the_other_routes_do_no_more(served: Served, tmp_path: Path) -> None:
    checks = "tells_nothing_of_our_insides,content_type_conformance,response_schema_conformance"
    ran = await fuzzed(
        *(served, tmp_path, f"{served.address}/openapi.json", served.address),
        *("--phases", "coverage,fuzzing" if SECONDS else "fuzzing", "--checks", checks),
        *([] if SECONDS else ["--max-examples", "10"]),
    )
    assert ran.status == 0, ran.result + ran.messages


async def test_what_an_answer_may_not_hold_would_be_found() -> None:
    for text in (
        '{"errors":[{"message":"?","extensions":{"code":"INTERNAL"}}]}',
        """<class 'DataError'>: invalid byte sequence for encoding "UTF8": 0x00""",
        'Traceback (most recent call last):\n  File "x.py"',
        "SELECT objective.id FROM objective",
        "Use 'Maybe[str | None]'",
    ):
        assert INSIDES.search(text), text
