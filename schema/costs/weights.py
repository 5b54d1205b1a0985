"""What costs more than its objects tell, in points.

A point is one object, and a tenth of a millisecond of one core at most, here or in PostgreSQL.
Measured in an organization of 130,000 nodes, 83,000 of them key results.
"""

from graphql import GraphQLNamedType

# What a list counts for whose length no argument bounds.
LIST_SIZE = 5
# Lists that are longer, bounded by the data or the schema alone.
SIZE_BY_LIST = {
    "byTeam": 40,
    "moved": 40,  # the 99th percentile of ancestors
    "types": 100,
    "fields": 8,
    "directives": 10,
}

# Any operation, for being one.
OPERATION = 5
# Counting all rows of a kind, or those of one parent.
TOTAL_COUNT = 100
NESTED_TOTAL_COUNT = 3
# Choosing among all rows of a kind, or ordering them: where no index helps, every one is read.
CHOICE = 200
# Lists that choose by themselves: of everybody's key results, in the order of their days.
CHOICE_BY_LIST = {"dueCheckIns": 600}
# Fields that are no objects, and read more than their row.
WEIGHT_BY_LEAF = {
    "compliance": 5,  # the check-ins of a year
    "nextCheckInOn": 1,
    # Deliveries that wait, or were given up.
    "pendingCount": 20,
    "failedCount": 20,
    "isSuccess": 1,  # the reviews of a learning goal
}

# So many list items and fields of an argument weigh as much as one object.
ITEMS_PER_POINT = 8
# So many characters of an argument weigh as much as one item: names and titles are free.
CHARACTERS_PER_ITEM = 64
# An audit is judged anew after each write and for each day, in the audit's thread.
AUDIT = 10_000
# An audit of changes is one that no other request has had.
CHANGES = 2_000

_OBJECT = 1
_COMMAND = 100  # locks, checks, writes, an event
# Thousands of goals, read, written and told of.
_CLONE = 10_000
# Each row of a command that takes many, beside the command.
ROW = 5
_WEIGHT_BY_TYPE = {
    "AlignmentAudit": AUDIT,
    "AlignmentGraph": 1_000,
    "Bottlenecks": 1_000,
    "CycleClonePayload": _CLONE,
    # All goals of a cycle, and their alignments and key results.
    "CycleStatistics": 100,
    # The same with all that is around each goal, after the whole graph has been judged.
    "CycleNarrative": 2_000,
    "Impact": 1_000,
    # The ancestors by a recursive statement, then their paths in Python.
    "LineOfSight": 20,
    # That, and all that is around the objective.
    "ObjectiveNarrative": 30,
    # Every title with the words is ranked: a word may be in all of them.
    "SearchConnection": 3_000,
    # The facts of an objective, with all that moves it: read and worked out again.
    "StatusReason": 10,
    "ProgressExplanation": 10,
    # The slopes of all pairs of a hundred check-ins.
    "Forecast": 30,
    # Introspection asks for a type's types nine deep, of which most are null.
    "__Type": 0,
}


def weight_of(type_: GraphQLNamedType) -> int:
    """What one object of the type costs by itself."""
    usual = _COMMAND if type_.name.endswith("Payload") else _OBJECT
    return _WEIGHT_BY_TYPE.get(type_.name, usual)
