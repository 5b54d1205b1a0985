"""Mutations of many rows: what becomes of the rest when some are refused."""

from typing import Any

from schema.enums.describing import described
from schema.inputs import said
from service.writing.batches import ErrorPolicy

described(
    ErrorPolicy,
    "What becomes of the other rows when some are refused.",
    {
        "REJECT_ALL": "Nothing is written.",
        "REJECT_FAILED_ROWS": "The others are written.",
    },
)


def error_policy() -> Any:  # noqa: ANN401 - as strawberry.field
    return said(
        "What becomes of the other rows when some are refused.", default=ErrorPolicy.REJECT_ALL
    )


__all__ = ["ErrorPolicy", "error_policy"]
