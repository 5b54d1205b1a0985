"""Values of key results that nobody sets by hand while their check-ins or their KPI say them."""

from functools import cache
from typing import Any

from sqlalchemy import Label, Select, literal_column

from service.errors import ReadOnly
from service.numbers.statements import KPI_TELLS, SAID_BY_CHECK_INS
from service.objectives.commands.stored import key_results_with_cycles
from service.progress.rules import KeyResultSource
from service.writing.rows import Edit

_PREFIX = "said_"


@cache
def key_results_with_speakers() -> Select[Any]:
    """Key results, each with who speaks for it."""
    said = {**SAID_BY_CHECK_INS, "by_kpi": KPI_TELLS}
    speakers: list[Label[bool]] = [
        literal_column(sql).label(f"{_PREFIX}{name}") for name, sql in said.items()
    ]
    return key_results_with_cycles().add_columns(*speakers)


def check_unsaid(edit: Edit) -> None:
    """Let pass a change of what is the key result's own word; of any other it would not last.

    Raises:
        ReadOnly: a check-in or the KPI says it.
    """
    for column in SAID_BY_CHECK_INS:
        if column in edit.after and edit.before[f"{_PREFIX}{column}"]:
            raise ReadOnly("its check-ins say it: record or correct one", [column])
    follows = edit.now("follows") == KeyResultSource.KPI and "kpi_id" not in edit.after
    if "current" in edit.after and follows and edit.before[f"{_PREFIX}by_kpi"]:
        raise ReadOnly("its KPI says it: record a reading", ["current"])
