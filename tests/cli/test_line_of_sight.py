"""`line-of-sight` on files and on an organization."""

from pathlib import Path

import pytest

from service.actor import operator
from service.database import Database
from service.identity.queries import organization_id_by_slug
from tests.cli.documents import ORPHAN, ROUND, WHOLE, write
from tests.company import Company


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return write(tmp_path, "whole.yaml", WHOLE)


def test_the_paths_lead_up_to_strategy(offline, whole: Path):
    ran = offline("line-of-sight", "kr-3", whole)
    assert (ran.status, ran.messages) == (0, "")
    assert ran.result == (
        "kr-3  Hours  (key result)\n"
        "Line of sight FULL: it reaches the strategy, 3 steps up, 1 path (ALIGNED)\n"
        "\n"
        "Path 1\n"
        "  kr-3  Hours  (key result)\n"
        "  o-2  Answer fast  (objective)\n"
        "  o-1  Loved  (objective)\n"
        "  p-1  Delight customers  (strategy element)\n"
    )


def test_where_they_break_is_told_and_fails(offline, whole: Path, tmp_path: Path):
    orphan = write(tmp_path, "orphan.yaml", ORPHAN)
    ran = offline("line-of-sight", "kr-8", whole, orphan)
    assert (ran.status, ran.messages) == (1, "")
    assert ran.result == (
        "kr-8  One  (key result)\n"
        "Line of sight NONE: it reaches neither strategy nor a company objective (UNALIGNED)\n"
        "\n"
        "Breaks at\n"
        "  o-9  Alone  (objective)\n"
        "    NO_PARENT: supports nothing above it\n"
    )


def test_a_circle_is_a_break(offline, whole: Path, tmp_path: Path):
    circle = write(tmp_path, "round.yaml", ROUND)
    ran = offline("line-of-sight", "a", whole, circle, "--format", "json")
    assert ran.status == 1
    assert ran.document["reach"] == "NONE"
    assert ran.document["broken_at"] == [
        {"node": {"kind": "objective", "id": "a", "title": "A"}, "reason": "IN_CYCLE"}
    ]


def test_programs_read_it_as_json(offline, whole: Path):
    ran = offline("line-of-sight", "o-1", whole, "--format", "json")
    objective = {"kind": "objective", "id": "o-1", "title": "Loved"}
    pillar = {"kind": "strategy_element", "id": "p-1", "title": "Delight customers"}
    assert (ran.status, ran.messages) == (0, "")
    assert ran.document == {
        "format": "sightline-line-of-sight/1",
        "subject": objective,
        "reach": "FULL",
        "alignment_class": "ALIGNED",
        "distance": 1,
        "path_count": "1",
        "paths": [{"nodes": [objective, pillar], "length": 1}],
        "broken_at": [],
    }


def test_an_unknown_node_is_named(offline, whole: Path):
    ran = offline("line-of-sight", "nope", whole)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        "error: no strategy element, objective, key result or initiative is called 'nope'\n"
    )


def test_many_paths_are_counted_and_a_few_shown(offline, tmp_path: Path):
    rows = [f"{{id: t-{n}, title: T, level: COMPANY}}" for n in range(4)]
    tops = ", ".join(f"t-{n}" for n in range(4))
    low = f"{{id: low, title: Low, parents: [{tops}]}}"
    text = f"format: sightline/1\nobjectives: [{', '.join([*rows, low])}]\n"
    ran = offline("line-of-sight", "low", write(tmp_path, "wide.yaml", text))
    lines = ran.result.splitlines()
    assert lines[1] == (
        "Line of sight PARTIAL: it reaches a company objective, but no strategy, 1 step up,"
        " 4 paths (ALIGNED)"
    )
    assert [line for line in lines if line.startswith("Path ")] == ["Path 1", "Path 2", "Path 3"]
    assert "… and 1 more path" in lines


def test_a_stored_node_is_found_by_either_id(run, slug: str, in_database):
    async def grow(database: Database):
        async with database.reading() as session:
            actor = operator(await organization_id_by_slug(session, slug))
        company = Company(database, actor)
        chain = await company.cascade()
        lone = await company.objective("Lone", external_id="lone")
        return chain, lone

    chain, lone = in_database(grow)
    by_id = run("line-of-sight", chain[-1], "--organization", slug, "--format", "json")
    assert by_id.status == 0
    assert (by_id.document["reach"], by_id.document["distance"]) == ("FULL", 5)
    (path,) = by_id.document["paths"]
    assert [node["id"] for node in path["nodes"]] == [str(node) for node in reversed(chain)]
    for name in ("lone", lone):
        ran = run("line-of-sight", name, "--organization", slug)
        assert ran.status == 1
        assert ran.result.startswith("lone  Lone  (objective)\nLine of sight NONE: ")


def test_another_organizations_node_is_not_found(run, slug: str, in_database):
    other = f"{slug}-2"
    assert run("organization", "create", other).status == 0

    async def grow(database: Database):
        async with database.reading() as session:
            actor = operator(await organization_id_by_slug(session, other))
        return await Company(database, actor).objective("Theirs", external_id="theirs")

    theirs = in_database(grow)
    for name in ("theirs", theirs):
        ran = run("line-of-sight", name, "--organization", slug)
        assert (ran.status, ran.result) == (2, "")
        assert ran.messages == (
            f"error: there is no strategy element, objective, key result or initiative '{name}'\n"
        )
