"""Commands whose modules are imported when they are called.

Together the modules take more than a second to import; `--help` needs none of them, and no command
needs another's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command by the place of its function, or a group by that of its Typer: `module:name`."""

    target: str
    help: str

    def load(self, name: str) -> Any:  # noqa: ANN401 - typer keeps its commands' type private
        module, attribute = self.target.split(":")
        found = getattr(import_module(module), attribute)
        if not isinstance(found, typer.Typer):
            function, found = found, typer.Typer(add_completion=False)
            found.command(name, help=self.help)(function)
        command = get_command(found)
        command.name = name
        return command


class LazyGroup(TyperGroup):
    """A group that knows its commands' names and help, and loads the one that is called."""

    lazy_by_name: ClassVar[Mapping[str, Lazy]]

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - as typer has it
        super().__init__(**settings)
        self.commands = {
            name: TyperCommand(name=name, help=lazy.help)
            for name, lazy in self.lazy_by_name.items()
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as typer has it
        name, _, rest = super().resolve_command(ctx, args)
        return name, None if name is None else self.lazy_by_name[name].load(name), rest
