"""Why the numbers of goals are what they are, and where they will be: worked out by Python."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from schema.alignables import Alignable
from schema.context import Info
from schema.enums.formulas import ProgressFormula
from schema.prepared.specs import BRINGS
from schema.reads import Fetched, brought, key_of
from schema.scalars import ratio
from service.numbers.facts import KeyResultFacts
from service.numbers.telling import (
    Foretold,
    Told,
    progress_of_key_result,
    progress_of_objective,
    status_of_key_result,
    status_of_objective,
)
from service.progress.explaining import Explanation
from service.progress.status import StatusRule

_DRIVERS = "drivers"


@strawberry.type(description="Why a status is what it is, on the day that it was worked out for.")
class StatusReason:
    rule: StatusRule = strawberry.field(description="The rule that gave the effective status.")
    text: str = strawberry.field(description="The same as an English sentence.")
    inputs: JSON = strawberry.field(
        description="What the rule went by: progress, expected, gap, day, due_on and others;"
        " decimals as strings."
    )
    thresholds: JSON = strawberry.field(
        description="The lines that the gap was held against, as the organization draws them."
    )


@strawberry.type(description="One of those that drive a progress.")
class ProgressShare:
    driver: strawberry.Private[dict[str, Any]]

    @strawberry.field(description="The key result or objective.")
    async def node(self, info: Info) -> Alignable:
        node: Alignable = (await info.context.reads.nodes(info, [self.driver["id"]]))[0]
        return node

    @strawberry.field(
        description="How much it counts: a key result's weight; of what is aligned, the"
        " alignment's weight by its allocation."
    )
    def weight(self) -> Decimal:
        return Decimal(self.driver["weight"])

    @strawberry.field(
        description="Its part of the weight that has data, 0 to 1, rounded half up to 6 places;"
        " null where it has none."
    )
    def share(self) -> Decimal | None:
        return _decimal(self.driver["share"])

    @strawberry.field(
        description="Its progress, 0 to 1, rounded half up to 6 places; null: no data."
    )
    def progress(self) -> Decimal | None:
        return _decimal(self.driver["progress"])


@strawberry.type(description="How a progress was worked out.")
class ProgressExplanation:
    formula: ProgressFormula = strawberry.field(
        description="How it was worked out, or why there is none."
    )
    text: str = strawberry.field(description="The same with its numbers, as an English sentence.")
    inputs: JSON = strawberry.field(description="What went into it; decimals as strings.")
    thresholds: JSON = strawberry.field(
        description="The bounds or the line that a value was held against; empty without any."
    )
    drivers: list[ProgressShare] = strawberry.field(
        description="What it is the mean of, with and without data; empty where it comes from"
        " values of its own."
    )


@strawberry.type(description="Where a key result ends if it goes on as it went.")
class Forecast:
    foretold: strawberry.Private[Foretold]

    @strawberry.field(description="The day that it is due.")
    def on(self) -> date:
        return self.foretold.on

    @strawberry.field(
        description="The value on that day: today's, and from there at the observed rate."
    )
    def value(self) -> Decimal:
        return self.foretold.forecast.value

    @strawberry.field(
        description="The progress of that value, 0 to 1, rounded half up to 6 places; null where"
        " there is nothing to hold it against."
    )
    def progress(self) -> Decimal | None:
        found = self.foretold.forecast.progress
        return None if found is None else ratio(found)

    @strawberry.field(
        description="The rate of its check-ins: the median slope of all pairs of them, a day."
    )
    def observed_per_day(self) -> Decimal:
        return self.foretold.forecast.observed_per_day

    @strawberry.field(
        description="The rate that reaches the target on that day; 0 where it is reached, null"
        " without a target or a day left."
    )
    def required_per_day(self) -> Decimal | None:
        return self.foretold.forecast.required_per_day

    @strawberry.field(
        description="How many check-ins the rate is taken from, the latest 100 at most; readings,"
        " where it follows a KPI."
    )
    def check_ins(self) -> int:
        return self.foretold.forecast.check_ins


async def _status_of_objective(root: strawberry.Parent[Fetched], info: Info) -> StatusReason | None:
    of = await info.context.reads.told(key_of(root))
    return None if of is None else _reason(status_of_objective(of))


async def _progress_of_objective(
    root: strawberry.Parent[Fetched], info: Info
) -> ProgressExplanation | None:
    of = await info.context.reads.told(key_of(root))
    return None if of is None else _explanation(progress_of_objective(of))


async def _status_of_key_result(
    root: strawberry.Parent[Fetched], info: Info
) -> StatusReason | None:
    of, one = await _key_result(root, info)
    return None if of is None or one is None else _reason(status_of_key_result(of, one))


async def _progress_of_key_result(
    root: strawberry.Parent[Fetched], info: Info
) -> ProgressExplanation | None:
    of, one = await _key_result(root, info)
    return None if of is None or one is None else _explanation(progress_of_key_result(of, one))


async def _forecast(root: strawberry.Parent[Fetched], info: Info) -> Forecast | None:
    found = await info.context.reads.foretold(_objective_of(root), key_of(root))
    return None if found is None else Forecast(foretold=found)


_ARCHIVED = "null where it is archived: its numbers stay as they were."
_WITH_OBJECTIVE = {BRINGS: ("objective_id",)}

objective_status_reason = strawberry.field(
    resolver=_status_of_objective, description=f"Why its status is what it is; {_ARCHIVED}"
)
objective_progress_explanation = strawberry.field(
    resolver=_progress_of_objective,
    description=f"How its progress was worked out, with what drives it; {_ARCHIVED}",
)
key_result_status_reason = strawberry.field(
    resolver=_status_of_key_result,
    description=f"Why its status is what it is; {_ARCHIVED}",
    metadata=_WITH_OBJECTIVE,
)
key_result_progress_explanation = strawberry.field(
    resolver=_progress_of_key_result,
    description=f"How its progress was worked out; {_ARCHIVED}",
    metadata=_WITH_OBJECTIVE,
)
key_result_forecast = strawberry.field(
    resolver=_forecast,
    description="Where it ends if it goes on as its check-ins went: three or more over a day or"
    " longer. Null with fewer, without a due day or after it, for BINARY, MILESTONE and MAINTAIN"
    " metrics, for what follows aligned children, and for what is archived.",
    metadata=_WITH_OBJECTIVE,
)


async def _key_result(root: Fetched, info: Info) -> tuple[Told | None, KeyResultFacts | None]:
    of = await info.context.reads.told(_objective_of(root))
    return of, None if of is None else of.key_result(key_of(root))


def _objective_of(root: Fetched) -> UUID:
    return UUID(brought(root, "objective_id"))


def _reason(found: Explanation) -> StatusReason:
    return StatusReason(
        rule=StatusRule(found.rule),
        text=found.sentence,
        inputs=_json(found.inputs),
        thresholds=_json(found.thresholds),
    )


def _explanation(found: Explanation) -> ProgressExplanation:
    inputs = dict(found.inputs)
    drivers: Any = inputs.pop(_DRIVERS, ())
    return ProgressExplanation(
        formula=ProgressFormula(found.rule),
        text=found.sentence,
        inputs=_json(inputs),
        thresholds=_json(found.thresholds),
        drivers=[ProgressShare(driver=one) for one in drivers],
    )


def _json(values: Mapping[str, object]) -> JSON:
    return cast("JSON", values)


def _decimal(shown: str | None) -> Decimal | None:
    return None if shown is None else Decimal(shown)
