"""What the facts say of every key result on one day: nothing that was computed and stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import isnan

from service.alignment.columns import (
    NO_CONFIDENCE,
    NO_ROW,
    Codes,
    Days,
    Mask,
    Numbers,
    Rows,
    code,
)
from service.alignment.facts import CheckIns, Facts, last_of_each
from service.alignment.snapshot import Nodes, Snapshot
from service.audit.bulk_progress import Measures, expected_progress, measures, raw_progress
from service.libraries import np
from service.progress.expecting import Window
from service.progress.expecting import expected_progress as expected_exactly
from service.progress.measuring import Measure
from service.progress.rules import KeyResultSource, MetricType

_BY_KPI, _BY_CHILDREN = code(KeyResultSource.KPI), code(KeyResultSource.ALIGNED_CHILDREN)
_METRICS = (None, *MetricType)


@dataclass(frozen=True)
class Measured:
    """One snapshot on one day; columns have a row per node and mean key results only.

    What happened later does not count: a value that a later check-in brought is not known yet,
    though it may stand on the key result already.

    Attributes:
        starts, ends: the windows of the nodes, as `Inquiry` works them out.
    """

    snapshot: Snapshot
    as_of: date
    starts: Days
    ends: Days

    @cached_property
    def today(self) -> "np.datetime64":
        return np.datetime64(self.as_of, "D")

    @property
    def nodes(self) -> Nodes:
        return self.snapshot.nodes

    @property
    def facts(self) -> Facts:
        return self.snapshot.facts

    @property
    def check_ins(self) -> CheckIns:
        return self.facts.check_ins

    @cached_property
    def measures(self) -> Measures:
        return measures(self.nodes, self.facts.stages)

    @cached_property
    def happened(self) -> Mask:
        """The check-ins until today."""
        happened: Mask = self.check_ins.day <= self.today
        return happened

    @cached_property
    def by_check_ins(self) -> Mask:
        """The key results whose number comes from nowhere else."""
        by_others: Mask = np.isin(self.nodes.follows, [_BY_KPI, _BY_CHILDREN])
        return ~by_others

    @cached_property
    def checked_on(self) -> Days:
        """The day of the latest check-in, whatever it says."""
        latest = self.latest(self.happened)
        return np.append(self.check_ins.day, np.datetime64("NaT", "D"))[latest]

    @cached_property
    def valued(self) -> Rows:
        """Places of the check-ins until today that say a value."""
        return np.flatnonzero(self.happened & ~np.isnan(self.check_ins.value)).astype(np.int32)

    @cached_property
    def value(self) -> Numbers:
        """The number that holds; NaN where none is known."""
        said = ~np.isnan(self.check_ins.value)
        told = self._told(said, np.append(self.check_ins.value, np.nan), self.nodes.current)
        readings, kpi = self.facts.readings, self.nodes.kpi
        follows = (self.nodes.follows == _BY_KPI) & (kpi != NO_ROW)
        is_read = np.zeros(len(self.facts.kpis) + 1, np.bool_)
        is_read[readings.kpi] = True
        read = np.append(readings.value, np.nan)[self.latest_reading][kpi]
        return np.where(follows & is_read[kpi], read, told)

    @cached_property
    def latest_reading(self) -> Rows:
        """Per KPI, and one more for none, the place of its latest reading until today."""
        readings = self.facts.readings
        places = np.flatnonzero(readings.day <= self.today).astype(np.int32)
        return _latest(readings.kpi[places], places, len(self.facts.kpis) + 1)

    @cached_property
    def confidence(self) -> Codes:
        said = self.check_ins.confidence != NO_CONFIDENCE
        column = np.append(self.check_ins.confidence, NO_CONFIDENCE)
        return self._told(said, column, self.nodes.confidence)

    @cached_property
    def confidence_before(self) -> Codes:
        """What the check-in before the latest that says a confidence said of it."""
        said = self.happened & (self.check_ins.confidence != NO_CONFIDENCE)
        latest = self.latest(said)
        said[latest[latest != NO_ROW]] = False
        return np.append(self.check_ins.confidence, NO_CONFIDENCE)[self.latest(said)]

    @cached_property
    def reported_status(self) -> Codes:
        column = np.append(self.check_ins.status, 0)
        return self._told(self.check_ins.status != 0, column, self.nodes.reported_status)

    @cached_property
    def raw(self) -> Numbers:
        """Progress as it is, below 0 and above 1 too; NaN for what its children say."""
        rows = np.arange(len(self.nodes), dtype=np.int32)
        raw = self.raw_of(rows, self.value)
        return np.where(self.nodes.follows == _BY_CHILDREN, np.nan, raw)

    def raw_of(self, rows: Rows, values: Numbers) -> Numbers:
        """The progress that each of the rows has at the value beside it."""
        return raw_progress(self.measures, rows, values, self.today)

    @cached_property
    def progress(self) -> Numbers:
        return np.clip(self.raw, 0.0, 1.0)

    @cached_property
    def expected(self) -> Numbers:
        expected = expected_progress(self.measures, self.starts, self.ends, self.today)
        for row, checkpoints in self._curves().items():
            exact = self._expected_exactly(row, checkpoints)
            expected[row] = np.nan if exact is None else float(exact)
        return expected

    @cached_property
    def gap(self) -> Numbers:
        """How far behind; below 0 where it is ahead."""
        return np.round(self.expected - self.progress, 12)

    @cached_property
    def in_window(self) -> Mask:
        """Begun and not past due, as far as both are known."""
        inside: Mask = ~(self.today < self.starts) & ~(self.today > self.ends)
        return inside

    @cached_property
    def achieved(self) -> Mask:
        """At the target; what keeps a bound has not done so before the end."""
        achieved: Mask = (self.raw >= 1) & ~self.measures.keeps
        return achieved

    def latest(self, among: Mask) -> Rows:
        """The place of each node's latest check-in among some, `NO_ROW` for none."""
        places = np.flatnonzero(among).astype(np.int32)
        return _latest(self.check_ins.key_result[places], places, len(self.nodes))

    def _told(self, said: Mask, column: Codes | Numbers, otherwise: Codes | Numbers) -> Codes:
        """What the latest check-in said, else what was set where none ever says it.

        `column` has one more place for none.
        """
        ever = np.zeros(len(self.nodes), np.bool_)
        ever[self.check_ins.key_result[said]] = True
        latest = self.latest(said & self.happened)
        return np.where(ever, column[latest], otherwise)

    def _curves(self) -> dict[int, list[tuple[date, Decimal]]]:
        """The checkpoints of those that have any, by row; of stages, they say nothing."""
        points, curves = self.facts.checkpoints, defaultdict[int, list[tuple[date, Decimal]]](list)
        counts = ~self.measures.by_stages[points.key_result]
        columns = (points.key_result, points.day, points.value)
        for row, day, value in zip(*(column[counts].tolist() for column in columns), strict=True):
            curves[row].append((day, Decimal(repr(value))))
        return curves

    def _expected_exactly(
        self, row: int, checkpoints: list[tuple[date, Decimal]]
    ) -> Decimal | None:
        nodes = self.nodes
        start, target = (_decimal(float(column[row])) for column in (nodes.start, nodes.target))
        measure = Measure(_METRICS[nodes.metric_type[row]], start, target, None, None, None)
        window = Window(self.starts[row].item(), self.ends[row].item(), tuple(checkpoints))
        return expected_exactly(measure, window, self.as_of)


def _latest(owners: Rows, places: Rows, size: int) -> Rows:
    """The last of the places of each owner, which ascend; `NO_ROW` for who has none."""
    found = np.full(size, NO_ROW, np.int32)
    ends = last_of_each(owners)
    found[owners[ends]] = places[ends]
    return found


def _decimal(value: float) -> Decimal | None:
    return None if isnan(value) else Decimal(repr(value))
