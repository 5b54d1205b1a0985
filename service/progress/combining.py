"""How far an objective has come, from what drives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from service.progress.ratios import ARITHMETIC, ONE, ZERO, clamped, stored_ratio
from service.progress.rules import NoProgress, ProgressDriver


@dataclass(frozen=True, slots=True)
class Share:
    """One driver: a key result or an aligned child, with its weight (see `child_weight`)."""

    weight: Decimal
    progress: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True, slots=True)
class Combined:
    """What drivers come to, as it is stored.

    Attributes:
        progress: the weighted mean over those with data; None where there is a reason instead.
        data_coverage: the share of all weight that has data; None where nothing weighs anything.
        expected: the weighted mean over those with data and an expectation.
        missing: why there is no progress; never CYCLE, which only the graph knows.
    """

    progress: Decimal | None
    data_coverage: Decimal | None
    expected: Decimal | None
    missing: NoProgress | None


_NO_DRIVERS = Combined(None, None, None, NoProgress.NO_DRIVERS)


def combine(shares: Sequence[Share]) -> Combined:
    """The weighted mean of the drivers that have data, in whatever order they come."""
    if not shares:
        return _NO_DRIVERS
    with localcontext(ARITHMETIC):
        known = [one for one in shares if one.progress is not None]
        progress = _mean((one.weight, one.progress) for one in known)
        expected = _mean((one.weight, one.expected) for one in known)
        coverage = _mean((one.weight, ONE if one.progress is not None else ZERO) for one in shares)
    missing = None
    if progress is None:
        missing = NoProgress.ZERO_WEIGHT if known else NoProgress.NO_DATA
    return Combined(progress, coverage, expected, missing)


def drives_by(
    driver: ProgressDriver | None,
    has_key_results: bool,  # noqa: FBT001  the name of the call asks the question
) -> ProgressDriver:
    """What moves an objective: what it says, else its live key results, else its children."""
    if driver is not None:
        return driver
    return ProgressDriver.KEY_RESULTS if has_key_results else ProgressDriver.ALIGNED_CHILDREN


def child_weight(weight: Decimal, allocation: Decimal | None, parents: int) -> Decimal:
    """What an aligned child weighs in a parent, so that it counts once over all its parents.

    Args:
        weight: the edge's, which the parent sets.
        allocation: the child's share for this parent; None is an equal one.
        parents: how many the child contributes to, this one among them.
    """
    share = ARITHMETIC.divide(ONE, Decimal(parents)) if allocation is None else allocation
    return ARITHMETIC.multiply(weight, share)


def _mean(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The weighted mean of those that are there, each clamped; None where all weigh nothing.

    Never outside its parts, whatever was lost to rounding.
    """
    counted = [(weight, kept) for weight, value in parts if (kept := clamped(value)) is not None]
    total = sum((weight for weight, _ in counted), ZERO)
    if not total:
        return None
    mean = sum((weight * value for weight, value in counted), ZERO) / total
    values = [value for weight, value in counted if weight]
    return stored_ratio(min(max(mean, min(values)), max(values)))
