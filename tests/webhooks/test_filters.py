"""Which events an endpoint wants: tables of filters."""

import pytest

from service.errors import DomainError
from service.events.catalogue import EventType
from service.webhooks.filters import check_event_types, subscribes


@pytest.mark.parametrize(
    ("filters", "passed", "stopped"),
    [
        (["*"], ["objective.created", "status.changed", "webhook.disabled"], ["webhook.test"]),
        (["objective.*"], ["objective.created", "objective.orphaned"], ["key_result.created"]),
        (["objective.created"], ["objective.created"], ["objective.updated"]),
        (["line_of_sight.*"], ["line_of_sight.lost"], ["status.changed"]),
        (["webhook.*"], ["webhook.disabled"], ["webhook.test"]),
        (["team.created", "cycle.*"], ["team.created", "cycle.closed"], ["team.updated"]),
    ],
)
def test_a_filter_is_a_type_all_of_a_noun_or_everything(
    filters: list[str], passed: list[str], stopped: list[str]
) -> None:
    assert [subscribes(filters, one) for one in passed] == [True] * len(passed)
    assert [subscribes(filters, one) for one in stopped] == [False] * len(stopped)


@pytest.mark.parametrize("type_", [one.value for one in EventType if one.value != "webhook.test"])
def test_every_type_can_be_subscribed_to(type_: str) -> None:
    noun = type_.partition(".")[0]
    assert check_event_types([type_, f"{noun}.*", "*", type_]) == [type_, f"{noun}.*", "*"]


@pytest.mark.parametrize(
    ("filters", "code", "path", "words"),
    [
        ([], "REQUIRED", ("event_types",), "at least"),
        (["*"] * 101, "TOO_LONG", ("event_types",), "100 are allowed"),
        (["*", "objective.create"], "INVALID", ("event_types", "1"), "objective.created"),
        (["objectives.*"], "INVALID", ("event_types", "0"), "objective.*"),
        (["Objective.Created"], "INVALID", ("event_types", "0"), "Objective.Created"),
        (["webhook.test"], "INVALID", ("event_types", "0"), "webhook.*"),
        (["obj*"], "INVALID", ("event_types", "0"), "obj*"),
        (["**"], "INVALID", ("event_types", "0"), "'**'"),
        ([""], "INVALID", ("event_types", "0"), "noun.*"),
        (["x" * 1_000], "INVALID", ("event_types", "0"), f"'{'x' * 100}'"),
    ],
)
def test_what_names_no_type_is_refused_with_those_that_are_near(
    filters: list[str], code: str, path: tuple[str, ...], words: str
) -> None:
    with pytest.raises(DomainError) as refused:
        check_event_types(filters)
    assert (refused.value.code, refused.value.path) == (code, path)
    assert words in refused.value.message
    assert len(refused.value.message) < 300
