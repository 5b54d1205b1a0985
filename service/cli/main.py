"""The commands in one place, and how each of them may fail."""

import signal
import sys
from types import FrameType
from typing import Any, ClassVar

import typer
from typer.exceptions import TyperException

from service.cli.lazy import Lazy, LazyGroup
from service.cli.messages import message
from service.errors import DomainError, Unavailable, UnusableInput

_UNUSABLE = 2
_TERMINATED = 128 + signal.SIGTERM


class Commands(LazyGroup):
    """Whatever fails as expected says so on stderr; a bug keeps its traceback."""

    lazy_by_name: ClassVar = {
        "serve": Lazy(
            "service.cli.serving:serve",
            "Serve GraphQL and the audit over HTTP, until SIGINT or SIGTERM.",
        ),
        "worker": Lazy(
            "service.cli.worker:worker",
            "Do background work alone, until SIGINT or SIGTERM; any number, on any machines.",
        ),
        "migrate": Lazy(
            "service.cli.migrating:migrate", "Bring the database's schema to this version."
        ),
        "organization": Lazy(
            "service.cli.organizations:app", "Organizations; each one's OKRs are its own."
        ),
        "import": Lazy(
            "service.cli.importing:import_files",
            "Bring files into an organization; again after every edit.",
        ),
        "export": Lazy(
            "service.cli.exporting:export", "Write an organization as a document to stdout."
        ),
        "audit": Lazy(
            "service.cli.auditing:audit",
            "Audit the alignment of files or of an organization: what to mend, the worst first.",
        ),
        "line-of-sight": Lazy(
            "service.cli.line_of_sight:line_of_sight",
            "Show the paths from one node up to strategy, or where they break.",
        ),
        "report": Lazy(
            "service.cli.reporting:report",
            "Write reports of cycles: what was set, how it stands, what needs attention.",
        ),
        "token": Lazy("service.cli.tokens:app", "API tokens."),
        "verify": Lazy(
            "service.cli.verifying:verify",
            "Compute all numbers anew from what was recorded, and compare; exit status 1 if any"
            " differs.",
        ),
        "schema": Lazy("service.cli.sdl:print_schema", "Print the GraphQL schema."),
    }

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 - as typer has it
        # By way of every `finally`, so that the database inside is left in order.
        signal.signal(signal.SIGTERM, _terminate)
        try:
            status = super().main(*args, **{**settings, "standalone_mode": False})
        except TyperException as error:
            message(f"error: {_words(error)}")
            status = _UNUSABLE
        except (DomainError, UnusableInput, Unavailable) as error:
            message(f"error: {error}")
            status = _UNUSABLE
        sys.exit(status if isinstance(status, int) else 0)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(_TERMINATED)


def _words(error: TyperException) -> str:
    text = error.format_message().replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    return f"{text} (see {context.command_path} --help)" if context else text


app = typer.Typer(
    name="sightline", cls=Commands, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def sightline() -> None:
    """OKRs as a graph: import them, audit their alignment, serve them over GraphQL."""
