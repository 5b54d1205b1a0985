"""What every client is told of the same stories, whatever it makes of them on the way."""

READ = {
    "keyResults": [["4", "9.5"]],
    "pages": [["A", "B"], ["A", "B", "C", "D"], ["A", "B", "C", "D", "E"]],
    "totalCount": 5,
}

WRITTEN = {
    "refused": [["ALIGNMENT_CYCLE", ["input", "parentId"], ["Parent", "Child"]]],
    "done": [],
    "shown": ["Child", "Grandchild"],
    "stale": [["CONFLICT", ["input", "expectedVersion"]]],
}

FAILED = {
    "withoutToken": ["UNAUTHENTICATED"],
    "unknownField": ["BAD_USER_INPUT"],
    "badCursor": ["BAD_USER_INPUT"],
    "partial": [["__typename", "id", "slug"], None, ["NOT_FOUND"]],
}
