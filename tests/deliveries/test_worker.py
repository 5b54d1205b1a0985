"""`sightline worker` as a process of its own delivers what happens, wherever it comes from."""

import asyncio
import signal
from pathlib import Path

import pytest

from service.events.catalogue import EventType
from service.tables import new_id
from tests.conftest import SECRET_KEY
from tests.deliveries.post_office import PostOffice
from tests.deliveries.receiver import Receiver
from tests.worker.processes import PATIENCE_S, eventually, worker


@pytest.fixture(scope="module")
def database_url(own_database_url: str) -> str:
    return own_database_url


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", SECRET_KEY.decode())
    monkeypatch.setenv("SIGHTLINE_WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8")


async def test_it_delivers_what_happens_and_settles_it_before_it_stops(
    office: PostOffice, receiver: Receiver, tmp_path: Path
):
    await office.webhook(receiver.url())
    with worker(office.url, tmp_path / "log") as process:
        for number in range(1, 4):
            await office.records(new_id())
            await receiver.has(number)
        await office.records(*(new_id() for _ in range(50)))
        await receiver.has(20)
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, PATIENCE_S)
        assert process.returncode == 0
    assert {one.payload["type"] for one in receiver.received} == {EventType.OBJECTIVE_UPDATED}
    states = await office.states()
    assert "LEASED" not in states
    assert states.count("SUCCEEDED") == len(receiver.received)
    assert [line for line in _lines(tmp_path / "log") if '"level":"error"' in line] == []


async def test_a_document_is_answered_with_what_there_is(
    office: PostOffice, receiver: Receiver, tmp_path: Path
):
    await office.webhook(receiver.url(), document="{ organization { name } }")
    with worker(office.url, tmp_path / "log"):
        await office.records(new_id())
        await receiver.has(1)
    assert receiver.received[0].payload["data"]["result"] == {
        "data": {"organization": {"name": "Test organization"}}
    }


async def test_one_that_is_killed_leaves_its_deliveries_to_the_next(
    office: PostOffice, receiver: Receiver, tmp_path: Path
):
    await office.webhook(receiver.url("/hangs"))
    receiver.answers["/hangs"] = receiver.hang
    with worker(office.url, tmp_path / "log") as process:
        await office.records(new_id())
        await receiver.has(1, "/hangs")
        process.kill()
    assert await office.states() == ["LEASED"]
    receiver.answer(200, "/hangs")
    await office.change("UPDATE webhook_delivery SET lease_until = now()")
    with worker(office.url, tmp_path / "log"):
        await receiver.has(2, "/hangs")

        async def settled() -> bool:
            return await office.states() == ["SUCCEEDED"]

        await eventually(settled)


def _lines(log: Path) -> list[str]:
    return log.read_text().splitlines()
