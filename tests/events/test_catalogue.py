"""The types of events: all of them described, and chosen by patterns."""

import pytest

from service.events.catalogue import (
    ADMINS_ALONE,
    CATALOGUE,
    NOUNS,
    SUBSCRIBABLE,
    EventType,
    types_among,
)
from service.models import metadata


def test_every_type_is_described_and_of_kinds_that_there_are() -> None:
    kinds = {*metadata.tables}
    for type_, kind in CATALOGUE.items():
        assert kind.type is type_
        assert kind.description.endswith(".")
        assert set(kind.subject_kinds) <= kinds
        assert type_.name == type_.value.replace(".", "_").upper()
        assert type_.noun in NOUNS
    assert set(ADMINS_ALONE) <= set(NOUNS)


@pytest.mark.parametrize(
    ("patterns", "types"),
    [
        (["kpi.created"], {"kpi.created"}),
        (["kpi.*", "kpi_reading.created"], {
            "kpi.created", "kpi.updated", "kpi.archived", "kpi.restored", "kpi_reading.created"}),
        (["*"], set(EventType)),
        ([], set()),
    ],
)  # fmt: skip
def test_patterns_stand_for_types(patterns: list[str], types: set[str]) -> None:
    assert types_among(patterns) == types


@pytest.mark.parametrize("pattern", ["kpi", "kpi.", "kpi.painted", "KPI.created", "**", ""])
def test_what_stands_for_no_type_is_refused(pattern: str) -> None:
    assert pattern not in SUBSCRIBABLE
    with pytest.raises(ValueError, match="is not a type of event"):
        types_among([pattern])
