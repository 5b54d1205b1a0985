"""Documents as text, whole and piece by piece."""

from decimal import Decimal

import orjson
import pytest
import yaml

from service.interchange.formats import json_pieces, to_json, to_yaml, yaml_pieces

LONG: dict[str, object] = {
    "format": "sightline/1",
    "organization": {"name": "Acme", "settings": {"audit": {}}},
    "source": ["here", {"and": ["there"]}],
    "teams": [],
    "objectives": [
        {"id": f"o-{place}", "title": "012", "parents": ["a", "b"]} for place in range(401)
    ],
    "key_results": [{"id": "kr", "title": "]\n  }", "weight": Decimal("1.50")}],
}


def test_json_is_laid_out_as_if_it_were_written_in_one_go():
    plain = {**LONG, "key_results": [{"id": "kr", "title": "]\n  }", "weight": 1.5}]}
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    assert to_json(LONG) == orjson.dumps(plain, option=options).decode()


def test_yaml_is_read_back_whole():
    read = yaml.load(to_yaml(LONG), Loader=yaml.CSafeLoader)
    assert read == {**LONG, "key_results": [{"id": "kr", "title": "]\n  }", "weight": 1.5}]}
    assert to_yaml(LONG).count("\nobjectives:\n") == 1


@pytest.mark.parametrize("pieces", [json_pieces, yaml_pieces])
def test_no_piece_holds_a_long_list(pieces):
    assert max(piece.count(b"o-") for piece in pieces(LONG)) == 200


@pytest.mark.parametrize("written", [to_json, to_yaml])
def test_a_list_ends_whatever_stands_last(written):
    document = {"format": "sightline/1", "teams": [{"id": "t"}]}
    assert yaml.load(written(document), Loader=yaml.CSafeLoader) == document
