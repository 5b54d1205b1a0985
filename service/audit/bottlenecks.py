"""Bottlenecks for the key results of some cycles and teams; the graph is always whole."""

from dataclasses import dataclass
from datetime import date

from service.alignment.analysis import analyze
from service.alignment.bottlenecks import Bottlenecks, bottlenecks
from service.alignment.snapshot import Snapshot
from service.audit.findings import Ref
from service.audit.inquiry import Inquiry
from service.audit.metrics import Metric
from service.audit.rules import RULES_BY_ID
from service.audit.scope import Scope, Selection, selection
from service.audit.settings import audit_settings

# What a report tells of: fewer key results hang on one node as a matter of course.
MOST_TOLD = 3
NOTABLE_SHARE = 0.25
NOTABLE_KEY_RESULTS = 5


@dataclass(frozen=True, slots=True)
class NotableBottleneck:
    """One node, and the key results that need it among those with a line of sight."""

    node: Ref
    needed_by: Metric


def bottlenecks_for(snapshot: Snapshot, as_of: date, scope: Scope, first: int) -> Bottlenecks:
    """The nodes, wherever they are, that the most key results of the scope need.

    Raises:
        Invalid: the organization's audit settings name something unknown.
    """
    settings = audit_settings(snapshot.settings, RULES_BY_ID)
    inquiry = Inquiry(snapshot, analyze(snapshot, as_of), settings, as_of)
    return bottlenecks(inquiry.analysis, selection(inquiry, scope).nodes, first)


def notable_bottlenecks(inquiry: Inquiry, chosen: Selection) -> tuple[NotableBottleneck, ...]:
    """The worst of them, where many key results need one, and these are a quarter or more."""
    found = bottlenecks(inquiry.analysis, chosen.nodes, MOST_TOLD)
    least = max(NOTABLE_KEY_RESULTS, NOTABLE_SHARE * found.in_sight)
    return tuple(
        NotableBottleneck(inquiry.node_ref(one.row), Metric(one.key_results, found.in_sight))
        for one in found.ranking
        if one.key_results >= least
    )
