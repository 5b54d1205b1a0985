"""Documents that mean harm, and what each comes to: data, or the code of every error."""

LIMIT, BAD, GONE = "OPERATION_LIMIT", "BAD_USER_INPUT", "NOT_FOUND"
DATA = "data"


def spread_twice(levels: int, leaf: str = "__typename") -> str:
    """Fragments that each spread the next twice."""
    fragments = (f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{levels} on Query {{ {leaf} }}"


def spread_inline(levels: int) -> str:
    """The same through inline fragments, which no rule forbids."""
    fragments = (
        f"fragment F{n} on Query {{ ...F{n + 1} ... on Query {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{levels} on Query {{ a: __typename }}"


def nested(opening: str, levels: int, field: str, leaf: str = "id") -> str:
    return opening + f"{{ {field} " * levels + f"{{ {leaf} }}" + "}" * levels + "}"


def parents(levels: int) -> str:
    return nested("{ teams { nodes", levels, "parent") + "}"


def doubled(levels: int) -> str:
    """Every field twice, and in each every field twice: 2^levels to compare."""
    return "id" if not levels else f"parent {{ {doubled(levels - 1)} }} " * 2


def many(count: int, field: str) -> str:
    return "{" + " ".join(f"a{n}: {field}" for n in range(count)) + "}"


BOMB = spread_twice(22)

DOCUMENTS: dict[str, tuple[str, str]] = {
    "101 aliases": (many(101, "__typename"), LIMIT),
    "5,000 aliases": (many(5_000, "organization { name }"), LIMIT),
    "10 unknown directives": ("{ __typename " + "@aa" * 10 + "}", BAD),
    "4,000 skips": ("{ __typename " + "@skip(if: false)" * 4_000 + "}", LIMIT),
    "61 skips": ("{ __typename " + "@skip(if: false)" * 61 + "}", LIMIT),
    "directives on 3,000 fields": (many(3_000, "__typename @include(if: true)"), LIMIT),
    "fragments in a circle": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        BAD,
    ),
    "a fragment in itself": ("{ ...A } fragment A on Query { viewer { role } ...A }", BAD),
    "2^18 spreads": (spread_twice(18), LIMIT),
    "2^22 spreads": (BOMB, LIMIT),
    "2^70 spreads": (spread_twice(70), LIMIT),
    "2^20 inline spreads": (spread_inline(20), LIMIT),
    "2^30 objects of nothing": (spread_twice(30, "objectives(first: 0) { totalCount }"), LIMIT),
    "parents of parents, 20 deep": (parents(20), LIMIT),
    "parents of parents, 150 deep": (parents(150), LIMIT),
    "parents of parents, 1,300 deep": (parents(1_300), LIMIT),
    "children of children, 6 deep": (
        nested("{ teams { nodes", 4, "children { nodes", "id") + "}" * 5,
        LIMIT,
    ),
    "500 times one field": ("{" + "__typename " * 500 + "}", LIMIT),
    "5,000 times one field": ("{" + "__typename " * 5_000 + "}", LIMIT),
    "400 times one list": ("{" + "teams(first: 1) { totalCount } " * 400 + "}", LIMIT),
    "2,000 times one list": ("{" + "teams { nodes { id } } " * 2_000 + "}", LIMIT),
    "2^9 fields to compare": (f"{{ teams {{ nodes {{ {doubled(9)} }} }} }}", LIMIT),
    "20,000 unknown fields": ("{" + " ".join(f"u{n}" for n in range(20_000)) + "}", LIMIT),
    "900 unknown fields": ("{" + " ".join(f"u{n}" for n in range(900)) + "}", BAD),
    "900 unused variables": (
        "query (" + " ".join(f"$v{n}: Int" for n in range(900)) + ") { __typename }",
        BAD,
    ),
    "an integer of 10,000 digits": (f"{{ teams(first: {'9' * 10_000}) {{ totalCount }} }}", BAD),
    "a huge float": ("{ teams(first: 1e99999) { totalCount } }", BAD),
    "a huge decimal": ('{ alignments(filter: {weight: {eq: "1e999999999"}}) { totalCount } }', BAD),
    "lists in lists, 5,000 deep": ("{ a(b: " + "[" * 5_000 + "]" * 5_000 + ") }", LIMIT),
    "lists in lists, 1,900 deep": ("{ a(b: " + "[" * 1_900 + "]" * 1_900 + ") }", LIMIT),
    "lists in lists, 100 deep": ("{ a(b: " + "[" * 100 + "]" * 100 + ") }", BAD),
    "objects in objects, 90 deep": (
        "{ teams(filter: " + "{not: " * 90 + "{}" + "}" * 90 + ") { totalCount } }",
        BAD,
    ),
    "a type of 1,900 lists": ("query ($a: " + "[" * 1_900 + "Int" + "]" * 1_900 + ") { a }", LIMIT),
    "a page of 100,000": ("{ teams(first: 100000) { nodes { id } } }", LIMIT),
    "a page of 101": ("{ teams(first: 101) { nodes { id } } }", BAD),
    "a page of -1": ("{ teams(first: -1) { nodes { id } } }", BAD),
    "a page from both ends": ("{ teams(first: 1, last: 1) { nodes { id } } }", BAD),
    "a made-up cursor": ('{ teams(first: 1, after: "zzz") { nodes { id } } }', BAD),
    "a made-up id": ('{ node(id: "zzz") { id } }', DATA),
    "an id of no type": ('{ node(id: "UXVlcnk6MQ==") { id } }', DATA),
    "an id that is long": ('{ node(id: "' + "V" * 100_000 + '") { id } }', DATA),
    "an argument that names nothing": ('{ lineOfSight(fromId: "zzz") { reach } }', GONE),
    "introspection": ("{ __schema { types { name fields { name } } } }", DATA),
    "introspection in a circle": (
        nested("{ __schema { types", 5, "fields { type", "name") + "}" * 6,
        LIMIT,
    ),
    "introspection by 60 aliases": (many(60, "__schema { types { fields { name } } }"), LIMIT),
    "a field that is misspelled": ("{ __schema { directive } }", BAD),
    "no language at all": ("qwerty cop{abc}", BAD),
    "two operations without a name": ("{ __typename } { __typename }", BAD),
    "a subscription that there is not": ("subscription { nothing }", BAD),
    "a stream": ("{ teams { nodes @stream(initialCount: 0) { id } } }", BAD),
    "11 operations": (" ".join(f"query q{n} {{ __typename }}" for n in range(11)), LIMIT),
    "81 fragments": (
        "{ __typename }" + " ".join(f"fragment f{n} on Query {{ __typename }}" for n in range(81)),
        LIMIT,
    ),
    "an audit of each of 60 days": (
        "{"
        + " ".join(
            f'a{n}: alignmentAudit(asOf: "2026-01-{n % 28 + 1:02}") {{ score }}' for n in range(60)
        )
        + "}",
        LIMIT,
    ),
    "a day before all days": ('{ alignmentAudit(asOf: "0001-01-01") { score } }', DATA),
    "a day after all days": ('{ alignmentAudit(asOf: "99999-01-01") { score } }', BAD),
    "a graph in every node of a graph": (
        "{ alignmentGraph(limit: 10000) { nodes { lineOfSight { paths { length } } } } }",
        LIMIT,
    ),
    "1,001 values of a filter": (
        f"{{ teams(filter: {{id: {{in: [{'1 ' * 1_001}]}}}}) {{ totalCount }} }}",
        BAD,
    ),
    "wildcards alone": (
        '{ teams(filter: {name: {contains: "%_%_%_%_\\\\%"}}) { totalCount } }',
        DATA,
    ),
    "SQL in a filter": (
        '{ teams(filter: {name: {eq: "\'; DROP TABLE team; --"}}) { totalCount } }',
        DATA,
    ),
    "an array of SQL": (
        '{ teams(filter: {name: {in: ["{", "}", ",", "\\"", "NULL"]}}) { totalCount } }',
        DATA,
    ),
    "100,000 comments": ("#\n" * 50_000 + "{ __typename }", LIMIT),
    "a text of 50,000 lines": (
        '{ teams(filter: {name: {eq: """' + "\n  " * 50_000 + '"""}}) { totalCount } }',
        DATA,
    ),
}
