"""What if: the edges after some changes, and which changes make no sense."""

from dataclasses import fields, replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.alignment.analysis import analyze
from service.alignment.records import AlignmentRecord
from service.alignment.rules import AlignmentKind, Reach
from service.alignment.snapshot import Edges, code, snapshot_from_records
from service.alignment.what_if import MOST_CHANGES, EdgeAdded, EdgeRemoved, what_if
from service.errors import Invalid, Limit, NotFound, SelfLink, Taken
from tests.alignment.conftest import TODAY, draw
from tests.alignment.organizations import numbers, organizations, shares

COMPANY = """
    strategy S
    strategy Old archived
    company C -> S
    team T ?> C
    kr K of T
    team U -> C
    team Gone archived
    kr Gone1 of Gone
    team Off cancelled
    kr Off1 of Off
    initiative I serves K
"""


def snapshot(text=COMPANY):
    return snapshot_from_records(draw(text))


def rows_of(edges):
    """The edges as a set, whatever their order."""
    columns = [getattr(edges, column.name).astype(str).tolist() for column in fields(Edges)]
    return sorted(zip(*columns, strict=True))


def after(records, *changes):
    return rows_of(what_if(snapshot_from_records(records), changes).edges)


def test_an_edge_more_gives_a_line_of_sight():
    before = snapshot()
    changed = what_if(before, [EdgeAdded("U", "S"), EdgeRemoved("T", "C"), EdgeAdded("T", "C")])
    row = before.row_by_id["K"]
    assert analyze(before, TODAY).reach[row] == code(Reach.NONE)
    assert analyze(changed, TODAY).reach[row] == code(Reach.FULL)
    assert changed.nodes is before.nodes


def test_an_edge_less_takes_it_away():
    before = snapshot()
    changed = what_if(before, [EdgeRemoved("C", "S")])
    reach = analyze(changed, TODAY).reach
    assert reach[before.row_by_id["U"]] == code(Reach.PARTIAL)
    assert len(changed.edges) == len(before.edges) - 1


def test_a_cycle_is_there_to_be_found():
    changed = what_if(snapshot(), [EdgeAdded("C", "U")])
    (component,) = analyze(changed, TODAY).components
    assert [changed.nodes.id[row] for row in component.witness] == ["C", "U"]


def test_no_changes_change_nothing():
    records = draw(COMPANY)
    assert after(records) == rows_of(snapshot_from_records(records).edges)


def test_the_first_edge_of_a_child_is_its_primary_one():
    records = draw("team A\nteam B\nteam C\nteam T")
    first, second = EdgeAdded("T", "A"), EdgeAdded("T", "B")
    edges = [AlignmentRecord("T", "A", is_primary=True), AlignmentRecord("T", "B")]
    expected = snapshot_from_records(replace(records, alignments=edges)).edges
    assert after(records, first, second) == rows_of(expected)


@pytest.mark.parametrize("stored", [True, False])
def test_a_new_primary_edge_takes_the_place_of_the_one_before(stored):
    records = draw("team A\nteam B\nteam T")
    old, new = EdgeAdded("T", "A"), EdgeAdded("T", "B", is_primary=True)
    edges = [AlignmentRecord("T", "A"), AlignmentRecord("T", "B", is_primary=True)]
    expected = rows_of(snapshot_from_records(replace(records, alignments=edges)).edges)
    if stored:
        records = replace(records, alignments=[AlignmentRecord("T", "A", is_primary=True)])
        assert after(records, new) == expected
    else:
        assert after(records, old, new) == expected


def test_what_was_added_can_be_removed_again():
    records = draw("team A\nteam T")
    assert after(records, EdgeAdded("T", "A"), EdgeRemoved("T", "A")) == after(records)


REFUSED = {
    "a child that is not there": (EdgeAdded("X", "C"), NotFound, "child_id"),
    "a parent that is not there": (EdgeRemoved("T", "X"), NotFound, "parent_id"),
    "an archived parent": (EdgeAdded("T", "Old"), NotFound, "parent_id"),
    "a key result of an archived objective": (EdgeAdded("T", "Gone1"), NotFound, "parent_id"),
    "an archived child": (EdgeAdded("Gone", "C"), NotFound, "child_id"),
    "a cancelled parent": (EdgeAdded("T", "Off"), Invalid, "parent_id"),
    "a key result of a cancelled objective": (EdgeAdded("T", "Off1"), Invalid, "parent_id"),
    "a link to itself": (EdgeAdded("T", "T"), SelfLink, "parent_id"),
    "an edge that is there": (EdgeAdded("U", "C"), Taken, "parent_id"),
    "an edge that is proposed": (EdgeAdded("T", "C"), Taken, "parent_id"),
    "strategy below": (EdgeAdded("S", "C"), Invalid, "child_id"),
    "an initiative below": (EdgeAdded("I", "C"), Invalid, "child_id"),
    "an initiative above": (EdgeAdded("T", "I"), Invalid, "parent_id"),
    "a negative weight": (EdgeAdded("T", "S", weight=Decimal(-1)), Invalid, "weight"),
    "no number": (EdgeAdded("T", "S", weight=Decimal("NaN")), Invalid, "weight"),
    "more than all": (EdgeAdded("T", "S", allocation=Decimal(2)), Invalid, "allocation"),
    "no edge to remove": (EdgeRemoved("T", "S"), NotFound, "parent_id"),
    "what a key result measures": (EdgeRemoved("K", "T"), NotFound, "parent_id"),
    "what an initiative serves": (EdgeRemoved("I", "K"), NotFound, "parent_id"),
}


@pytest.mark.parametrize(("change", "error", "field"), REFUSED.values(), ids=REFUSED)
def test_a_change_that_makes_no_sense_is_refused_by_its_place(change, error, field):
    with pytest.raises(error) as refused:
        what_if(snapshot(), [EdgeAdded("U", "S"), change])
    assert refused.value.path == ("1", field)


def test_the_same_edge_twice_is_refused():
    with pytest.raises(Taken) as refused:
        what_if(snapshot(), [EdgeAdded("U", "S"), EdgeAdded("U", "S")])
    assert refused.value.path == ("1", "parent_id")


def test_the_changes_are_a_hundred_at_most():
    to_and_fro = [EdgeAdded("U", "S"), EdgeRemoved("U", "S")] * (MOST_CHANGES // 2)
    assert rows_of(what_if(snapshot(), to_and_fro).edges) == rows_of(snapshot().edges)
    with pytest.raises(Limit):
        what_if(snapshot(), [*to_and_fro, EdgeAdded("U", "S")])


@st.composite
def changed(draw):
    """Records, what would be after one change more, and that change."""
    records = draw(organizations())
    live = [node for node in records.nodes if not node.archived and not node.cancelled]
    dead = {node.id for node in records.nodes} - {node.id for node in live}
    live = [node.id for node in live if node.parent not in dead or node.id[0] == "S"]
    children = [name for name in live if name[0] in "OK"]
    assume(children)
    child = draw(st.sampled_from(children))
    parent = draw(st.sampled_from([name for name in live if name[0] != "I"]))
    assume(child != parent)
    others = [edge for edge in records.alignments if (edge.child, edge.parent) != (child, parent)]
    if len(others) < len(records.alignments):
        return records, replace(records, alignments=others), EdgeRemoved(child, parent)
    added = AlignmentRecord(
        child,
        parent,
        draw(st.sampled_from(AlignmentKind)),
        weight=draw(numbers),
        allocation=draw(shares),
        is_primary=not any(edge.is_primary for edge in others if edge.child == child),
    )
    change = EdgeAdded(child, parent, added.kind, added.weight, added.allocation)
    return records, replace(records, alignments=[*others, added]), change


@given(changed())
def test_it_is_as_if_it_had_been_recorded(drawn):
    before, then, change = drawn
    expected = snapshot_from_records(then)
    proposed = what_if(snapshot_from_records(before), [change])
    assert rows_of(proposed.edges) == rows_of(expected.edges)
    one, other = analyze(proposed, TODAY), analyze(expected, TODAY)
    for column in ("reach", "distance", "alignment_class"):
        assert np.array_equal(getattr(one, column), getattr(other, column))
    assert one.components == other.components
