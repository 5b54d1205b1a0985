from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.alignment.graph import build_graph
from service.alignment.line_of_sight import Break, ancestors_of, lines_of_sight
from service.alignment.records import AlignmentRecord
from service.alignment.rules import AlignmentClass, AlignmentState, BreakReason, Reach


@pytest.fixture
def line(sketch, today):
    def ask(text, subject, max_paths=3, *, records_strategy=True):
        records = ancestors_of(sketch(text), [subject])
        return lines_of_sight(
            records, [subject], today, max_paths, records_strategy=records_strategy
        )[0]

    return ask


@pytest.fixture
def breaks(line):
    def ask(text, subject):
        return [(one.node, one.reason.value) for one in line(text, subject).broken_at]

    return ask


def test_a_full_line_of_sight_runs_from_the_subject_to_the_strategy(line):
    answer = line("strategy S\ncompany C -> S\nteam T -> C\nkr K of T\nteam X -> T", "K")
    assert answer.reach is Reach.FULL
    assert answer.alignment_class is AlignmentClass.ALIGNED
    assert (answer.distance, answer.path_count) == (3, 1)
    assert answer.paths == (("K", "T", "C", "S"),)
    assert answer.broken_at == ()


def test_a_strategy_element_reaches_itself(line):
    answer = line("strategy V\nstrategy P under V", "P")
    assert (answer.reach, answer.distance, answer.paths) == (Reach.FULL, 0, (("P",),))


def test_a_partial_line_ends_at_the_company_objective_and_says_why(line):
    answer = line("company C\nteam T -> C\nkr K of T", "K")
    assert (answer.reach, answer.distance, answer.path_count) == (Reach.PARTIAL, 2, 1)
    assert answer.paths == (("K", "T", "C"),)
    assert answer.broken_at == (Break("C", BreakReason.NO_PARENT),)


def test_a_company_objective_is_unanchored_only_where_strategy_is_recorded(line):
    assert line("company C", "C").alignment_class is AlignmentClass.UNANCHORED
    unrecorded = line("company C", "C", records_strategy=False)
    assert unrecorded.alignment_class is AlignmentClass.ALIGNED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("team T", "NO_PARENT"),
        ("team T <> P\nteam P", "NO_PARENT"),
        ("team T ?> P\nteam P", "PROPOSED_ONLY"),
        ("team T x> P\nteam P", "DECLINED_ONLY"),
        ("team T x> P ?> Q\nteam P\nteam Q", "PROPOSED_ONLY"),
        ("team T -> P ?> Q\nteam P archived\nteam Q", "PARENT_ARCHIVED"),
        ("team T -> P\nteam P cancelled", "PARENT_CANCELLED"),
        ("team T -> P -> Q\nteam P archived\nteam Q cancelled", "PARENT_CANCELLED"),
        ("team T -> K\nteam P cancelled\nkr K of P", "PARENT_CANCELLED"),
        ("team T -> K\nteam P archived\nkr K of P", "PARENT_ARCHIVED"),
        ("initiative T serves K\nteam P\nkr K of P archived", "PARENT_ARCHIVED"),
        ("team T -> T", "IN_CYCLE"),
    ],
)
def test_a_break_has_its_reason(breaks, text, expected):
    assert breaks(text, "T") == [("T", expected)]


def test_a_subject_that_is_not_live_is_its_own_break(line):
    answer = line("strategy S\nteam T cancelled -> S\nkr K of T", "K")
    assert (answer.reach, answer.distance, answer.paths) == (Reach.NONE, None, ())
    assert answer.broken_at == (Break("K", BreakReason.PARENT_CANCELLED),)


def test_an_expired_edge_leaves_no_parent(sketch, today):
    edge = AlignmentRecord("T", "S", valid_to=today - timedelta(days=1))
    records = replace(sketch("strategy S\nteam T"), alignments=[edge])
    answer = lines_of_sight(records, ["T"], today, records_strategy=True)[0]
    assert answer.broken_at == (Break("T", BreakReason.NO_PARENT),)
    assert answer.alignment_class is AlignmentClass.UNALIGNED


def test_every_frontier_is_named_once_and_by_key(breaks):
    text = """
        team T -> B -> A -> C
        team A -> Z
        team B -> Z
        team C ?> Z
        team Z
    """
    assert breaks(text, "T") == [("C", "PROPOSED_ONLY"), ("Z", "NO_PARENT")]


def test_a_cycle_without_a_way_out_breaks_at_its_nearest_member(breaks):
    text = "team T -> U\nteam U -> C\nteam A -> B\nteam B -> C\nteam C -> A"
    assert breaks(text, "T") == [("C", "IN_CYCLE")]


def test_a_cycle_with_a_way_out_is_no_break(breaks):
    assert breaks("team A -> B\nteam B -> A -> D\nteam D", "A") == [("D", "NO_PARENT")]


def test_the_cycle_through_key_results_breaks_the_line_of_its_members(line):
    text = "team A -> KRb\nteam B -> KRa\nkr KRa of A\nkr KRb of B"
    answer = line(text, "KRa")
    assert (answer.reach, answer.path_count) == (Reach.NONE, 0)
    assert answer.alignment_class is AlignmentClass.MISALIGNED
    assert answer.broken_at == (Break("KRa", BreakReason.IN_CYCLE),)


def test_shortest_paths_come_first_and_ties_by_key(line):
    text = """
        strategy S
        team B -> S
        team A -> S
        team L -> M
        team M -> S
        team D -> A
        team T -> L -> B -> A -> D
    """
    answer = line(text, "T")
    assert answer.path_count == 4
    assert answer.paths == (("T", "A", "S"), ("T", "B", "S"), ("T", "D", "A", "S"))
    assert line(text, "T", max_paths=0).paths == ()
    assert line(text, "T", max_paths=9).paths[3:] == (("T", "L", "M", "S"),)


def test_paths_that_differ_only_inside_a_cycle_count_as_one(line):
    answer = line("strategy S\nteam A -> B -> S\nteam B -> A -> S", "A")
    assert (answer.path_count, answer.paths) == (1, (("A", "S"),))


def test_dead_end_branches_are_never_walked(line):
    layers = [
        f"team D{layer}x{node} " + " ".join(f"-> D{layer + 1}x{over}" for over in range(4))
        for layer in range(10)
        for node in range(4)
    ]
    ends = [f"team D10x{node}" for node in range(4)]
    text = "\n".join(["strategy S", "team Z -> S", "team T -> D0x0 -> Z", *layers, *ends])
    answer = line(text, "T")
    assert (answer.path_count, answer.paths) == (1, (("T", "Z", "S"),))


def test_262144_paths_are_counted_and_three_listed(line):
    steps = [
        f"team T{step} -> L{step} -> R{step}\n"
        f"team L{step} -> T{step - 1}\nteam R{step} -> T{step - 1}"
        for step in range(1, 19)
    ]
    answer = line("\n".join(["strategy S", "team T0 -> S", *steps]), "T18")
    assert answer.path_count == 262_144
    assert [path[-4] for path in answer.paths] == ["T1", "T1", "T1"]
    assert [path[-3] for path in answer.paths] == ["L1", "R1", "L1"]
    assert {len(path) for path in answer.paths} == {38}


def test_exempt_comes_before_every_other_class(line):
    text = "team T standalone\nkr K of T\nteam U -> T"
    assert line(text, "T").alignment_class is AlignmentClass.EXEMPT
    assert line(text, "K").alignment_class is AlignmentClass.EXEMPT
    assert line(text, "U").alignment_class is AlignmentClass.MISALIGNED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("team T\nkr K of T", AlignmentClass.UNALIGNED),
        ("team T\nkr K of T -> T", AlignmentClass.UNALIGNED),
        ("team T\nteam U ?> T", AlignmentClass.UNALIGNED),
        ("team T\nteam U archived -> T", AlignmentClass.UNALIGNED),
        ("team T\nteam V archived\nkr K of V -> T", AlignmentClass.UNALIGNED),
        ("team T\nteam V\nkr K of V -> T", AlignmentClass.MISALIGNED),
        ("team T\ninitiative I serves T", AlignmentClass.MISALIGNED),
        ("team T -> U\nteam U", AlignmentClass.MISALIGNED),
    ],
)
def test_what_touches_an_orphan_makes_it_misaligned(line, text, expected):
    assert line(text, "T").alignment_class is expected


def test_lines_come_in_the_order_asked_for(sketch, today):
    records = sketch("strategy S\nteam A -> S\nteam B -> A")
    answers = lines_of_sight(records, ["B", "S", "A"], today, records_strategy=True)
    assert [(one.subject, one.distance) for one in answers] == [("B", 2), ("S", 0), ("A", 1)]


def test_ancestors_keep_only_what_the_subject_depends_on(sketch):
    records = ancestors_of(
        sketch("""
            strategy S
            team T -> S
            team Sibling -> S
            team Proposed
            team Beyond
            kr K of Other
            team Other -> Beyond
            team U -> T ?> Proposed
            team Child -> U
            team Grandchild -> Child
            team Proposing ?> K
            team Below -> K -> U
        """),
        ["U"],
    )
    kept = ["S", "T", "Proposed", "U", "Child", "Below"]
    assert [node.id for node in records.nodes] == kept
    assert [(edge.child, edge.parent) for edge in records.alignments] == [
        ("T", "S"),
        ("U", "T"),
        ("U", "Proposed"),
        ("Child", "U"),
        ("Below", "U"),
    ]


def test_a_graph_holds_accepted_edges_between_its_nodes_that_are_valid(sketch, today):
    records = sketch("team A\nteam B\nteam C")
    edges = [
        AlignmentRecord("A", "B"),
        AlignmentRecord("A", "C", valid_to=date(2020, 1, 1)),
        AlignmentRecord("B", "A", state=AlignmentState.PROPOSED),
        AlignmentRecord("B", "Missing"),
    ]
    assert list(build_graph(records.nodes, edges, today).edges) == [("A", "B")]
