"""What an organization may change about its numbers; the defaults are the domain's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.errors import Invalid
from service.progress.ratios import ONE, ZERO
from service.progress.status import StatusLines

_ROOT = "settings"
_GAPS = ("on_track_gap", "at_risk_gap")
_THRESHOLDS = (_ROOT, "audit", "thresholds")


@dataclass(frozen=True, slots=True)
class ProgressSettings:
    """Where status and staleness draw their lines.

    Attributes:
        on_track_gap, at_risk_gap: how far behind a goal may be, inclusive, and still be that.
        cadence_days: how often a key result is checked in.
        grace_days: how long after that it is not yet stale.
    """

    on_track_gap: Decimal = StatusLines().on_track_gap
    at_risk_gap: Decimal = StatusLines().at_risk_gap
    cadence_days: int = 7
    grace_days: int = 3

    @property
    def lines(self) -> StatusLines:
        return StatusLines(self.on_track_gap, self.at_risk_gap)


def progress_settings(settings: Mapping[str, object]) -> ProgressSettings:
    """`{progress: {on_track_gap, at_risk_gap}}`, and the audit's cadence and grace of check-ins.

    Args:
        settings: all settings of the organization; what is not among them means the default.

    Raises:
        Invalid: a key or value that is not known, named by its path.
    """
    path = (_ROOT, "progress")
    gaps = _part(settings, path)
    _refuse_unknown(gaps, _GAPS, path)
    days = _part(_part(settings, (_ROOT, "audit")), _THRESHOLDS)
    default = ProgressSettings()
    return _in_order(
        ProgressSettings(
            on_track_gap=_gap(gaps, "on_track_gap", default.on_track_gap),
            at_risk_gap=_gap(gaps, "at_risk_gap", default.at_risk_gap),
            cadence_days=_days(days, "check_in_cadence_days", default.cadence_days),
            grace_days=_days(days, "check_in_grace_days", default.grace_days),
        )
    )


def _in_order(chosen: ProgressSettings) -> ProgressSettings:
    path = (_ROOT, "progress", "at_risk_gap")
    if chosen.at_risk_gap < chosen.on_track_gap:
        text = f"{'.'.join(path)} must not be below on_track_gap, {chosen.on_track_gap}"
        raise Invalid(text, path)
    return chosen


def _part(settings: Mapping[str, object], path: tuple[str, ...]) -> Mapping[str, object]:
    value = settings.get(path[-1], {})
    if not isinstance(value, Mapping):
        raise Invalid(f"{'.'.join(path)} must be a mapping, not {value!r}", path)
    return value


def _refuse_unknown(given: Collection[str], known: Collection[str], path: tuple[str, ...]) -> None:
    for key in sorted(set(given) - set(known)):
        text = f"{'.'.join(path)} knows no {key!r}; it knows {', '.join(sorted(known))}"
        raise Invalid(text, (*path, key))


def _gap(given: Mapping[str, object], key: str, default: Decimal) -> Decimal:
    """A share as it was written: 0.1 is a tenth, and not the double next to it."""
    value = given.get(key, default)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        gap = Decimal(str(value))
        if gap.is_finite() and ZERO <= gap <= ONE:
            return gap
    path = (_ROOT, "progress", key)
    raise Invalid(f"{'.'.join(path)} must be a number from 0 to 1, not {value!r}", path)


def _days(given: Mapping[str, object], key: str, default: int) -> int:
    """As the audit reads it, whose thresholds these are."""
    value = given.get(key, default)
    if isinstance(value, int | float) and not isinstance(value, bool):
        days = Decimal(str(value))
        if days.is_finite() and days >= ZERO and days == int(days):
            return int(days)
    path = (*_THRESHOLDS, key)
    raise Invalid(f"{'.'.join(path)} must be a whole number, 0 or more, not {value!r}", path)
