"""The alignment graph for other tools: JSON, GraphML, DOT and Mermaid."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import networkx as nx
import orjson
import pytest

from service.alignment.exports import document, dot, graphml, mermaid
from service.alignment.exports.labels import title_lines
from service.alignment.exports.view import graph_view
from service.alignment.rules import AlignmentKind, AlignmentState
from service.alignment.snapshot import snapshot_from_records
from tests.audit.organization import (
    TODAY,
    company_objective,
    cycle,
    initiative,
    key_result,
    link,
    objective,
    organization,
    person,
    pillar,
    proposal,
    team,
)
from tests.conformance.programs import PROJECT, node

HOSTILE = 'Win "the" [market] (now) {or} | <b>never</b>; end\n\x1b %% `x` #35; &lt; \\N \\ 🚀'


def in_graphml(view):
    return "".join(graphml.written(view))


RENDERERS = [dot.render, mermaid.render, in_graphml]
THINGS = [
    team("web"),
    cycle("q2", None, None),
    person("ann"),
    pillar("p"),
    company_objective("top", owner="ann", cycle="q2", team="web"),
    objective("a"),
    objective("b"),
    key_result("k", "a"),
    key_result("l", "top"),
    initiative("i", "k"),
    objective("gone", archived=True),
    link("top", "p"),
    link("a", "b"),
    link("b", "k", kind=AlignmentKind.SUPPORTS, is_primary=False),
    proposal("a", "top", is_primary=False),
    link("l", "p", state=AlignmentState.DECLINED, is_primary=False),
    link("gone", "top"),
]


def view_of(things=THINGS, **options):
    return graph_view(snapshot_from_records(organization(things)), TODAY, **options)


def titled(title):
    return view_of([replace(objective("a"), title=title)])


def test_nodes_come_from_the_top_and_dead_ones_not_at_all():
    view = view_of()

    assert [node.key for node in view.nodes] == ["p", "top", "a", "b", "l", "k", "i"]
    assert view.total == 7


def test_the_document_says_what_each_node_is_and_each_edge_stands_for():
    answer = orjson.loads(b"".join(document.written(view_of())))

    assert {key: answer[key] for key in ("format", "organization", "as_of", "truncated")} == {
        "format": "sightline-graph/1",
        "organization": "Acme",
        "as_of": "2024-05-01",
        "truncated": False,
    }
    assert answer["nodes"][1] == {
        "id": "top",
        "kind": "objective",
        "title": "Title of top",
        "level": "COMPANY",
        "lifecycle": "ACTIVE",
        "team": "web",
        "cycle": "q2",
        "owner": "ann",
        "reach": "FULL",
        "alignment_class": "ALIGNED",
        "distance": 1,
        "node_id": "top",
    }
    assert answer["nodes"][3]["distance"] is None
    edges = [
        (edge["from"], edge["to"], edge["kind"], edge["state"], edge["in_cycle"])
        for edge in answer["edges"]
    ]
    assert edges == [
        ("top", "p", "CONTRIBUTES", "ACCEPTED", False),
        ("a", "b", "CONTRIBUTES", "ACCEPTED", True),
        ("b", "k", "SUPPORTS", "ACCEPTED", True),
        ("a", "top", "CONTRIBUTES", "PROPOSED", False),
        ("l", "p", "CONTRIBUTES", "DECLINED", False),
        ("k", "a", "CONTAINMENT", "ACCEPTED", True),
        ("l", "top", "CONTAINMENT", "ACCEPTED", False),
        ("i", "k", "SERVES", "ACCEPTED", False),
    ]


@pytest.mark.parametrize("count", [0, 1, 500, 501, 1_200])
def test_piece_by_piece_it_is_one_document(count):
    keys = [f"o{number}" for number in range(count)]
    things = [company_objective(key) for key in keys]
    view = view_of([pillar("p"), *things, *(link(key, "p") for key in keys)])

    written = b"".join(document.written(view))

    answer = orjson.loads(written)
    assert [node["id"] for node in answer["nodes"]] == ["p", *keys]
    assert [(edge["from"], edge["to"]) for edge in answer["edges"]] == [(key, "p") for key in keys]
    assert written == orjson.dumps(answer)


def test_a_cycle_is_shown_with_all_above_it():
    view = view_of(cycles=["q2"])

    assert [node.key for node in view.nodes] == ["p", "top", "l"]
    assert {node.reach for node in view.nodes} == {"FULL"}


def test_graphml_loads_in_networkx_with_all_that_is_known():
    graph = nx.read_graphml(BytesIO(in_graphml(view_of()).encode()), force_multigraph=True)

    assert graph.graph["name"] == "Acme"
    assert dict(graph.nodes["top"]) == {
        "id": "top",
        "key": "top",
        "kind": "OBJECTIVE",
        "title": "Title of top",
        "level": "COMPANY",
        "lifecycle": "ACTIVE",
        "team": "web",
        "cycle": "q2",
        "owner": "ann",
        "reach": "FULL",
        "alignment_class": "ALIGNED",
        "distance": 1,
    }
    assert "distance" not in graph.nodes["a"]
    [edge] = graph.get_edge_data("b", "k").values()
    assert edge == {
        "kind": "SUPPORTS",
        "state": "ACCEPTED",
        "weight": 1.0,
        "is_primary": False,
        "in_cycle": True,
    }


def test_graphml_keeps_two_edges_between_the_same_nodes():
    view = view_of([objective("a"), key_result("k", "a"), link("k", "a")])

    graph = nx.read_graphml(BytesIO(in_graphml(view).encode()))

    assert sorted(data["kind"] for _, _, data in graph.edges(data=True)) == [
        "CONTAINMENT",
        "CONTRIBUTES",
    ]


def test_graphml_holds_any_title_but_for_what_xml_cannot():
    graph = nx.read_graphml(BytesIO(in_graphml(titled(HOSTILE)).encode()))

    assert graph.nodes["a"]["title"] == HOSTILE.replace("\x1b", "")


def test_dot_has_a_shape_for_each_kind_and_a_color_for_each_class():
    text = dot.render(view_of())

    assert "rankdir=BT" in text
    assert re.search(r'"p" \[label="Title of p", shape="hexagon".*fillcolor="#d9f0e3"', text)
    assert re.search(r'"a" \[label="Title of a", shape="box".*fillcolor="#fbd9b5"', text)
    assert '  "a" -> "b" [color="#d00000", penwidth="2"];' in text
    assert '  "a" -> "top" [style="dotted", arrowhead="empty"];' in text
    assert '  "top" -> "p";' in text
    assert '"l" -> "p"' not in text  # declined


def test_a_drawing_tells_what_its_colors_mean():
    assert (
        '  label="Acme as of 2024-05-01\\n'
        'green: aligned · orange: misaligned · red lines: a circle · open arrow: proposed";'
    ) in dot.render(view_of())


async def test_graphviz_draws_any_title(tmp_path: Path):
    file = tmp_path / "hostile.dot"
    file.write_text(dot.render(titled(HOSTILE)))

    drawn = await node(PROJECT / "draw.mjs", str(file))

    assert (drawn.status, drawn.messages) == (0, "")
    kinds = [line.split()[0] for line in drawn.result.splitlines() if line]
    assert {kind: kinds.count(kind) for kind in ("graph", "node", "stop")} == {
        "graph": 1,
        "node": len(titled(HOSTILE).nodes),
        "stop": 1,
    }


def test_dot_escapes_what_graphviz_reads_otherwise():
    line = next(line for line in dot.render(titled(HOSTILE)).splitlines() if '"a" [' in line)

    label = re.search(r'label="((?:[^"\\]|\\.)*)"', line)[1]
    assert label == (
        'Win \\"the\\" [market] (now)\\n{or} | <b>never</b>; end %%\\n'
        "`x` #35; &amp;lt; \\\\N \\\\ 🚀"
    )


def test_mermaid_has_the_same_shapes_and_colors():
    lines = mermaid.render(view_of()).splitlines()

    assert lines[3] == "flowchart BT"
    assert '  n0{{"Title of p"}}:::aligned' in lines
    assert '  n2("Title of a"):::misaligned' in lines
    assert '  n5["Title of k"]:::misaligned' in lines
    assert '  n6>"Title of i"]:::misaligned' in lines
    assert "  n2 --> n3" in lines
    assert "  n3 -.-> n5" in lines
    assert "  n2 -. proposed .-> n1" in lines
    assert "  n5 --- n2" in lines
    assert "  linkStyle 1,2,4 stroke:#d00000,stroke-width:3px" in lines


def test_mermaid_takes_any_title_for_text():
    assert (
        '  n0("Win #34;the#34; [market] (now)<br/>{or} | #60;b#62;never#60;/b#62;; end %%<br/>'
        '#96;x#96; #35;35; #38;lt; #92;#8203;N #92;#8203; 🚀"):::unaligned\n'
    ) in mermaid.render(titled(HOSTILE))


def test_leaves_stand_on_several_rows():
    things = [objective("a"), *(key_result(f"k{number}", "a") for number in range(4))]

    lengths = re.findall(r"-> \"a\" \[.*?(?:minlen=\"(\d)\")?\];", dot.render(view_of(things)))
    arrows = re.findall(r"n\d (-+) n0", mermaid.render(view_of(things)))

    assert lengths == ["", "2", "3", ""]
    assert arrows == ["---", "----", "-----", "------"]


@pytest.mark.parametrize("render", [dot.render, mermaid.render], ids=["dot", "mermaid"])
def test_a_large_graph_is_cut_and_says_so(render):
    view = view_of([objective(f"o{number}") for number in range(1_200)])

    text = render(view, 50)

    assert text.count("Title of o") == 50
    assert "50 of 1,200 nodes; choose a cycle or a team to see the rest" in text


def test_mermaid_never_gets_more_than_it_draws():
    tops = [company_objective(f"top{number}") for number in range(30)]
    things = [*tops, *(replace(objective(f"o{number}"), title="#" * 99) for number in range(170))]
    things += [link(f"o{number}", top.key) for number in range(50) for top in tops]

    text = mermaid.render(view_of(things), 200)

    assert len(text) <= mermaid.CHARACTER_LIMIT
    assert 0 < text.count(" --> ") <= mermaid.EDGE_LIMIT


@pytest.mark.parametrize("render", RENDERERS, ids=["dot", "mermaid", "graphml"])
def test_an_empty_organization_can_be_drawn(render):
    assert "Acme" in render(view_of([]))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Win", ["Win"]),
        ("word " * 140, ["word word word word word"] * 2 + ["word word word word word…"]),
        ("x" * 700, ["x" * 28, "x" * 28, "…"]),
        ("\x07\n", ["…"]),
    ],
    ids=["short", "words", "one word", "nothing"],
)
def test_long_titles_are_shortened(title, lines):
    assert title_lines(title) == lines
