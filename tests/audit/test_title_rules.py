"""OBJ005 to OBJ008, KR003, KR004, KR013 and ALN014: what titles give away."""

from decimal import Decimal

import pytest

from service.objectives.rules import Measures
from service.progress.rules import MetricType
from tests.audit.organization import (
    INFO,
    WARNING,
    company_objective,
    fired,
    key_result,
    link,
    objective,
)


def measured(metric_type=MetricType.INCREASE, start=0, target=8, **fields):
    numbers = {"start": Decimal(start), "target": Decimal(target)}
    return {"metric_type": metric_type, **numbers, **fields}


def test_a_number_in_an_objective_is_named():
    assert fired("OBJ005", [objective("a", title="Win 40 bakeries")]) == [
        ("a", (), INFO, {"number": "40"})
    ]


def test_an_objective_begins_with_what_will_be_delivered():
    assert fired("OBJ006", [objective("a", title="Launch the newsletter")]) == [
        ("a", (), WARNING, {"word": "launch"})
    ]


def test_what_it_is_good_for_makes_up_for_the_verb():
    title = "Launch the newsletter, so that renewals are decided before we ask"
    assert fired("OBJ006", [objective("a", title=title)]) == []


VAGUE = [("a", (), WARNING, {"word": "improve", "things_named": 1, "measured_key_results": 0})]


@pytest.mark.parametrize(
    ("key_results", "expected"),
    [
        ([], VAGUE),
        ([key_result("k", "a", title="Better looks")], VAGUE),
        ([key_result("k", "a", title="Daily readers from 20 to 60")], []),
        ([key_result("k", "a", title="Daily readers", **measured())], []),
    ],
)
def test_a_vague_objective_is_saved_by_a_number_below(key_results, expected):
    assert (
        fired("OBJ007", [objective("a", title="Improve the dashboards"), *key_results]) == expected
    )


def test_an_objective_that_names_enough_is_not_vague():
    title = "Improve the first week of new bakeries"
    assert fired("OBJ007", [objective("a", title=title)]) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [(3, True), (4, False), (20, False), (21, True)],
)
def test_a_title_has_four_to_twenty_words(words, expected):
    found = fired("OBJ008", [objective("a", title=" ".join(["word"] * words))])
    assert found == [("a", (), INFO, {"words": words, "minimum": 4, "maximum": 20})] * expected


def task(word, metric_type=None):
    return [("k", (), WARNING, {"word": word, "metric_type": metric_type})]


ACTIVITIES = {
    "a verb alone": ({"title": "Launch the newsletter", "metric_type": None}, task("launch")),
    "done or not done": ({"title": "Launch the newsletter"}, task("launch", "BINARY")),
    "something was delivered": (
        {"title": "Service deployed in production", "metric_type": None},
        task("deployed"),
    ),
    "a count of what was done": (
        {"title": "Publish 8 posts", **measured()},
        task("publish", "INCREASE"),
    ),
    "an output, as recorded": (
        {"title": "Train new sellers", **measured(measures=Measures.OUTPUT)},
        task("train", "INCREASE"),
    ),
    "an outcome, as recorded": ({"title": "Publish 8 posts", "measures": Measures.OUTCOME}, []),
    "an outcome metric": ({"title": "Launch in more cities", **measured()}, []),
    "a share": ({"title": "Onboard 90% of sites in a week", "metric_type": None}, []),
    "a way": ({"title": "Ship orders from 9 to 3 days", "metric_type": None}, []),
    "a limit": ({"title": "Ship orders in less than 3 days", "metric_type": None}, []),
    "a baseline to find": (
        {"title": "Measure the loss per hour", "metric_type": MetricType.BASELINE},
        [],
    ),
    "users who created something": (
        {"title": "40 customers have created a board", "metric_type": None},
        [],
    ),
}


@pytest.mark.parametrize(("fields", "expected"), ACTIVITIES.values(), ids=ACTIVITIES)
def test_a_task_is_no_key_result(fields, expected):
    assert fired("KR003", [objective("a"), key_result("k", "a", **fields)]) == expected


UNCLEAR = {
    "no number": ({"title": "Increase retention", "metric_type": None}, True),
    "a number in the title": ({"title": "Increase retention by 5%", "metric_type": None}, False),
    "a number in a field": ({"title": "Increase retention", **measured()}, False),
    "a word for a number": ({"title": "Increase retention twice", "metric_type": None}, False),
    "a baseline to find": ({"title": "Better data", "metric_type": MetricType.BASELINE}, False),
}


@pytest.mark.parametrize(("fields", "fires"), UNCLEAR.values(), ids=UNCLEAR)
def test_a_direction_needs_a_number(fields, fires):
    found = fired("KR004", [objective("a"), key_result("k", "a", **fields)])
    assert [(subject, severity) for subject, _, severity, _ in found] == [("k", WARNING)] * fires


def test_two_targets_are_two_key_results():
    title = "Churn below 2% and deals above €60k"
    assert fired("KR013", [objective("a"), key_result("k", "a", title=title)]) == [
        ("k", (), INFO, {"targets": ["2%", "€60k"]})
    ]


@pytest.mark.parametrize(
    ("title", "share"),
    [("[Web] WIN the bakeries!", 1.0), ("Win the bakers", 0.93), ("Let dairies find us", None)],
)
def test_a_child_does_not_repeat_its_parent(title, share):
    things = [company_objective("top", title="Win the bakeries"), objective("a", title=title)]

    found = fired("ALN014", [*things, link("a", "top")])

    expected = [("a", ("top",), WARNING, {"alike": share, "limit": 0.85})]
    assert found == (expected if share else [])


def test_a_parent_without_words_is_nobodys_model():
    things = [company_objective("top", title="🚀"), objective("a", title="!")]
    assert fired("ALN014", [*things, link("a", "top")]) == []


def test_an_organization_has_a_language_and_words_of_its_own():
    things = [objective("a", title="Neue Website launchen"), objective("b", title="Zaubern lernen")]
    chosen = {"language": "de", "words": {"delivery": ["Zaubern"]}}

    assert fired("OBJ006", things) == []
    assert [row[0] for row in fired("OBJ006", things, settings=chosen)] == ["a", "b"]
    ignoring = {**chosen, "ignored_words": ["launchen"]}
    assert [row[0] for row in fired("OBJ006", things, settings=ignoring)] == ["b"]
