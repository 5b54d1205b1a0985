"""Settings of an audit beside its files: `sightline.toml`, or a table of `pyproject.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from os.path import commonpath
from pathlib import Path

from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.errors import Invalid, UnusableInput

OWN = "sightline.toml"
SHARED = "pyproject.toml"
_PART = "audit"
_BY_KEY = ("severities", "thresholds", "words")  # what two settings say of these adds up


def settings_beside(paths: Sequence[Path]) -> dict[str, object]:
    """The settings in the folder that holds the files, else in the nearest one above it.

    The search ends at the root of a repository, or at the current folder; outside of both it does
    not go up.

    Returns:
        As organizations have them; nothing where there is no file.

    Raises:
        UnusableInput: the file is not TOML, or says something unknown; named with the key.
    """
    for folder in _folders(paths):
        for file in (folder / OWN, folder / SHARED):
            settings = _settings_in(file) if file.is_file() else None
            if settings is not None:
                return settings
    return {}


def merged(stored: Mapping[str, object], beside: Mapping[str, object]) -> dict[str, object]:
    """The settings of a document with those of the file beside it, which come first."""
    chosen = beside.get(_PART)
    known = stored.get(_PART)
    if not isinstance(chosen, dict) or not isinstance(known, dict):
        return {**stored, **beside}
    both = {**known, **chosen}
    for name in _BY_KEY:
        if isinstance(known.get(name), dict) and isinstance(chosen.get(name), dict):
            both[name] = {**known[name], **chosen[name]}
    return {**stored, _PART: both}


def _folders(paths: Sequence[Path]) -> Iterator[Path]:
    common = Path(commonpath([path.resolve() for path in paths]))
    first = common if common.is_dir() else common.parent
    ends = {Path.cwd().resolve()}
    within = [first, *first.parents]
    last = next(
        (place for place, one in enumerate(within) if one in ends or (one / ".git").exists()), 0
    )
    yield from within[: last + 1]


def _settings_in(file: Path) -> dict[str, object] | None:
    """What the file says; None where a shared one says nothing to us."""
    try:
        root = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UnusableInput(f"{file}: the file cannot be read ({error.strerror})") from None
    except ValueError as error:  # not UTF-8, not TOML
        raise UnusableInput(f"{file}: {error}") from None
    path = ""
    if file.name == SHARED:
        tool = root.get("tool", {})
        if "sightline" not in tool:
            return None
        root, path = tool["sightline"], "tool.sightline."
    _check(file, path, root)
    return dict(root)


def _check(file: Path, path: str, root: object) -> None:
    if not isinstance(root, dict):
        raise UnusableInput(f"{file}: {path.rstrip('.')} must be a table, not {root!r}")
    for key in sorted(set(root) - {_PART}):
        raise UnusableInput(f"{file}: the key {path}{key} is unknown; known is {path}{_PART}")
    try:
        audit_settings(root, RULES_BY_ID)
    except Invalid as error:
        told = str(error).replace(f"settings.{_PART}", f"{path}{_PART}", 1)
        raise UnusableInput(f"{file}: {told}") from None
