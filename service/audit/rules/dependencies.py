"""DEP: whether teams wait for one another in vain.

`A NEEDS B` lets A wait for B, `A BLOCKS B` lets B wait for A. Declined and resolved ones do not
count, nor do those with an end that is not live.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.alignment.records import DependencyRecord
from service.alignment.snapshot import NO_ROW
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, iso
from service.audit.rules.circles import circle_hit, circles
from service.audit.rules.definition import Hit, Rule
from service.dependencies.rules import DependencyKind, DependencyState
from service.libraries import np

HOLDING_UP = (DependencyKind.BLOCKS, DependencyKind.NEEDS)
OVER = (DependencyState.DECLINED, DependencyState.RESOLVED)


@dataclass(frozen=True, slots=True)
class _Wait:
    waiting: int
    provider: int
    record: DependencyRecord


def _open_waits(inquiry: Inquiry) -> Iterator[_Wait]:
    row_by_id, live = inquiry.snapshot.row_by_id, inquiry.analysis.live
    for record in inquiry.snapshot.dependencies:
        ends = row_by_id[record.source], row_by_id[record.target]
        if record.state in OVER or not live[list(ends)].all():
            continue
        waiting, provider = reversed(ends) if record.kind is DependencyKind.BLOCKS else ends
        yield _Wait(waiting, provider, record)


def _deadlocks(inquiry: Inquiry) -> Iterator[Hit]:
    waits = [
        (wait.waiting, wait.provider)
        for wait in _open_waits(inquiry)
        if wait.record.kind in HOLDING_UP
    ]
    ends = np.array(waits, np.int32).reshape(-1, 2)
    for circle in circles(inquiry, ends[:, 0], ends[:, 1]):
        yield circle_hit(inquiry, circle, "{count} goals wait for one another: {way}.")


def _unconfirmed(inquiry: Inquiry) -> Iterator[Hit]:
    limit = inquiry.thresholds.unconfirmed_days
    for wait in _open_waits(inquiry):
        requested_on = wait.record.requested_on
        if wait.record.state is not DependencyState.REQUESTED or requested_on is None:
            continue
        days = (inquiry.as_of - requested_on).days
        if days > limit:
            yield Hit(
                subject=inquiry.node_ref(wait.waiting),
                related=(inquiry.node_ref(wait.provider),),
                message=f"Asked {inquiry.snapshot.nodes.key[wait.provider]} {days} days ago,"
                " without an answer.",
                judged=(wait.waiting,),
                evidence={
                    "kind": wait.record.kind,
                    "requested_on": requested_on.isoformat(),
                    "days": days,
                    "limit": limit,
                    **_answerable(inquiry, wait),
                },
            )


def _late_providers(inquiry: Inquiry) -> Iterator[Hit]:
    for wait in _open_waits(inquiry):
        needed_by, ends = wait.record.needed_by, inquiry.ends[wait.provider]
        if wait.record.kind not in HOLDING_UP or needed_by is None:
            continue
        late = ends - np.datetime64(needed_by, "D")
        if late > np.timedelta64(0, "D"):
            days = int(late.astype(int))
            yield Hit(
                subject=inquiry.node_ref(wait.waiting),
                related=(inquiry.node_ref(wait.provider),),
                message=f"Needed by {needed_by}; {inquiry.snapshot.nodes.key[wait.provider]}"
                f" ends {days} days later.",
                judged=(wait.waiting,),
                evidence={
                    "kind": wait.record.kind,
                    "needed_by": needed_by.isoformat(),
                    "provider_ends_on": iso(ends),
                    "days": days,
                    **_answerable(inquiry, wait),
                },
            )


def _answerable(inquiry: Inquiry, wait: _Wait) -> dict[str, str | None]:
    """The team that provides, the provider's where none is named, and who watches over it."""
    snapshot, record = inquiry.snapshot, wait.record
    team = int(inquiry.team[wait.provider])
    if record.provider_team is not None:
        team = snapshot.team_row_by_id[record.provider_team]
    owner = record.risk_owner
    return {
        "provider_team": None if team == NO_ROW else snapshot.teams[team].key,
        "risk_owner": owner and snapshot.people[snapshot.person_row_by_id[owner]].key,
    }


RULES = (
    Rule("DEP001", "deadlock", Severity.ERROR, _deadlocks),
    Rule("DEP002", "unconfirmed", Severity.WARNING, _unconfirmed),
    Rule("DEP003", "late-provider", Severity.WARNING, _late_providers),
)
