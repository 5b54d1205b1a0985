"""The data of one server, and PostgreSQL's programs run on it."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from service.errors import UnusableInput


class Failed(UnusableInput):
    """One of PostgreSQL's programs failed; holds what it said."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data of one server, and the user that it runs as."""

    folder: Path
    uid: int
    gid: int

    @classmethod
    def at(cls, data_dir: Path) -> Self:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = data_dir.absolute() / "postgres"
        if os.geteuid() != 0:
            return cls(folder, os.geteuid(), os.getegid())
        if (folder / "PG_VERSION").exists():
            owner = folder.stat()
            return cls(folder, owner.st_uid, owner.st_gid)
        user = _unprivileged_user()
        return cls(folder, user.pw_uid, user.pw_gid)

    @property
    def lent(self) -> bool:
        """Whether the server runs as another user than we do."""
        return self.uid != os.geteuid()

    def give(self, path: Path) -> Path:
        if self.lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        return path

    def owns(self, folder: Path) -> bool:
        """Whether it is a folder that nobody else may write to, and not a link to one."""
        try:
            found = folder.lstat()
        except OSError:
            return False
        return found.st_uid == self.uid and found.st_mode == stat.S_IFDIR | 0o700

    def run(self, program: Path, *arguments: str, folder: Path, text: str = "") -> str:
        """Run one of PostgreSQL's programs on a data folder, away from the terminal's signals."""
        data = "/proc/self/cwd" if self.lent else str(folder)
        done = subprocess.run(  # noqa: S603 - a program of our own package, no shell
            [program, *arguments],
            cwd=folder,
            env={"PATH": os.defpath, "PGDATA": data, "LC_ALL": "C", "TZ": "UTC"},
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            start_new_session=True,
            user=self.uid if self.lent else None,
            group=self.gid if self.lent else None,
            extra_groups=() if self.lent else None,
        )
        if done.returncode != 0:
            raise Failed(f"{program.name} failed:\n{done.stdout.strip()}")
        return done.stdout


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failed("PostgreSQL cannot run as root, and there is no user `postgres` or `nobody`")
