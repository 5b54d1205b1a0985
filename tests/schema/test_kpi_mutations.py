"""KPIs and their readings over GraphQL."""

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

NOON = "2026-03-31T12:00:00+00:00"


async def test_a_new_kpi_is_answered_with_all_that_it_became(writer: Writer) -> None:
    own_id = new_id()
    told = {
        "externalId": "KPI-1",
        "name": "Uptime",
        "unit": "%",
        "lower": "99.9",
        "upper": "100",
    }

    payload = await writer.write(
        "kpiCreate",
        {"id": str(own_id), **told},
        f"kpi {{ id {' '.join(told)} version readings {{ totalCount nodes {{ value }} }} }}",
    )

    assert payload["kpi"] == {
        **told,
        "id": gid("Kpi", own_id),
        "version": 1,
        "readings": {"totalCount": 0, "nodes": []},
    }
    assert await writer.told() == [("kpi.created", own_id)]


async def test_what_a_change_leaves_out_stays_and_null_clears(
    writer: Writer, company: Company
) -> None:
    kpi = await company.kpi("Old", unit="%", lower=1, upper=2)
    await company.key_result(await company.objective(), "KR", kpi_id=kpi)

    payload = await writer.write(
        "kpiUpdate",
        {"id": gid("Kpi", kpi), "expectedVersion": 1, "name": "New", "upper": None},
        "kpi { name unit lower upper version keyResults { nodes { title } } }",
    )

    assert payload["kpi"] == {
        "name": "New",
        "unit": "%",
        "lower": "1",
        "upper": None,
        "version": 2,
        "keyResults": {"nodes": [{"title": "KR"}]},
    }
    (event,) = await writer.events()
    assert event.changes == {"name": ["Old", "New"], "upper": ["2", None]}


async def test_a_kpi_goes_and_comes_with_its_readings(writer: Writer, company: Company) -> None:
    kpi = await company.kpi()
    await company.kpi_reading(kpi, 5)
    given = {"id": gid("Kpi", kpi)}
    seen = "kpi { version readings { nodes { value } } } query { kpis { totalCount } }"

    archived = await writer.write("kpiArchive", {**given, "expectedVersion": 1}, seen)
    unread = await writer.refused("kpiReadingCreate", {"kpiId": given["id"], "value": "1"})
    restored = await writer.write("kpiRestore", {**given, "expectedVersion": 2}, seen)

    readings = {"nodes": [{"value": "5"}]}
    assert archived == {
        "kpi": {"version": 2, "readings": readings},
        "query": {"kpis": {"totalCount": 0}},
    }
    assert unread == [("NOT_FOUND", ["input", "kpiId"])]
    assert restored == {
        "kpi": {"version": 3, "readings": readings},
        "query": {"kpis": {"totalCount": 1}},
    }
    assert await writer.told() == [("kpi.archived", kpi), ("kpi.restored", kpi)]


async def test_a_reading_sent_twice_is_one_and_another_value_is_taken(
    writer: Writer, company: Company
) -> None:
    own_id, kpi = new_id(), await company.kpi()
    reading = {"kpiId": gid("Kpi", kpi), "value": "99.95", "at": NOON}
    seen = "kpiReading { id value at kpi { name readings { totalCount } } }"

    first = await writer.write("kpiReadingCreate", {"id": str(own_id), **reading}, seen)
    again = await writer.write("kpiReadingCreate", reading, seen)
    other = await writer.refused("kpiReadingCreate", {**reading, "value": "1"})

    assert first["kpiReading"] == {
        "id": gid("KpiReading", own_id),
        "value": "99.95",
        "at": NOON,
        "kpi": {"name": "Uptime", "readings": {"totalCount": 1}},
    }
    assert again == first
    assert other == [("TAKEN", ["input", "at"])]
    assert await writer.told() == [("kpi_reading.created", own_id)]


async def test_a_reading_without_a_moment_is_of_now(writer: Writer, company: Company) -> None:
    kpi = await company.kpi()
    await writer.write(
        "kpiReadingCreate", {"kpiId": gid("Kpi", kpi), "value": "1", "at": NOON}, "__typename"
    )

    payload = await writer.write(
        "kpiReadingCreate",
        {"kpiId": gid("Kpi", kpi), "value": "2"},
        "kpiReading { kpi { readings { nodes { value } } } }",
    )

    assert payload["kpiReading"]["kpi"]["readings"]["nodes"] == [{"value": "2"}, {"value": "1"}]


async def test_what_a_kpi_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company
) -> None:
    taken = await company.kpi(external_id="KPI-1", lower=1)
    kpi = gid("Kpi", taken)
    known = new_id()
    await writer.write(
        "kpiReadingCreate", {"id": str(known), "kpiId": kpi, "value": "1"}, "__typename"
    )
    before = await writer.told()
    cases = [
        ("kpiCreate", {"name": " "}, "REQUIRED", "name"),
        ("kpiCreate", {"name": "N", "unit": "x" * 2_001}, "TOO_LONG", "unit"),
        ("kpiCreate", {"name": "N", "lower": "2", "upper": "1"}, "INVALID", "upper"),
        ("kpiCreate", {"name": "N", "id": str(taken)}, "TAKEN", "id"),
        ("kpiCreate", {"name": "N", "id": "nonsense"}, "INVALID", "id"),
        ("kpiCreate", {"name": "N", "externalId": "KPI-1"}, "TAKEN", "externalId"),
        ("kpiUpdate", {"id": kpi, "name": None}, "REQUIRED", "name"),
        ("kpiUpdate", {"id": kpi, "upper": "0"}, "INVALID", "upper"),
        ("kpiReadingCreate", {"kpiId": gid("Kpi", NOBODY), "value": "1"}, "NOT_FOUND", "kpiId"),
        ("kpiReadingCreate", {"kpiId": "nonsense", "value": "1"}, "NOT_FOUND", "kpiId"),
        ("kpiReadingCreate", {"kpiId": kpi, "value": "1e31"}, "INVALID", "value"),
        ("kpiReadingCreate", {"kpiId": kpi, "value": "1", "id": str(known)}, "TAKEN", "id"),
    ]
    for mutation, given, code, field in cases:
        assert await writer.refused(mutation, given) == [(code, ["input", field])], given
    assert await writer.told() == before
