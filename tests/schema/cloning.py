"""Cycles cloned for tests, and what comes back of them."""

from typing import Any
from uuid import UUID

from service.rollup.draining import drain
from service.rollup.verifying import verify
from tests.company import QUARTER, Company
from tests.rollup.numbers import Numbers
from tests.schema.conftest import gid
from tests.schema.writer import Writer

NEXT = {"name": "2027-Q1", "startsOn": "2027-01-01", "endsOn": "2027-03-31"}
COUNTS = "counts { objectives keyResults targetsReached alignments initiatives marked }"
CLONE = f"""cycle {{ id name state cadence startsOn endsOn version parent {{ id }}
  carriedFrom {{ id }} planning {{ nodes {{ audience startsOn endsOn note }} }}
  objectives {{ nodes {{
    id title description level lifecycle commitment weight startsOn endsOn ownerRole externalId
    standaloneReason score scoreNote closeOutcome progress version
    carriedFrom {{ id }} team {{ id }} owner {{ id }}
    alignedTo {{ nodes {{ kind state isPrimary weight allocation rationale validTo
      decidedAt parent {{ id }} }} }}
    initiatives {{ nodes {{ id }} }}
    keyResults {{ nodes {{
      id title description metricType start target current lower upper unit weight dueOn confidence
      reportedStatus score follows carriedFrom {{ id }} kpi {{ id }}
      checkIns {{ totalCount }}
      checkpoints {{ nodes {{ day value }} }} milestones {{ nodes {{ title weight dueOn doneOn }} }}
      alignedTo {{ nodes {{ parent {{ id }} }} }}
      initiatives {{ nodes {{ id }} }} }} }} }} }} }}
  {COUNTS}"""


def none_but(**counts: int) -> dict[str, int]:
    names = ["objectives", "keyResults", "targetsReached", "alignments", "initiatives", "marked"]
    return {**dict.fromkeys(names, 0), **counts}


async def clone(writer: Writer, cycle: UUID, **given: Any) -> Any:
    payload = await writer.write("cycleClone", {"id": gid("Cycle", cycle), **NEXT, **given}, CLONE)
    objectives = {one["title"]: one for one in payload["cycle"].pop("objectives")["nodes"]}
    for one in objectives.values():
        one["keyResults"] = {each["title"]: each for each in one["keyResults"]["nodes"]}
    return {**payload["cycle"], "counts": payload["counts"], "objectives": objectives}


async def only_key_result(writer: Writer, cycle: UUID, **given: Any) -> Any:
    (objective,) = (await clone(writer, cycle, **given))["objectives"].values()
    (key_result,) = objective["keyResults"].values()
    return key_result


async def quarter(company: Company, **values: Any) -> UUID:
    return await company.cycle(**{"state": "CLOSED", **QUARTER, **values})


async def confirmed(numbers: Numbers) -> None:
    """Every number is right, once the worker has had its turn."""
    organization_id = numbers.actor.organization_id
    await drain(numbers.database, organization_id, numbers.now)
    found = await verify(numbers.database, organization_id, numbers.now)
    assert (found.differences, found.pending) == ([], 0)
