"""When a key result should be checked in, and when that is overdue."""

from datetime import date

from service.progress.expecting import Window
from service.progress.rules import Status
from service.progress.settings import ProgressSettings


def counts_from(checked_in_on: date | None, starts_on: date | None, created_on: date) -> date:
    """The day that the next check-in is counted from: the latest one's, else the beginning's.

    All are days of the organization; the beginning is the later of start and creation.
    """
    if checked_in_on is not None:
        return checked_in_on
    return created_on if starts_on is None else max(starts_on, created_on)


def next_check_in_on(since: date, settings: ProgressSettings) -> date:
    """The day by which it should be checked in; the calendar's last one where it lies beyond."""
    day = since.toordinal() + settings.cadence_days
    return date.fromordinal(min(day, date.max.toordinal()))


def is_stale(
    since: date,
    window: Window,
    status: Status,
    day: date,
    settings: ProgressSettings,
    *,
    runs: bool,
) -> bool:
    """Whether its last word is older than cadence and grace, while it should be moving.

    Args:
        since: as `counts_from` tells.
        window: outside of it nothing is stale; an unknown end of it is open.
        status: what is achieved needs no check-in any more.
        day: the organization's.
        settings: its cadence and grace.
        runs: its objective is ACTIVE, and its cycle neither being planned nor closed.
    """
    if not runs or status == Status.ACHIEVED:
        return False
    if window.starts_on is not None and day < window.starts_on:
        return False
    if window.due_on is not None and day > window.due_on:
        return False
    return (day - since).days > settings.cadence_days + settings.grace_days
