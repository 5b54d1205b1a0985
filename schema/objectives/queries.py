"""The query fields of objectives and key results."""

import strawberry

from schema.context import Info
from schema.listings import listing
from schema.lookups import Ref, single
from schema.nouns import KEY_RESULT, OBJECTIVE
from schema.objectives.filters import (
    KeyResultFilter,
    KeyResultOrder,
    ObjectiveFilter,
    ObjectiveOrder,
)
from schema.objectives.key_result import KeyResult
from schema.objectives.objective import Objective
from service.objectives.models import KeyResult as KeyResultRow
from service.objectives.models import Objective as ObjectiveRow
from service.objectives.queries import key_results, objectives
from service.paging.nouns import Rows


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

    @listing(Objective, OBJECTIVE, ObjectiveFilter, ObjectiveOrder, "The objectives in use.")
    def objectives(self, info: Info) -> Rows[ObjectiveRow]:
        return objectives(info.context.actor)

    key_result = single(
        KeyResult,
        KEY_RESULT,
        KeyResultRef,
        "key result",
    )

    @listing(KeyResult, KEY_RESULT, KeyResultFilter, KeyResultOrder, "The key results in use.")
    def key_results(self, info: Info) -> Rows[KeyResultRow]:
        return key_results(info.context.actor)
