"""Whatever the URL of an endpoint says: nothing that is not public gets as much as a packet."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.deliveries.private_network.cases import BLOCKED, PUBLIC, PUBLIC_6, SERVED
from tests.deliveries.private_network.certificate import write_certificate

REPOSITORY = Path(__file__).parents[2]
ALONE = ["unshare", "--user", "--map-root-user", "--net", "--mount"]

Told = dict[str, dict[str, Any]]


def _may_be_alone() -> bool:
    if not all(map(shutil.which, ("unshare", "ip", "mount"))):
        return False
    return subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(
    not _may_be_alone(), reason="this machine lets us make no network of our own"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    certificate = tmp_path_factory.mktemp("certificate") / "certificate.pem"
    write_certificate(certificate, SERVED)
    done = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.deliveries.private_network"],
        cwd=REPOSITORY,
        env={**os.environ, "SSL_CERT_FILE": str(certificate)},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return orjson.loads(done.stdout)


def test_the_public_is_reached(told: Told):
    for name in ("public.test", PUBLIC):
        assert told[f"control {name}"] == {"status": 200, "error": None, "to": [PUBLIC]}
    if Path("/proc/net/if_inet6").exists():
        assert told["control public6.test"] == {"status": 200, "error": None, "to": [PUBLIC_6]}


@pytest.mark.parametrize("name", BLOCKED)
def test_it_is_blocked_without_a_packet(told: Told, name: str):
    assert told[name]["to"] == []
    assert told[name]["status"] is None
    assert told[name]["error"]


@pytest.mark.parametrize(
    "to", ["https://internal.test/", "http://127.0.0.1/", "//169.254.169.254/", "file:///etc"]
)
def test_nobody_is_led_on(told: Told, to: str):
    assert told[f"redirect {to}"] == {"status": 307, "error": None, "to": [PUBLIC]}


def test_a_name_that_says_something_else_each_time_gains_nothing(told: Told):
    found = [told[f"rebinding {time}"] for time in range(6)]
    assert {tuple(one["to"]) for one in found} == {(), (PUBLIC,)}
    assert {one["error"] for one in found} == {None, "the address may not be reached"}


@pytest.mark.parametrize("name", ["socket", "resolver"])
def test_each_of_the_two_looks_is_enough_by_itself(told: Told, name: str):
    assert told[name] == {"status": None, "error": "the address may not be reached", "to": []}
