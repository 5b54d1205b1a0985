"""Libraries that some work needs and most does not, each loaded when it is first used.

A process that never audits, never sees a cycle closed, is never asked for its metrics and migrates
nothing does without them: together they take as much memory as all the rest, and most of the time
of a start. Write `from service.libraries import np` for `import numpy as np`, touch none of them
while a module is imported (a test looks), and so quote what annotations take from them.
"""

import asyncio
import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING


class _LoadedWhenUsed(ModuleType):
    """Stands for a module; any thread may be the first to use it, as with any import."""

    def __getattr__(self, name: str) -> object:
        found: object = getattr(import_module(self.__name__), name)
        # From now on at the price of any attribute of a module.
        setattr(self, name, found)
        return found


if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from alembic import command as alembic_command
    from alembic import config as alembic_config
    from alembic import util as alembic_util
    from cryptography import exceptions as cipher_exceptions
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.ciphers import aead
    from cryptography.hazmat.primitives.kdf import hkdf
    from numpy.typing import NDArray
    from prometheus_client import core as prometheus
    from prometheus_client import exposition as prometheus_text
    from rapidfuzz import fuzz, process
    from scipy import sparse
    from scipy.sparse import csgraph
else:
    alembic_command = _LoadedWhenUsed("alembic.command")
    alembic_config = _LoadedWhenUsed("alembic.config")
    alembic_util = _LoadedWhenUsed("alembic.util")
    cipher_exceptions = _LoadedWhenUsed("cryptography.exceptions")
    hashes = _LoadedWhenUsed("cryptography.hazmat.primitives.hashes")
    ed25519 = _LoadedWhenUsed("cryptography.hazmat.primitives.asymmetric.ed25519")
    aead = _LoadedWhenUsed("cryptography.hazmat.primitives.ciphers.aead")
    hkdf = _LoadedWhenUsed("cryptography.hazmat.primitives.kdf.hkdf")
    nx = _LoadedWhenUsed("networkx")
    np = _LoadedWhenUsed("numpy")
    NDArray = list  # no array is made by it: it only annotates
    prometheus = _LoadedWhenUsed("prometheus_client.core")
    prometheus_text = _LoadedWhenUsed("prometheus_client.exposition")
    fuzz = _LoadedWhenUsed("rapidfuzz.fuzz")
    process = _LoadedWhenUsed("rapidfuzz.process")
    sparse = _LoadedWhenUsed("scipy.sparse")
    csgraph = _LoadedWhenUsed("scipy.sparse.csgraph")


async def loaded(*libraries: ModuleType) -> None:
    """Have them loaded in a thread, where they are not yet, so that the event loop serves on."""
    missing = [one.__name__ for one in libraries if one.__name__ not in sys.modules]
    if missing:
        await asyncio.to_thread(lambda: [import_module(name) for name in missing])


__all__ = [
    "NDArray",
    "aead",
    "alembic_command",
    "alembic_config",
    "alembic_util",
    "cipher_exceptions",
    "csgraph",
    "ed25519",
    "fuzz",
    "hashes",
    "hkdf",
    "loaded",
    "np",
    "nx",
    "process",
    "prometheus",
    "prometheus_text",
    "sparse",
]
