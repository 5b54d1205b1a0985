"""The query fields of objectives and key results."""

from datetime import date

import strawberry

from schema.connections import Connection
from schema.listings import argument, listing, page_arguments, read_as
from schema.lookups import Ref, single
from schema.nouns import KEY_RESULT, OBJECTIVE
from schema.objectives.key_result import KeyResult
from schema.objectives.objective import Objective
from schema.page_sizes import ROOT_DEFAULT
from schema.prepared.specs import Due


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

    due_check_ins = read_as(
        Due(),
        Connection[KeyResult] | None,
        "The key results to be checked in by a day, the longest overdue first: see `nextCheckInOn`."
        " Those that are being worked on and have begun by then. Of a person, of a team with all"
        " its parts, or of both; of neither: of the person that the token stands for, else of the"
        " whole organization. Null with an error where an argument names nothing.",
        [
            argument(
                "person_id",
                strawberry.ID | None,
                "Whose: the owner of a key result, else of its objective.",
            ),
            argument(
                "team_id", strawberry.ID | None, "Of the objectives of this team and its parts."
            ),
            argument("on", date | None, "The day; absent or null: the organization's today."),
            *page_arguments(ROOT_DEFAULT),
        ],
    )
