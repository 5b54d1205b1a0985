"""How a decimal is written wherever people or programs read it."""

from decimal import Decimal


def decimal_text(value: Decimal) -> str:
    """All digits, no exponent, no trailing zeros, no minus before nothing."""
    digits = format(value, "f")
    text = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if text == "-0" else text
