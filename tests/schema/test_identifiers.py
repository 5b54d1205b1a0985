"""Ids: of the many ways to write one, only our own names anything."""

from base64 import b64encode
from uuid import UUID

import pytest

from schema.identifiers import global_id, parse_id, uuid_of

_ROW = UUID("01900000-0006-7000-8000-0000000000ab")
_OURS = global_id("Team", _ROW)


def _written(text: str) -> str:
    return b64encode(text.encode()).decode()


def test_an_id_of_ours_names_its_row() -> None:
    assert uuid_of(_OURS, ("Objective", "Team")) == _ROW


def test_an_id_of_another_type_names_none() -> None:
    assert uuid_of(_OURS, ("Objective",)) is None


@pytest.mark.parametrize(
    "key", [str(_ROW).upper(), _ROW.hex, f"{{{_ROW}}}", f"urn:uuid:{_ROW}", f"{_ROW}\n", "1", ""]
)
def test_a_row_is_written_in_one_way(key: str) -> None:
    assert uuid_of(_written(f"Team:{key}"), ("Team",)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Team",
        "%",
        f"{_OURS}\n",
        _OURS.rstrip("="),
        _written("Team"),
        "VDpR",
        "VDpRR==",
        "VDpRUR==",
    ],
)
def test_an_id_that_we_could_not_have_given_names_nothing_of_a_row(text: str) -> None:
    assert uuid_of(text, ("Team", "T")) is None


def test_base64_with_stray_bits_is_none_of_ours() -> None:
    assert parse_id(_written("T:QQQQ")) is not None
    assert parse_id(_written("T:QQ")[:-2] + "V=") is None
