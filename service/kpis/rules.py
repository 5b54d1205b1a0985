from collections.abc import Mapping
from decimal import Decimal

from service.errors import Invalid
from service.writing.checks import Check, label, number, title

KPI_CHECKS: Mapping[str, Check] = {
    "name": title,
    "unit": label,
    "lower": number,
    "upper": number,
}


def check_range(lower: Decimal | None, upper: Decimal | None) -> None:
    """Whether a healthy range may have these bounds; equal ones are one healthy value.

    Raises:
        Invalid: they are out of order.
    """
    if lower is not None and upper is not None and upper < lower:
        raise Invalid("upper is below lower", ["upper"])
