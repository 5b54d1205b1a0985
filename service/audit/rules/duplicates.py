"""DUP: two teams that chase the same thing without knowing of each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from service.alignment.snapshot import NO_ROW
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.kinship import Kinship
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.audit.words.likeness import Pairs, alike
from service.audit.words.titles import plain
from service.libraries import csgraph, np, sparse

COMPARED = 100  # objectives of one title that those of another are held against
NEXT = 30  # objectives of the same title that one is held against: enough to join a group


def _duplicates(inquiry: Inquiry) -> Iterator[Hit]:
    """Each group of them once; all their titles need not be alike, each has one that is."""
    limit = inquiry.thresholds.duplicate_objective_alike
    teams = inquiry.team.tolist()
    for pairs in _groups(_pairs(inquiry, limit), len(teams)):
        members = inquiry.by_key({*pairs.one.tolist(), *pairs.other.tolist()})
        held_by = {teams[row] for row in members}
        yield Hit(
            subject=inquiry.node_ref(members[0]),
            related=inquiry.node_refs(members[1:]),
            message=f"{len(held_by)} teams have nearly the same objective in this cycle.",
            judged=members,
            evidence={
                "objectives": len(members),
                "teams": len(held_by),
                "alike": round(float(pairs.alike.min()), 2),
                "limit": limit,
            },
        )


def _groups(pairs: Pairs, size: int) -> Iterator[Pairs]:
    """The pairs that hang together."""
    ones = np.ones(len(pairs.one), np.int8)
    graph = sparse.coo_array((ones, (pairs.one, pairs.other)), shape=(size, size)).tocsr()
    label = csgraph.connected_components(graph, directed=False)[1][pairs.one]
    order = np.argsort(label, kind="stable")
    borders = np.flatnonzero(np.diff(label[order])) + 1
    for places in np.split(order, borders) if len(order) else ():
        yield Pairs(pairs.one[places], pairs.other[places], pairs.alike[places])


def _pairs(inquiry: Inquiry, limit: float) -> Pairs:
    """Rows of objectives of two teams in one cycle, alike and without a link between them."""
    rows_by_title = _rows_by_title(inquiry)
    titles = sorted(rows_by_title)
    near = alike(titles, limit)
    repeated = [place for place, title in enumerate(titles) if len(rows_by_title[title]) > 1]
    places = zip(
        [*repeated, *near.one.tolist()],
        [*repeated, *near.other.tolist()],
        [*[1.0] * len(repeated), *near.alike.tolist()],
        strict=True,
    )
    kinship = Kinship(inquiry)
    held = list(zip(inquiry.cycle.tolist(), inquiry.team.tolist(), strict=True))
    found = [
        (one, other, close)
        for first, second, close in places
        for one, other in _together(rows_by_title[titles[first]], rows_by_title[titles[second]])
        if _apart(held[one], held[other]) and kinship.are_strangers(one, other)
    ]
    one, other, close = zip(*found, strict=True) if found else ((), (), ())
    return Pairs(np.array(one, np.int32), np.array(other, np.int32), np.array(close, np.float64))


def _rows_by_title(inquiry: Inquiry) -> dict[str, list[int]]:
    """The objectives that a team and a cycle hold, by the words of their title: by cycle, key."""
    held = inquiry.objectives & (inquiry.team != NO_ROW) & (inquiry.cycle != NO_ROW)
    cycles = inquiry.cycle.tolist()
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in sorted(inquiry.by_key(rows_of(held)), key=cycles.__getitem__):
        found[plain(inquiry.snapshot.nodes.title[row])].append(row)
    found.pop("", None)
    return found


def _together(rows: list[int], others: list[int]) -> Iterable[tuple[int, int]]:
    """Pairs of the objectives of two titles, or of one title among themselves."""
    if rows is not others:
        return product(rows[:COMPARED], others[:COMPARED])
    return (
        (row, other)
        for place, row in enumerate(rows)
        for other in rows[place + 1 : place + 1 + NEXT]
    )


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two objectives are in the same cycle and of different teams."""
    return one[0] == other[0] and one[1] != other[1]


RULES = (Rule("DUP001", "duplicate-objective", Severity.WARNING, _duplicates, Neighborhood.GLOBAL),)
