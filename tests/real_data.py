"""Real companies' public OKRs, which are kept beside this repository and never in it.

They are internal test data, so that a clone without them skips what reads them: here alone, by
`real_file`. Wherever the project is built they are there, and nothing is skipped.
"""

from pathlib import Path

import pytest

NAMES = ("sourcegraph.json", "srcd.json")
_FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def real_file(name: str) -> Path:
    """One of the files; without it the test that asks is skipped."""
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is internal, and not beside this repository")
    return path
