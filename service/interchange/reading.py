"""Files into one document, with every problem named by file, row and field."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from service.errors import UnusableInput
from service.interchange.document import Document
from service.interchange.gathering import Gathering
from service.interchange.json_strict import parse_json
from service.interchange.problems import Problem, Severity
from service.interchange.syntax import Parsed, Unreadable
from service.interchange.yaml_core import parse_yaml


class FileFormat(StrEnum):
    """The formats that a document can be read from."""

    JSON = "json"
    YAML = "yaml"


@dataclass(frozen=True, slots=True)
class Reading:
    """What files say, and what is wrong with how they say it; references are not checked yet."""

    document: Document
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(found for found in self.problems if found.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(found for found in self.problems if found.severity is Severity.WARNING)


def read_documents(paths: Sequence[Path], format: FileFormat | None = None) -> Reading:
    """The files as one document; without `format` by their names, else by how they begin.

    Raises:
        UnusableInput: a file cannot be opened, is not UTF-8, not JSON or YAML, or not of the
            interchange format; the message names the file, the line and what to do.
    """
    gathering = Gathering()
    for path in paths:
        gathering.add(str(path), parsed_file(path, format))
    return Reading(gathering.document(), gathering.problems())


def read_content(name: str, content: bytes, format: FileFormat) -> Reading:
    """The same of what came from elsewhere; problems call it `name`.

    Raises:
        UnusableInput: as with `read_documents`.
    """
    gathering = Gathering()
    gathering.add(name, _parsed(name, _decoded(name, content), format))
    return Reading(gathering.document(), gathering.problems())


def parsed_file(path: Path, format: FileFormat | None = None) -> Parsed:
    """What is in the file, whatever it means; without `format` by its name or how it begins.

    Raises:
        UnusableInput: it cannot be opened, is not UTF-8, not JSON or YAML.
    """
    text = _decoded(str(path), _content(path))
    return _parsed(str(path), text, format or _format(path, text))


def _parsed(name: str, text: str, format: FileFormat) -> Parsed:
    parse = parse_json if format is FileFormat.JSON else parse_yaml
    try:
        return parse(text)
    except Unreadable as error:
        place = name if error.line is None else f"{name}:{error.line}"
        raise UnusableInput(f"{place}: {error.message}") from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnusableInput(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UnusableInput(f"{path}: this is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnusableInput(f"{path}: the file cannot be read ({reason})") from None


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnusableInput(f"{name}:{line}: the file is not UTF-8; save it as UTF-8") from None


def _format(path: Path, text: str) -> FileFormat:
    match path.suffix.lower():
        case ".json":
            return FileFormat.JSON
        case ".yaml" | ".yml":
            return FileFormat.YAML
        case _:
            return FileFormat.JSON if text.lstrip()[:1] == "{" else FileFormat.YAML
