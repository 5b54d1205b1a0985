"""Whatever is changed is told, once, by a type that the catalogue has."""

from typing import Any

import pytest

from service.actor import Role
from tests.company import Company, events_of
from tests.events.told import assert_catalogued, repeated
from tests.http.access_matrix import INPUT_BY_MUTATION, planted, with_ids
from tests.http.callers import Come
from tests.http.test_access import document

# What it asks for is told by the worker that does it.
SILENT = {"alignmentAuditRun"}
# What is told where the mutation's own name does not say it.
TOLD = {
    "tokenRevoke": "token.updated",
    "cycleActivate": "cycle.activated",
    "cycleGrade": "cycle.grading",
    "cycleClose": "cycle.closed",
    "cycleReopen": "cycle.reopened",
    "cycleClone": "cycle.created",
    "checkInCreate": "check_in.recorded",
    "checkInBulkCreate": "check_in.recorded",
    "reviewCreate": "review.recorded",
    "objectiveScore": "objective.updated",
    "keyResultMove": "key_result.updated",
    "keyResultReorder": "key_result.updated",
    "milestoneUpdate": "key_result.updated",
    "alignmentPropose": "alignment.proposed",
    "alignmentAccept": "alignment.accepted",
    "alignmentBulkAccept": "alignment.accepted",
    "alignmentDecline": "alignment.declined",
    "alignmentBulkDecline": "alignment.declined",
    "alignmentWithdraw": "alignment.withdrawn",
    "webhookTest": "webhook.test",
    "webhookRotateSecret": "webhook.secret_rotated",
    "webhookRedeliver": "webhook.redelivered",
    "findingWaive": "finding.waived",
    "findingUnwaive": "finding.unwaived",
}
VERBS = {"Create": "created", "Update": "updated", "Archive": "archived", "Restore": "restored"}


def type_told(mutation: str) -> str:
    """As the name says it: `objectiveBulkCreate` tells `objective.created`."""
    if mutation in TOLD:
        return TOLD[mutation]
    (verb,) = (one for one in VERBS if mutation.endswith(one))
    noun = mutation.removesuffix(verb).removesuffix("Bulk")
    words = "".join(f"_{one.lower()}" if one.isupper() else one for one in noun)
    return f"{words}.{VERBS[verb]}"


@pytest.mark.parametrize("name", sorted(set(INPUT_BY_MUTATION) - SILENT))
async def test_every_mutation_tells_what_it_did(company: Company, come: Come, name: str) -> None:
    ids = await planted(company)
    admin = await come(company.actor, Role.ADMIN)
    if name.endswith("Restore"):
        await mutate(admin, name.replace("Restore", "Archive"), ids)
    before = {event.id for event in await events_of(company.database, company.actor)}

    await mutate(admin, name, ids)

    every = await events_of(company.database, company.actor)
    told = [event for event in every if event.id not in before]
    assert type_told(name) in {event.type for event in told}
    assert_catalogued(told)
    assert repeated(told) == []


async def mutate(caller: Any, name: str, ids: dict[str, str]) -> None:
    given = {"input": with_ids(INPUT_BY_MUTATION[name], ids)}
    assert (await caller.data(document(name), given))["answer"]["userErrors"] == []
