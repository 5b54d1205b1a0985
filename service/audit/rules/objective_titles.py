"""OBJ: what an objective's title says. Words are heuristics: never an error by themselves."""

from collections.abc import Iterator

from service.alignment.snapshot import Mask
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.libraries import np


def _metric(inquiry: Inquiry) -> Iterator[Hit]:
    for row in rows_of(inquiry.objectives):
        number = inquiry.read(row).number
        if number is not None:
            yield Hit(
                subject=inquiry.node_ref(row),
                message=f"The title holds the number {number}.",
                judged=(row,),
                evidence={"number": number},
            )


def _activity(inquiry: Inquiry) -> Iterator[Hit]:
    """An aim that is told (`so that …`) makes up for the verb."""
    for row in rows_of(inquiry.objectives):
        reading = inquiry.read(row)
        if reading.delivery is not None and reading.purpose is None:
            yield Hit(
                subject=inquiry.node_ref(row),
                message=f"Begins with “{reading.delivery}”: what is done, not what changes.",
                judged=(row,),
                evidence={"word": reading.delivery},
            )


def _vague(inquiry: Inquiry) -> Iterator[Hit]:
    least, measured = inquiry.thresholds.vague_things_minimum, _measured(inquiry)
    for row in rows_of(inquiry.objectives & ~measured):
        reading = inquiry.read(row)
        word = reading.somewhere_vague
        if word is not None and reading.things < least and not reading.has_number:
            yield Hit(
                subject=inquiry.node_ref(row),
                message=f"“{word}” says neither what will be different nor by how much.",
                judged=(row,),
                evidence={"word": word, "things_named": reading.things, "measured_key_results": 0},
            )


def _measured(inquiry: Inquiry) -> Mask:
    """Objectives with a key result that holds a number, in a field or in its title."""
    nodes = inquiry.snapshot.nodes
    numbers = (nodes.target, nodes.lower, nodes.upper)
    numbered = ~np.all([np.isnan(column) for column in numbers], axis=0)
    measured = np.zeros(len(nodes), np.bool_)
    for row, home in zip(rows_of(inquiry.key_results), _homes(inquiry), strict=True):
        if numbered[row] or inquiry.read(row).has_number:
            measured[home] = True
    return measured


def _homes(inquiry: Inquiry) -> list[int]:
    homes: list[int] = inquiry.objective_row[inquiry.key_results].tolist()
    return homes


def _length(inquiry: Inquiry) -> Iterator[Hit]:
    lines = inquiry.thresholds
    low, high = lines.objective_words_minimum, lines.objective_words_maximum
    for row in rows_of(inquiry.objectives):
        count = inquiry.read(row).words
        if count is not None and not low <= count <= high:
            words = f"{count} word{'s' * (count != 1)}"
            told = f"{words}: too few to say what and why." if count < low else f"{words} to read."
            yield Hit(
                subject=inquiry.node_ref(row),
                message=told,
                judged=(row,),
                evidence={"words": count, "minimum": low, "maximum": high},
            )


RULES = (
    Rule("OBJ005", "metric-in-objective", Severity.INFO, _metric),
    Rule("OBJ006", "activity-objective", Severity.WARNING, _activity),
    Rule("OBJ007", "vague", Severity.WARNING, _vague),
    Rule("OBJ008", "length", Severity.INFO, _length),
)
