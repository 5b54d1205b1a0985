"""What the rows of a document say about one another: references, loops, links to themselves."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from service.errors import DomainError
from service.interchange.document import Document
from service.interchange.items import Entry, Noun, layout_of
from service.interchange.problems import Code, Problem, shown
from service.reviews.rules import WORDS, check_review

# The trees, by the attribute that points up.
PARENT_ATTRIBUTE = {
    Noun.TEAM: "parent",
    Noun.PERSON: "manager",
    Noun.CYCLE: "parent",
    Noun.STRATEGY_ELEMENT: "parent",
}
# The audit reports loops among strategy elements itself: their edges are in its graph.
OUTSIDE_THE_GRAPH = (Noun.TEAM, Noun.PERSON, Noun.CYCLE)

_NO_NOUNS: Mapping[str, Collection[Noun]] = {}
_NO_PARENTS: Mapping[Noun, Mapping[str, str]] = {}


def unresolved(
    document: Document, stored: Mapping[str, Collection[Noun]] = _NO_NOUNS
) -> list[Problem]:
    """References that name no row of the document, or one of the wrong kind.

    Args:
        document: the rows; what is incomplete in it counts as there.
        stored: by id, the nouns of rows that may be named although they are not in the document.
    """
    noun_by_id = {**document.incomplete, **{entry.id: entry.noun for entry in document.named()}}
    return [
        _broken(entry, field, named, refers, noun_by_id.get(named))
        for entry in document.entries()
        for field, named, refers in references(entry)
        if noun_by_id.get(named) not in refers
        and not any(noun in refers for noun in stored.get(named, ()))
    ]


def references(entry: Entry) -> Iterator[tuple[str, str, tuple[Noun, ...]]]:
    """Each id that a row names: its field in the file, the id, the nouns it may have."""
    for attribute, item in layout_of(type(entry)).items.items():
        if not item.refers:
            continue
        value = getattr(entry, attribute)
        if isinstance(value, str):
            yield item.keys[0], value, item.refers
        elif value:
            for place, named in enumerate(value, 1):
                yield f"{item.keys[0]}[{place}]", named, item.refers


def loops(
    document: Document,
    nouns: Sequence[Noun] = tuple(PARENT_ATTRIBUTE),
    stored: Mapping[Noun, Mapping[str, str]] = _NO_PARENTS,
) -> list[Problem]:
    """Rows of trees that stand above themselves: each loop once, at its first row.

    Args:
        document: the rows.
        nouns: the trees to look at.
        stored: by noun, the parent by id of rows that are not in the document.
    """
    return [
        problem for noun in nouns for problem in _loops_of(document, noun, stored.get(noun, {}))
    ]


def self_links(document: Document) -> list[Problem]:
    """Goals that are their own parent, or depend on themselves."""
    problems = []
    for goal in document.goals():
        if goal.parents and goal.id in goal.parents:
            field = f"parents[{goal.parents.index(goal.id) + 1}]"
            problems.append(_self_link(goal, field, goal.id))
    problems.extend(
        _self_link(row, "parent", row.child)
        for row in document.alignments
        if row.child == row.parent
    )
    problems.extend(
        _self_link(row, "to", row.from_) for row in document.dependencies if row.from_ == row.to
    )
    return problems


def review_problems(document: Document) -> list[Problem]:
    """Reviews that are of nothing, or of too much, or say nothing."""
    problems = []
    for row in document.reviews:
        values = {f"{name}_id": getattr(row, name) for name in ("objective", "cycle", "team")}
        try:
            check_review({**values, **{word: getattr(row, word) for word in WORDS}})
        except DomainError as error:
            field = error.path[0].removesuffix("_id")
            problems.append(Problem(row.origin, field, Code(error.code), error.message))
    return problems


def _broken(
    entry: Entry, field: str, named: str, refers: tuple[Noun, ...], found: Noun | None
) -> Problem:
    wanted = " or ".join(noun.words for noun in refers)
    if found is None:
        message = f"there is no {wanted} with the id {shown(named)}"
        return Problem(entry.origin, field, Code.NOT_FOUND, message)
    message = f"{shown(named)} is of kind {found.words}, not {wanted}"
    return Problem(entry.origin, field, Code.INVALID, message)


def _loops_of(document: Document, noun: Noun, stored: Mapping[str, str]) -> Iterator[Problem]:
    attribute = PARENT_ATTRIBUTE[noun]
    entries = {entry.id: entry for entry in document.named() if entry.noun is noun}
    parent_by_id = dict(stored)
    for own_id, entry in entries.items():
        parent = getattr(entry, attribute)
        if parent is not None:
            parent_by_id[own_id] = parent
        elif attribute in entry.given:
            parent_by_id.pop(own_id, None)
    for loop in loops_among(parent_by_id):
        members = set(loop)
        first = next((own_id for own_id in entries if own_id in members), None)
        if first is not None:
            yield _loop(entries[first], attribute, _from(first, loop))


def loops_among(parent_by_id: Mapping[str, str]) -> Iterator[list[str]]:
    """Each loop once: whoever has one parent at most walks into a loop or to the top."""
    walk_by_id: dict[str, int] = {}
    for walk, start in enumerate(parent_by_id):
        path = []
        at: str | None = start
        while at is not None and at not in walk_by_id:
            walk_by_id[at] = walk
            path.append(at)
            at = parent_by_id.get(at)
        if at is not None and walk_by_id[at] == walk:
            yield path[path.index(at) :]


def _from(first: str, loop: list[str]) -> list[str]:
    place = loop.index(first)
    return [*loop[place:], *loop[:place]]


def _loop(entry: Entry, attribute: str, loop: list[str]) -> Problem:
    field = layout_of(type(entry)).items[attribute].keys[0]
    if len(loop) == 1:
        return _self_link(entry, field, loop[0])
    path = " → ".join([*loop, loop[0]])
    message = f"{path} is a loop: each is above the next"
    return Problem(entry.origin, field, Code.LOOP, message)


def _self_link(entry: Entry, field: str, named: str) -> Problem:
    return Problem(entry.origin, field, Code.SELF_LINK, f"{shown(named)} names itself")
