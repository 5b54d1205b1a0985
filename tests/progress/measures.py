"""Measures written as short as a table of cases needs them, and drawn by hypothesis."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from service.progress.expecting import Window
from service.progress.measuring import Measure, Stage
from service.progress.rules import MetricType

START = date(2026, 4, 1)
TODAY = date(2026, 5, 4)
DUE = date(2026, 7, 10)  # 100 days after the start
QUARTER = Window(START, DUE)


def number(text):
    return None if text is None else Decimal(str(text))


def measure(metric=None, *, stages=(), **numbers):
    fields = ("start", "target", "current", "lower", "upper")
    values = {name: number(numbers.pop(name, None)) for name in fields}
    assert not numbers
    return Measure(
        None if metric is None else MetricType(metric), **values, stages=tuple(map(stage, stages))
    )


def stage(text):
    """`weight`, `weight due:+3`, `weight done:-2`: days from today."""
    weight, *words = str(text).split()
    days = {name: TODAY + timedelta(int(after)) for name, _, after in map(_parted, words)}
    return Stage(Decimal(weight), days.get("due"), days.get("done"))


def _parted(word):
    return word.partition(":")


def after(days):
    """A day of the quarter, counted from its start."""
    return START + timedelta(days)


numbers = st.decimals(-(10**6), 10**6, places=3)
ratios = st.decimals(0, 1, places=6)
days = st.integers(-20, 130).map(after)
ways = st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1])
