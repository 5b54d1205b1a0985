"""Whatever was done, what is stored is what there is, and the events tell what came of it."""

from random import Random

import pytest

from service.sight import walk
from service.sight.standing import Standing
from tests.schema.writer import Writer
from tests.sight.conftest import Worker, subjects
from tests.sight.editing import Editor

_ROUNDS = 40


# Node by node, all at once, and whichever a change is wide enough for.
@pytest.mark.parametrize("widest", [20_000, 0, 6])
@pytest.mark.parametrize("seed", range(3))
async def test_what_is_stored_is_what_there_is(
    worker: Worker, writer: Writer, seed: int, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "WIDEST", widest)
    editor = Editor(writer, Random(1_000 * widest + seed))  # noqa: S311 - no secret
    await editor.found()
    assert await worker.follow() == []
    before = await worker.stored()
    assert before == await worker.true()
    told = 0
    for _ in range(_ROUNDS):
        for _ in range(editor.random.randrange(1, 4)):
            await editor.edit()

        found = await worker.follow()

        after = await worker.stored()
        assert after == await worker.true()
        assert moves(found) == differences(before, after, await worker.goals())
        assert all(entry.cause_id is not None for entry in found)
        told += len(found)
        before = after
    assert told
    assert editor.done > _ROUNDS


def moves(found):
    """What events say of each goal; one event at most may name it."""
    named = [
        (id_, move)
        for entry in found
        if entry.type.startswith("line_of_sight.")
        for id_, move in subjects(entry).items()
    ]
    assert len(named) == len(dict(named))
    for entry in found:
        if entry.type.startswith("line_of_sight."):
            assert entry.details["count"] == len(entry.details["subjects"])
            ways = {Standing[now] > Standing[was] for was, now in subjects(entry).values()}
            assert ways == {entry.type == "line_of_sight.restored"}
    return dict(named)


def differences(before, after, goals):
    """What differs of goals that lived before and live now."""
    return {
        id_: (before[id_].name, now.name)
        for id_, now in after.items()
        if id_ in goals
        and id_ in before
        and now != before[id_]
        and Standing.AWAY not in (now, before[id_])
    }
