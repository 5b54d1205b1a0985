"""The one arithmetic of this slice: decimals of 28 digits, rounded to places when they are kept."""

from decimal import ROUND_HALF_UP, Context, Decimal

from service.decimals import decimal_text

ZERO = Decimal(0)
ONE = Decimal(1)

# Ours, whatever the thread's context is set to.
ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_UP)
# Wide enough to keep twelve places of any quotient of stored numbers, 30 digits on either side.
_ROUNDING = Context(prec=200, rounding=ROUND_HALF_UP)

_STORED = Decimal("0.000000000001")
_SHOWN = Decimal("0.000001")


def stored_ratio(value: Decimal) -> Decimal:
    """Rounded half up to 12 places, as every ratio is stored.

    What this slice answers is rounded so already: numbers are compared and combined as they are
    stored, so a status can be worked out again from what is seen, and a gap of a tenth is a tenth.
    """
    return value.quantize(_STORED, ROUND_HALF_UP, _ROUNDING)


def shown_ratio(value: Decimal) -> str:
    """Rounded half up to 6 places, as every ratio is shown: `0.333333`, `0.5`, `1`."""
    return decimal_text(value.quantize(_SHOWN, ROUND_HALF_UP, _ROUNDING))


def clamped(raw: Decimal | None) -> Decimal | None:
    """Within 0..1; no data stays no data."""
    if raw is None:
        return None
    return ZERO if raw < ZERO else min(raw, ONE)
