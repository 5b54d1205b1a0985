"""No client loses anything by accident.

When the first test fires: give back what is named there, or deprecate it with the day of its
removal instead of removing it. Where the loss is meant, write an entry to `breaking_changes.toml`
and tell it in the changelog; its reviewer decides. When the last test fires, a version was given
without its promise: `make released`.
"""

from datetime import date
from pathlib import Path

import pytest

from schema.root import sdl
from service.tables import utc_now
from tests.conformance.compatibility import (
    RELEASED,
    Signed,
    breaking_changes,
    promise,
    signed_changes,
    version,
)

OLD = """
directive @oneOf on INPUT_OBJECT
type Query { list(first: Int = 50, tag: String): [Thing!]! }
\"""What lists hold.\"""
type Thing { id: ID! name: String! color: Color }
enum Color { RED GREEN }
input Ref @oneOf { id: ID }
"""


def lost() -> list[str]:
    return breaking_changes(RELEASED.read_text(encoding="utf-8"), sdl())


def test_nothing_that_was_promised_is_gone_but_what_was_signed_for() -> None:
    signed = {one.change for one in signed_changes()}
    assert [change for change in lost() if change not in signed] == []


def test_everything_signed_for_is_gone_and_says_why() -> None:
    signed = signed_changes()
    assert [one.change for one in signed if one.change not in lost()] == []
    assert [one for one in signed if len(one.reason) < 20 or one.on > utc_now().date()] == []


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("name: String!", "", "Field Thing.name was removed."),
        ("name: String!", "name: String", "Field Thing.name changed type from String! to String."),
        (" GREEN", "", "Enum value Color.GREEN was removed."),
        (", tag: String", "", "Argument Query.list(tag:) was removed."),
        ("50", "10", "Query.list(first:) has changed defaultValue from 50 to 10."),
        ("input Ref @oneOf { id: ID }", "", "Ref was removed."),
    ],
)
def test_a_loss_is_a_break(before: str, after: str, change: str) -> None:
    assert breaking_changes(promise(OLD), OLD.replace(before, after)) == [change]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: ID }", "id: ID key: String }"),
        (" GREEN", " GREEN BLUE"),
        ("name: String!", "name: String! size: Int"),
        ("tag: String", "tag: String, by: String"),
        ("What lists hold.", "What is listed."),
    ],
)
def test_an_addition_is_none(before: str, after: str) -> None:
    assert before in OLD
    assert breaking_changes(promise(OLD), OLD.replace(before, after)) == []


def test_an_entry_has_a_change_a_day_and_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "breaking_changes.toml"
    file.write_text('[[break]]\nchange = "X was removed."\non = 2026-11-22\nreason = "unused"')
    assert signed_changes(file) == [Signed("X was removed.", date(2026, 11, 22), "unused")]

    file.write_text('[[break]]\nchange = "X was removed."')
    with pytest.raises(TypeError, match="'on' and 'reason'"):
        signed_changes(file)


def test_the_promise_is_that_of_the_version() -> None:
    heading, *_ = RELEASED.read_text(encoding="utf-8").splitlines()
    assert heading == promise("type Query { a: ID }").splitlines()[0]
    assert f" {version()} " in heading
