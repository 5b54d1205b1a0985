"""Tiny organizations, drawn as text; and a desk in another process."""

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from service.actor import Actor
from service.alignment.analysis import Analysis, analyze
from service.alignment.records import AlignmentRecord, NodeRecord, OrganizationRecords
from service.alignment.rules import AlignmentState
from service.alignment.snapshot import snapshot_from_records
from service.database import Database
from service.nodes.rules import NodeKind
from service.objectives.rules import Level, Lifecycle
from tests.writing.desk import Desk

TODAY = date(2026, 5, 1)

_KINDS = {
    "strategy": NodeKind.STRATEGY_ELEMENT,
    "company": NodeKind.OBJECTIVE,
    "team": NodeKind.OBJECTIVE,
    "kr": NodeKind.KEY_RESULT,
    "initiative": NodeKind.INITIATIVE,
}
_STATES = {
    "->": AlignmentState.ACCEPTED,
    "?>": AlignmentState.PROPOSED,
    "x>": AlignmentState.DECLINED,
    "<>": AlignmentState.WITHDRAWN,
}
_PARENT = re.compile(r"(->|\?>|x>|<>) *(\w+)")

Sketch = Callable[[str], OrganizationRecords]
Analyze = Callable[[str], Analysis]


def draw(text: str) -> OrganizationRecords:
    """One node a line: `kind id [flags] [of OBJECTIVE] [serves ID]* [-> PARENT]*`.

    `->` is an accepted alignment, `?>` proposed, `x>` declined, `<>` withdrawn; `under` names a
    strategy element's parent; flags are archived, cancelled, standalone, draft. Every id is its
    own key.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return OrganizationRecords(
        name="Acme",
        nodes=[_node(line) for line in lines],
        alignments=[
            AlignmentRecord(line.split()[1], parent, state=_STATES[arrow])
            for line in lines
            for arrow, parent in _PARENT.findall(line)
        ],
    )


def _node(line: str) -> NodeRecord:
    kind, name, *words = _PARENT.sub("", line).split()
    after = list(pairwise(words))
    levels = {"company": Level.COMPANY, "team": Level.TEAM}
    return NodeRecord(
        id=name,
        key=name,
        kind=_KINDS[kind],
        title=name,
        archived="archived" in words,
        cancelled="cancelled" in words,
        standalone="standalone" in words,
        parent=next((right for left, right in after if left in ("of", "under")), None),
        serves=tuple(right for left, right in after if left == "serves"),
        level=levels.get(kind),
        lifecycle=(Lifecycle.DRAFT if "draft" in words else Lifecycle.ACTIVE)
        if kind in levels
        else None,
    )


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def sketch() -> Sketch:
    return draw


@pytest.fixture(scope="session")
def analyzed() -> Analyze:
    return lambda text: analyze(snapshot_from_records(draw(text)), TODAY)


@pytest.fixture
def other_desk(other_process: Database, actor: Actor) -> Desk:
    """The same actor in another process."""
    return Desk(other_process, actor)
