"""A file and the database it was imported into are the same records, but for the ids."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.alignment.queries import organization_records
from service.alignment.records import OrganizationRecords
from service.demo.calendar import demo_document
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document
from tests.interchange.documents import COMPANY

TODAY = date(2026, 11, 22)
REFERENCES = ("id", "parent", "cycle", "team", "owner", "child", "source", "target", "kpi")
REFERENCES += ("key_result", "provider_team", "risk_owner")
LISTS = ("nodes", "alignments", "dependencies", "cycles", "teams", "people", "kpis")
LISTS += ("check_ins", "readings", "checkpoints", "milestones")


SAID = dict.fromkeys(("current", "confidence", "reported_status"))


def by_keys(records: OrganizationRecords) -> OrganizationRecords:
    """The records with keys for ids, without the days on which the import proposed things.

    Nor with what stands on a key result once a check-in has said it: no audit looks at it there.
    """
    everyone = (*(*records.nodes, *records.cycles, *records.teams, *records.people, *records.kpis),)
    key_by_id = {record.id: record.key for record in everyone}
    told = {row.key_result for row in records.check_ins}
    nodes = [replace(row, **SAID) if row.id in told else row for row in records.nodes]
    records = replace(records, nodes=nodes)
    lists = {}
    for name in LISTS:
        rows = [_by_keys(row, key_by_id) for row in getattr(records, name)]
        lists[name] = sorted(rows, key=repr)
    return replace(records, id="", **lists)


def _by_keys(row: Any, key_by_id: dict[str, str]) -> Any:
    values: dict[str, Any] = {}
    for name in REFERENCES:
        if isinstance(getattr(row, name, None), str):
            values[name] = key_by_id[getattr(row, name)]
    if hasattr(row, "serves"):
        values["serves"] = tuple(key_by_id[own] for own in row.serves)
    for name in ("proposed_on", "requested_on"):
        if hasattr(row, name):
            values[name] = None
    return replace(row, **values)


@pytest.mark.parametrize(
    "document", [f"format: sightline/1\n{COMPANY}", demo_document(TODAY)], ids=["company", "demo"]
)
async def test_a_file_and_its_import_are_the_same_records(desk, write, document):
    path = write(document)
    await desk.bring_file(path)
    async with desk.database.reading() as session:
        stored = await organization_records(session, desk.actor)
    written = records_from_document(read_documents([path]).document, TODAY)
    assert by_keys(stored) == by_keys(written)


def test_references_that_name_nothing_are_left_out(write):
    path = write("""\
format: sightline/1
teams: [{id: a, name: A, parent: b}, {id: b, name: B, parent: a}, {id: c, name: C, parent: x}]
objectives: [{id: o, title: O, cycle: q, team: o, parents: [x, a, o]}]
key_results: [{id: k, objective: x, title: K}]
initiatives: [{id: i, title: I, serves: [x, k, i]}]
dependencies: [{from: k, to: x}]
""")
    records = records_from_document(read_documents([path]).document, TODAY)
    assert [team.parent for team in records.teams] == [None, "a", None]
    objective, key_result, initiative = records.nodes
    assert (objective.cycle, objective.team) == (None, None)
    assert [(edge.child, edge.parent) for edge in records.alignments] == [("o", "o")]
    assert key_result.parent is None
    assert initiative.serves == ("k",)
    assert records.dependencies == []
