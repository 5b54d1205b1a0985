"""Real companies' public OKRs, which are kept beside this repository and never in it.

Tests that read them skip where they are absent; wherever the project is built they are there.
"""

from pathlib import Path

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
