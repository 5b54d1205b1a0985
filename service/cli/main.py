"""The commands in one place, and how each of them may fail."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from service.cli.auditing import audit
from service.cli.line_of_sight import line_of_sight
from service.cli.migrating import migrate
from service.cli.organizations import create_organization
from service.cli.output import message
from service.cli.serving import serve
from service.cli.tokens import create_token
from service.errors import DomainError, Unavailable, UnusableInput

UNUSABLE = 2


class Commands(TyperGroup):
    """Whatever fails as expected says so in one line on stderr; bugs keep their traceback."""

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 - as typer has it
        try:
            status = super().main(*args, **{**settings, "standalone_mode": False})
        except TyperException as error:
            message(f"error: {error.format_message()}{_advice(error)}")
            status = UNUSABLE
        except (DomainError, UnusableInput, Unavailable) as error:
            message(f"error: {error}")
            status = UNUSABLE
        except typer.Abort:
            message("stopped")
            status = 1
        sys.exit(status if isinstance(status, int) else 0)


def _advice(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f" (see {context.command_path} --help)" if context else ""


app = typer.Typer(
    cls=Commands,
    help="OKRs as a graph: import them, audit their alignment, serve them over GraphQL.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
organization = typer.Typer(help="Organizations: each one's OKRs are its own.")
token = typer.Typer(help="API tokens.")

app.command("serve")(serve)
app.command("migrate")(migrate)
app.add_typer(organization, name="organization")
organization.command("create")(create_organization)
app.command("audit")(audit)
app.command("line-of-sight")(line_of_sight)
app.add_typer(token, name="token")
token.command("create")(create_token)


@organization.callback()
@token.callback()
def _group() -> None:
    """A group stays one, even with a single command."""
