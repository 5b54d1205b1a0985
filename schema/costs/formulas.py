"""A cost as a sum of products: written down once, worked out for any values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schema.costs.quantities import OVERFLOW, Quantity, Values

# A product: the place of a quantity and that of a step, each 0 for one.
Term = tuple[int, int]
# A number, and products with how often each counts.
Step = tuple[int, tuple[tuple[int, int, int], ...]]


@dataclass(frozen=True, slots=True)
class Cost:
    """A number, and how often each product counts beside it."""

    number: int = 0
    terms: Mapping[Term, int] = field(default_factory=dict)


NOTHING = Cost()
ONE = Cost(1)


def added(costs: Iterable[Cost], number: int = 0) -> Cost:
    """All of them, and a number."""
    terms: dict[Term, int] = {}
    for cost in costs:
        number += cost.number
        for term, count in cost.terms.items():
            terms[term] = min(OVERFLOW, terms.get(term, 0) + count)
    return Cost(min(OVERFLOW, number), terms)


class Ledger:
    """The steps of one operation's cost: each is a sum that later ones refer to."""

    def __init__(self) -> None:
        self._place_by_quantity: dict[Quantity, int] = {}
        self._steps: list[Step] = []

    def times(self, cost: Cost, quantity: Quantity | int) -> Cost:
        """The cost, so many times."""
        if isinstance(quantity, int):
            if quantity == 0:
                return NOTHING
            terms = {term: min(OVERFLOW, count * quantity) for term, count in cost.terms.items()}
            return Cost(min(OVERFLOW, cost.number * quantity), terms)
        place = self._place_by_quantity.setdefault(quantity, len(self._place_by_quantity) + 1)
        if cost.terms:
            return Cost(0, {(place, self._step(cost)): 1})
        return Cost(0, {(place, 0): cost.number}) if cost.number else NOTHING

    def short(self, cost: Cost) -> Cost:
        """The same as one product, so that adding it up again and again stays cheap."""
        return Cost(0, {(0, self._step(cost)): 1}) if len(cost.terms) > 1 else cost

    def formula(self, cost: Cost) -> "Formula":
        self._write(cost)
        return Formula(tuple(self._place_by_quantity), tuple(self._steps))

    def _step(self, cost: Cost) -> int:
        (quantity, step), *others = cost.terms
        is_written = not (cost.number or others or quantity) and cost.terms[quantity, step] == 1
        return step if is_written else self._write(cost)

    def _write(self, cost: Cost) -> int:
        self._steps.append((cost.number, tuple((n, *term) for term, n in cost.terms.items())))
        return len(self._steps)


@dataclass(frozen=True, slots=True)
class Formula:
    """The cost of an operation for any values."""

    quantities: tuple[Quantity, ...] = ()
    steps: tuple[Step, ...] = ()

    def of(self, values: Values) -> int:
        """How much it is for these; `OVERFLOW` at most."""
        sizes = [1, *[quantity.of(values) for quantity in self.quantities]]
        results = [1]
        for number, terms in self.steps:
            total = number
            for count, size, step in terms:
                total += count * sizes[size] * results[step]
            results.append(total if total < OVERFLOW else OVERFLOW)  # noqa: FURB136 - min() is a call
        return results[-1]
