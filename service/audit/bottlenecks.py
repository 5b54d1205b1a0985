"""Bottlenecks for the key results of some cycles and teams; the graph is always whole."""

from datetime import date

from service.alignment.analysis import analyze
from service.alignment.bottlenecks import Bottlenecks, bottlenecks
from service.alignment.snapshot import Snapshot
from service.audit.inquiry import Inquiry
from service.audit.rules import RULES_BY_ID
from service.audit.scope import Scope, selection
from service.audit.settings import audit_settings


def bottlenecks_for(snapshot: Snapshot, as_of: date, scope: Scope, first: int) -> Bottlenecks:
    """The nodes, wherever they are, that the most key results of the scope need.

    Raises:
        Invalid: the organization's audit settings name something unknown.
    """
    settings = audit_settings(snapshot.settings, RULES_BY_ID)
    inquiry = Inquiry(snapshot, analyze(snapshot, as_of), settings, as_of)
    return bottlenecks(inquiry.analysis, selection(inquiry, scope).nodes, first)
