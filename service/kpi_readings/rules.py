from decimal import Decimal

from service.writing.checks import number, required


def check_reading(value: Decimal) -> None:
    """Whether a KPI may have had this value.

    Raises:
        Invalid: it is no number that can be stored.
    """
    required(value, ["value"])
    number(value, ["value"])
