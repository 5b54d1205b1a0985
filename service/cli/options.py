"""Options that several commands share, and how their values are read."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.errors import UnusableInput
from service.interchange.values import Unfit, day


class ReportFormat(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"


Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE", help="Documents, JSON or YAML, or folders of them; several are one."
    ),
]
Organization = Annotated[
    str | None, typer.Option(metavar="SLUG", help="The organization to ask, in place of files.")
]
Report = Annotated[ReportFormat, typer.Option("--format", help="For people or for programs.")]


def read_day(text: str) -> date:
    """A day as it is typed.

    Raises:
        BadParameter: it is none.
    """
    try:
        return day(text)
    except Unfit as unfit:
        raise typer.BadParameter(unfit.message) from None


AsOf = Annotated[
    date | None,
    typer.Option(parser=read_day, metavar="DATE", help="The day to judge by; today if not given."),
]


def one_source(files: list[Path] | None, organization: str | None) -> list[Path]:
    """The files that were named; none where it is an organization.

    Raises:
        UnusableInput: neither was named, or both were.
    """
    if bool(files) == bool(organization):
        raise UnusableInput("name either files or one --organization")
    return files or []
