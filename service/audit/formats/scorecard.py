"""The score and the metrics at the head of the text report."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.audit.metrics import Metric, points_to_gain
from service.audit.report import AuditReport

BAR_COLUMNS = 10
GOOD, FAIR = 0.7, 0.4  # the bands of a score: green from 0.7, red below 0.4
GAINS_SHOWN = 3

ROWS = {
    "alignment_rate": ("Alignment", "objectives lead up to company goals"),
    "line_of_sight_rate": ("Line of sight", "key results lead up to the top"),
    "strategy_coverage": ("Strategy", "pillars have active key results below"),
    "company_support": ("Company support", "company objectives have goals that contribute"),
    "ownership": ("Ownership", "objectives have an owner or a role"),
    "measurable": ("Measurable", "key results can be measured"),
    "cross_team_edges": ("Across teams", "links join two teams"),
}


def scorecard(report: AuditReport) -> Iterator[RenderableType]:
    yield _score(report)
    yield Padding(_metrics(report), (0, 0, 0, 2))
    gains = most_to_gain(report)
    if gains:
        yield Padding(Text(gains), (0, 0, 0, 2))


def most_to_gain(report: AuditReport) -> str:
    """Where the score can grow most; empty where it cannot."""
    gains = points_to_gain(report.metrics)[:GAINS_SHOWN]
    told = ", ".join(f"{ROWS[name][0].lower()} +{points:.0f}" for name, points in gains)
    return f"Most to gain: {told} points" if gains else ""


def _score(report: AuditReport) -> Text:
    if report.score is None:
        return Text("Alignment score: nothing to measure yet", style="bold")
    style = _band(report.score / 100)
    return Text.assemble(
        ("Alignment score ", "bold"),
        (f"{whole(report.score)}", f"bold {style}"),
        (" of 100", "bold"),
    )


def _metrics(report: AuditReport) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for name, (title, meaning) in ROWS.items():
        metric: Metric = getattr(report.metrics, name)
        table.add_row(title, _bar(metric), percent(metric), counted(metric, meaning))
    steps = report.metrics.mean_distance
    if steps.value is not None:
        table.add_row("Distance", "", f"{steps.value:.1f}", "steps to the top on average")
    return table


def _bar(metric: Metric) -> Text:
    if metric.value is None:
        return Text("·" * BAR_COLUMNS, style="dim")
    filled = round(metric.value * BAR_COLUMNS)
    style = _band(metric.value)
    return Text.assemble(("█" * filled, style), ("░" * (BAR_COLUMNS - filled), "dim"))


def counted(metric: Metric, meaning: str) -> str:
    if not metric.denominator:
        return "nothing to measure"
    return f"{metric.numerator:,} of {metric.denominator:,} {meaning}"


def percent(metric: Metric) -> str:
    return "—" if metric.value is None else f"{whole(metric.value * 100)} %"


def whole(percent: float) -> int:
    """Rounded, but 0 and 100 only where it is exactly that."""
    if percent in {0, 100}:
        return int(percent)
    return min(max(round(percent), 1), 99)


def _band(share: float) -> str:
    if share >= GOOD:
        return "green"
    return "yellow" if share >= FAIR else "red"
