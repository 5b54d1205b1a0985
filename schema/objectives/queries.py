"""The query fields of objectives and key results."""

import strawberry

from schema.listings import listing
from schema.lookups import Ref, single
from schema.nouns import KEY_RESULT, OBJECTIVE
from schema.objectives.key_result import KeyResult
from schema.objectives.objective import Objective


@strawberry.input(one_of=True, description="Names one objective, in one of two ways.")
class ObjectiveRef(Ref):
    pass


@strawberry.input(one_of=True, description="Names one key result, in one of two ways.")
class KeyResultRef(Ref):
    pass


@strawberry.type
class ObjectiveQueries:
    objective = single(
        Objective,
        OBJECTIVE,
        ObjectiveRef,
        "objective",
    )

    objectives = listing(Objective, OBJECTIVE, "The objectives, the oldest first.")

    key_result = single(
        KeyResult,
        KEY_RESULT,
        KeyResultRef,
        "key result",
    )

    key_results = listing(KeyResult, KEY_RESULT, "The key results, the oldest first.")
