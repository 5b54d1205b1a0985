"""What the log tells, and what it keeps to itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.settings import LogFormat

FAILING = """
import structlog, sys
from service.http.logs import configure_logging
from service.settings import LogFormat
configure_logging(LogFormat(sys.argv[1]))
def fail(token):
    raise ValueError("broken")
try:
    fail("slt_" + "secret")
except ValueError:
    structlog.stdlib.get_logger("sightline").exception("failed")
"""


@pytest.mark.parametrize("log_format", LogFormat)
def test_a_traceback_shows_no_values(log_format: LogFormat) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FAILING, log_format.value],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ValueError: broken" in ran.stderr
    assert "slt_secret" not in ran.stderr
