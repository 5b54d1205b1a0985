"""What an import tells: of each row once, by types that the catalogue has."""

from collections import Counter

import pytest

from tests.events.told import assert_catalogued, repeated
from tests.interchange.desk import Desk, changed
from tests.interchange.documents import COMPANY, MEASURED


@pytest.mark.parametrize("text", [COMPANY, MEASURED], ids=["company", "measured"])
async def test_an_import_tells_of_each_row_once(desk: Desk, text: str) -> None:
    result = await desk.bring(text)

    told = await desk.events()
    assert_catalogued(told)
    assert repeated(told) == []
    made = Counter(event.subject_kind for event in told if not event.type.endswith("updated"))
    rows = {noun: counts.get("created", 0) for noun, counts in changed(result).items()}
    assert {noun: made[noun] for noun in rows} == rows
    await desk.bring(text)
    assert len(await desk.events()) == len(told)


async def test_an_imported_proposal_is_told_as_created_in_its_state(desk: Desk) -> None:
    await desk.bring("""\
        organization: Acme
        objectives: [{id: a, title: A}, {id: b, title: B}]
        alignments: [{child: a, parent: b, state: proposed}]
    """)
    (told,) = [one for one in await desk.events() if one.subject_kind == "alignment"]
    assert (told.type, told.changes["state"]) == ("alignment.created", [None, "PROPOSED"])
