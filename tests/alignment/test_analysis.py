from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from service.alignment.analysis import analyze
from service.alignment.dominators import carried_key_results
from service.alignment.paths import path_counts
from service.alignment.peel import roll_up
from service.alignment.records import AlignmentRecord
from service.alignment.rules import AlignmentClass, AlignmentKind, Reach
from service.alignment.snapshot import snapshot_from_records

CYCLE_THROUGH_KEY_RESULTS = """
    strategy S
    team A -> KRb
    team B -> KRa
    kr KRa of A
    kr KRb of B
"""
PATHS_262_144 = "\n".join(
    ["strategy S", "team T0 -> S"]
    + [
        line
        for step in range(1, 19)
        for line in (
            f"team T{step} -> L{step} -> R{step}",
            f"team L{step} -> T{step - 1}",
            f"team R{step} -> T{step - 1}",
        )
    ]
)
STANDINGS = """
    strategy S
    company C -> S
    company U
    team T -> C
    team X -> U
    team Lone
    team Apart -> Above
    team Above
    team Free standalone
    kr T1 of T
    kr Lone1 of Lone
    kr Free1 of Free
    kr Apart1 of Apart
    initiative I serves T1
    initiative J
    initiative K serves Lone1
    team Gone archived -> C
    team Dropped cancelled -> C
    kr Dropped1 of Dropped
    team Under -> Gone
"""


def of_all(analysis, column, members):
    names = list(members)
    return dict(
        zip(analysis.snapshot.nodes.id, (str(names[code - 1]) for code in column), strict=True)
    )


def reach_by_id(analysis):
    return of_all(analysis, analysis.reach, Reach)


def distance_by_id(analysis):
    return dict(zip(analysis.snapshot.nodes.id, analysis.distance.tolist(), strict=True))


def components_by_id(analysis):
    ids = analysis.snapshot.nodes.id
    return [
        ([ids[row] for row in one.members], [ids[row] for row in one.witness])
        for one in analysis.components
    ]


def test_reach_and_distance_of_every_kind(analyzed):
    analysis = analyzed(STANDINGS)
    reached = {"S": 0, "C": 1, "U": 0, "T": 2, "X": 1, "T1": 3, "I": 4}
    none = dict.fromkeys(analysis.snapshot.nodes.id, -1)
    assert distance_by_id(analysis) == none | reached
    partial = dict.fromkeys(["U", "X"], "PARTIAL")
    full = dict.fromkeys(["S", "C", "T", "T1", "I"], "FULL")
    assert reach_by_id(analysis) == dict.fromkeys(none, "NONE") | partial | full


def test_class_of_every_kind(analyzed):
    analysis = analyzed(STANDINGS)
    assert of_all(analysis, analysis.alignment_class, AlignmentClass) == {
        "S": "ALIGNED",
        "C": "ALIGNED",
        "U": "UNANCHORED",
        "T": "ALIGNED",
        "X": "ALIGNED",
        "Lone": "UNALIGNED",
        "Apart": "MISALIGNED",
        "Above": "MISALIGNED",
        "Free": "EXEMPT",
        "T1": "ALIGNED",
        "Lone1": "MISALIGNED",
        "Free1": "EXEMPT",
        "Apart1": "UNALIGNED",
        "I": "ALIGNED",
        "J": "UNALIGNED",
        "K": "MISALIGNED",
        "Gone": "UNALIGNED",
        "Dropped": "UNALIGNED",
        "Dropped1": "UNALIGNED",
        "Under": "UNALIGNED",
    }


def test_without_strategy_a_company_objective_is_aligned_and_partial(analyzed):
    analysis = analyzed("company C\nteam T -> C\nkr K of T")
    assert reach_by_id(analysis) == dict.fromkeys(["C", "T", "K"], "PARTIAL")
    assert of_all(analysis, analysis.alignment_class, AlignmentClass)["C"] == "ALIGNED"
    assert not analysis.records_strategy


def test_an_archived_strategy_element_is_no_strategy(analyzed):
    analysis = analyzed("strategy S archived\ncompany C -> S")
    assert reach_by_id(analysis) == {"S": "NONE", "C": "PARTIAL"}
    assert not analysis.records_strategy


def test_a_nearer_company_objective_does_not_hide_the_strategy(analyzed):
    analysis = analyzed("strategy S\ncompany C\nteam M -> S\nteam T -> C -> M")
    assert reach_by_id(analysis)["T"] == "FULL"
    assert distance_by_id(analysis)["T"] == 2


def test_strategy_elements_under_each_other_are_each_a_top(analyzed):
    analysis = analyzed("strategy V\nstrategy P under V\ncompany C -> P")
    assert distance_by_id(analysis) == {"V": 0, "P": 0, "C": 1}
    assert path_counts(analysis) == [1, 1, 1]


def test_live_and_active_follow_the_objective(analyzed):
    analysis = analyzed("""
        team A
        kr A1 of A
        team D draft
        kr D1 of D
        team X cancelled
        kr X1 of X
        kr A2 of A archived
        initiative I cancelled
        strategy S
    """)
    ids = np.array(analysis.snapshot.nodes.id)
    assert ids[analysis.live].tolist() == ["A", "A1", "D", "D1", "S"]
    assert ids[analysis.active].tolist() == ["A", "A1", "S"]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (None, None, "FULL"),
        (0, 0, "FULL"),
        (-5, 5, "FULL"),
        (1, None, "NONE"),
        (None, -1, "NONE"),
        (-9, -1, "NONE"),
    ],
)
def test_an_edge_counts_from_its_first_to_its_last_day(
    sketch, today, valid_from, valid_to, expected
):
    def day(offset):
        return None if offset is None else today + timedelta(days=offset)

    edge = AlignmentRecord("T", "S", valid_from=day(valid_from), valid_to=day(valid_to))
    records = replace(sketch("strategy S\nteam T"), alignments=[edge])
    assert reach_by_id(analyze(snapshot_from_records(records), today))["T"] == expected


def test_proposed_declined_and_withdrawn_edges_are_not_in_the_graph(analyzed):
    analysis = analyzed("strategy S\nteam P ?> S\nteam D x> S\nteam W <> S")
    assert distance_by_id(analysis) == {"S": 0, "P": -1, "D": -1, "W": -1}


def test_a_cycle_through_key_results_that_no_root_reaches_is_found_once(analyzed):
    analysis = analyzed(CYCLE_THROUGH_KEY_RESULTS)
    ring = ["A", "KRb", "B", "KRa"]
    assert components_by_id(analysis) == [(["A", "B", "KRa", "KRb"], ring)]
    assert reach_by_id(analysis) == {"S": "FULL"} | dict.fromkeys(ring, "NONE")


def test_a_self_loop_is_a_cycle_of_one(analyzed):
    analysis = analyzed("strategy S\nteam T -> T -> S")
    assert components_by_id(analysis) == [(["T"], ["T"])]
    assert path_counts(analysis) == [1, 1]


def test_the_witness_is_a_shortest_cycle_without_its_lead_in(analyzed):
    analysis = analyzed("""
        team In -> A
        team A -> B
        team B -> C
        team C -> D -> A
        team D -> B
        team Out
        team E -> C -> Out
    """)
    assert components_by_id(analysis) == [(["A", "B", "C", "D"], ["A", "B", "C"])]


def test_two_cycles_are_two_components_in_order(analyzed):
    analysis = analyzed("team Z -> Y\nteam B -> A\nteam A -> B -> Z\nteam Y -> Z")
    assert components_by_id(analysis) == [(["Z", "Y"], ["Z", "Y"]), (["B", "A"], ["B", "A"])]


def test_edges_that_are_not_accepted_close_no_cycle(analyzed):
    assert components_by_id(analyzed("team A -> B\nteam B ?> A")) == []


def test_55_nodes_hold_262144_paths(analyzed):
    analysis = analyzed(PATHS_262_144)
    counts = dict(zip(analysis.snapshot.nodes.id, path_counts(analysis), strict=True))
    assert len(counts) == 56
    assert counts["T18"] == 262_144


def test_path_counts_stay_exact_beyond_64_bits(analyzed):
    steps = [
        f"team T{step} -> L{step} -> R{step}\n"
        f"team L{step} -> T{step - 1}\nteam R{step} -> T{step - 1}"
        for step in range(1, 101)
    ]
    analysis = analyzed("\n".join(["strategy S", "team T0 -> S", *steps]))
    assert max(path_counts(analysis)) == 2**100


def test_a_cycle_counts_as_one_step_of_a_path(analyzed):
    analysis = analyzed("""
        strategy S
        strategy T
        team A -> B -> S
        team B -> A -> S -> T
        team C -> A -> B
    """)
    assert path_counts(analysis) == [1, 1, 2, 2, 2]


def test_paths_end_at_the_first_top(analyzed):
    analysis = analyzed("strategy V\nstrategy P under V\nteam T -> P -> V")
    assert path_counts(analysis) == [1, 1, 2]


def test_parallel_edges_are_one_path_and_no_alignment_of_their_own(analyzed):
    analysis = analyzed("company C\nteam T -> C\nkr K of T -> T\nteam L\nkr M of L -> L")
    assert path_counts(analysis) == [1, 1, 1, 0, 0]
    classes = of_all(analysis, analysis.alignment_class, AlignmentClass)
    assert (classes["L"], classes["M"]) == ("UNALIGNED", "UNALIGNED")


def test_an_organization_without_nodes_has_an_empty_analysis(analyzed):
    analysis = analyzed("")
    assert (len(analysis.reach), analysis.components, path_counts(analysis)) == (0, (), [])


def test_progress_is_the_weighted_mean_of_what_has_data(sketch, today):
    records = sketch("""
        strategy S
        team P -> S
        team A -> P
        team B -> P -> Q
        team Q
        kr A1 of A -> B
        kr A2 of A
        kr B1 of B
        team Empty -> P
        initiative I serves A1
    """)
    alignments = [
        replace(edge, weight=Decimal(3)) if edge.child == "A" else edge
        for edge in records.alignments
    ]
    analysis = analyze(snapshot_from_records(replace(records, alignments=alignments)), today)
    measured = {"A1": 0.5, "A2": 1.5, "B1": -3.0, "I": 0.9}
    progress = np.array([measured.get(name, np.nan) for name in analysis.snapshot.nodes.id])
    answer = dict(
        zip(analysis.snapshot.nodes.id, roll_up(analysis.graph, progress).tolist(), strict=True)
    )
    assert np.isnan(answer.pop("Empty"))
    assert answer == measured | {
        "A": 0.75,  # (0.5 + 1) / 2, clamped
        "B": 0.0,  # by its key result alone, not by A1
        "P": 0.75 * 3 / 3.5,  # B gives each parent half
        "Q": 0.0,
        "S": 0.75 * 3 / 3.5,
    }


def test_no_data_and_no_weight_are_not_zero(sketch, today):
    text = "team P\nteam A -> P\nkr A1 of A\nteam B -> A1\nteam M\nteam N -> M"
    records = sketch(text)
    alignments = [
        replace(edge, weight=Decimal(0)) if edge.child == "N" else edge
        for edge in records.alignments
    ]
    analysis = analyze(snapshot_from_records(replace(records, alignments=alignments)), today)
    progress = np.array([np.nan, np.nan, np.nan, 1.0, np.nan, 1.0])
    assert np.isnan(roll_up(analysis.graph, progress)).tolist() == [True] * 3 + [
        False,
        True,
        False,
    ]


def test_supports_gives_line_of_sight_and_moves_nothing(sketch, today):
    records = sketch("strategy S\nteam P -> S\nteam A -> P\nkr A1 of A")
    alignments = [replace(edge, kind=AlignmentKind.SUPPORTS) for edge in records.alignments]
    analysis = analyze(snapshot_from_records(replace(records, alignments=alignments)), today)
    progress = np.array([np.nan, np.nan, np.nan, 1.0])
    assert distance_by_id(analysis)["A"] == 2
    assert np.isnan(roll_up(analysis.graph, progress)).tolist() == [True, True, False, False]


def test_members_of_a_cycle_have_no_progress_and_the_rest_above_still_has(analyzed):
    analysis = analyzed("""
        team Top
        team A -> B -> Top
        team B -> A
        team C -> Top -> A
        kr C1 of C
        kr A1 of A
    """)
    progress = np.array([np.nan] * 4 + [0.25, 1.0])
    answer = dict(
        zip(analysis.snapshot.nodes.id, roll_up(analysis.graph, progress).tolist(), strict=True)
    )
    assert (answer["Top"], answer["C"], answer["A1"]) == (0.25, 0.25, 1.0)
    assert np.isnan([answer["A"], answer["B"]]).all()


def test_bottlenecks_count_the_key_results_that_need_a_node(analyzed):
    analysis = analyzed("""
        strategy S
        strategy Other
        team A -> S
        team B -> S -> Other
        team M -> A
        team N -> A -> B
        kr M1 of M
        kr M2 of M -> N
        kr N1 of N
        initiative I serves M1
    """)
    rows, counts = carried_key_results(analysis, 0)
    names = [analysis.snapshot.nodes.id[row] for row in rows]
    assert dict(zip(names, counts.tolist(), strict=True)) == {
        "A": 1,
        "B": 0,
        "M": 1,
        "N": 1,
        "M1": 0,
        "M2": 0,
        "N1": 0,
        "I": 0,
    }


def test_an_element_without_anything_below_has_no_bottleneck(analyzed):
    rows, counts = carried_key_results(analyzed("strategy S\nteam T"), 0)
    assert (len(rows), len(counts)) == (0, 0)


def test_the_day_changes_the_graph(sketch):
    edge = AlignmentRecord("T", "S", valid_to=date(2026, 3, 31))
    snapshot = snapshot_from_records(replace(sketch("strategy S\nteam T"), alignments=[edge]))
    before, after = (analyze(snapshot, date(2026, month, 1)) for month in (3, 4))
    assert (before.distance.tolist(), after.distance.tolist()) == ([0, 1], [0, -1])
