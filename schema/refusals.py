"""What the domain refuses, as a plain value: kept with an idempotency key, told as a user error."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from service.errors import AlignmentCycle, DomainError


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not written.

    Attributes:
        code: of the domain's errors.
        path: the input that it is about, from the outside in.
        cycle: the nodes that would form a cycle, where it is about one.
    """

    code: str
    message: str
    path: tuple[str, ...]
    cycle: tuple[str, ...] | None = None

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def recalled(cls, kept: Mapping[str, Any]) -> "Refusal":
        cycle = kept["cycle"]
        return cls(
            code=kept["code"],
            message=kept["message"],
            path=tuple(kept["path"]),
            cycle=None if cycle is None else tuple(cycle),
        )


def refusal(error: DomainError, path: Sequence[str] | None = None) -> Refusal:
    """What the caller is told of an error; `path` in place of the error's own."""
    inside = error.path if path is None else path
    cycle = tuple(map(str, error.cycle)) if isinstance(error, AlignmentCycle) else None
    return Refusal(error.code, error.message, ("input", *_as_given(inside)), cycle)


def _as_given(path: Sequence[str]) -> Iterator[str]:
    """The names of fields; what is inside a JSON value has names of the caller's own."""
    is_json = False
    for name in path:
        yield name if is_json else to_camel_case(name)
        is_json = is_json or name == "settings"
