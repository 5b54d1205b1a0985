"""What is waived fails no check."""

from datetime import timedelta
from uuid import UUID

import pytest

from service.actor import operator
from service.database import Database
from service.findings.commands import Named, waive_finding
from service.identity.queries import organization_id_by_slug
from service.tables import utc_now

ACME = """\
format: sightline/1
organization: {name: Acme}
objectives:
  - {id: o1, title: Customers of the north stay with us, owner_role: CEO}
"""


@pytest.fixture
def organization_id(run, slug: str, in_database, tmp_path) -> UUID:
    path = tmp_path / "acme.yaml"
    path.write_text(ACME)
    assert run("import", path, "--organization", slug).status == 0

    async def named(database: Database) -> UUID:
        async with database.reading() as session:
            return await organization_id_by_slug(session, slug)

    return in_database(named)


def test_waived_findings_let_the_check_pass(run, slug: str, organization_id, in_database) -> None:
    audit = ("audit", "--organization", slug, "--format", "json")
    failed = run(*audit)
    errors = [one for one in failed.document["findings"] if one["severity"] == "ERROR"]
    assert (failed.status, len(errors)) == (1, 2)

    async def waive(database: Database) -> None:
        now = utc_now()
        async with database.writing(organization_id) as session:
            for one in errors:
                named = Named(one["fingerprint"], one["rule"])
                day = now.date() + timedelta(days=1)
                await waive_finding(session, operator(organization_id), named, "Soon", day, now)

    in_database(waive)
    passed = run(*audit)

    assert passed.status == 0
    assert {one["state"] for one in passed.document["findings"] if one["severity"] == "ERROR"} == {
        "WAIVED"
    }
    late = run(*audit, "--as-of", (utc_now() + timedelta(days=3)).date().isoformat())
    assert late.status == 1
