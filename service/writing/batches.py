"""Several rows of one command: each may be refused, and the policy says what becomes of the rest.

A command for one row is a batch of one without a policy, which raises its refusal as it is.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from service.errors import DomainError, Invalid, Limit

LARGEST_BATCH = 100


class ErrorPolicy(StrEnum):
    """What becomes of a batch's other rows when some are refused."""

    REJECT_ALL = "REJECT_ALL"
    REJECT_FAILED_ROWS = "REJECT_FAILED_ROWS"


# None: the first refusal is raised as it is, for a batch of one row.
Policy = ErrorPolicy | None


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was refused; `index` is its place in the batch, from 0."""

    index: int
    error: DomainError

    @property
    def path(self) -> tuple[str, ...]:
        return (str(self.index), *self.error.path)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a batch.

    Attributes:
        ids: for each row, in its order, the row that is there now; None where it was refused.
        errors: in the order of the rows.
    """

    ids: tuple[UUID | None, ...]
    errors: tuple[RowError, ...]

    def only(self) -> UUID:
        """The id that a batch of one has, whose refusal was raised."""
        return next(own_id for own_id in self.ids if own_id is not None)


class Rejected(Exception):
    """Nothing of a batch may be written because of these rows; it must undo the transaction.

    Attributes:
        errors: in the order of the rows.
    """

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{len(errors)} rows were refused")
        self.errors = tuple(errors)


def check_size(rows: int) -> None:
    """Let pass so many rows of one command.

    Raises:
        Limit: there are too many.
    """
    if rows > LARGEST_BATCH:
        raise Limit(f"{rows} rows; at most {LARGEST_BATCH} at once", ["rows"])


Item = TypeVar("Item")


class Batch(Generic[Item]):
    """The rows of one command on their way, those refused so far, and why.

    Without a policy the first refusal is raised.

    Raises:
        Limit: there are too many.
    """

    def __init__(self, items: Sequence[Item], policy: Policy) -> None:
        check_size(len(items))
        self._items = tuple(items)
        self._policy = policy
        self._error_by_index: dict[int, DomainError] = {}

    def accepted(self) -> list[tuple[int, Item]]:
        """The rows that nothing has been said against, with their index."""
        refused = self._error_by_index
        if not refused:
            return list(enumerate(self._items))
        return [(index, item) for index, item in enumerate(self._items) if index not in refused]

    def refuse(self, index: int, error: DomainError) -> None:
        """The first refusal of a row counts."""
        if self._policy is None:
            raise error
        self._error_by_index.setdefault(index, error)

    def check(self, decide: Callable[[Item], None]) -> None:
        """Refuse the accepted rows for which `decide` raises a `DomainError`."""
        self.check_each(lambda _, item: decide(item))

    def check_each(self, decide: Callable[[int, Item], None]) -> None:
        """The same with the row's index."""
        for index, item in self.accepted():
            try:
                decide(index, item)
            except DomainError as error:
                self.refuse(index, error)

    def refuse_repeated(self, key: Callable[[Item], Hashable | None], field: str) -> None:
        """Two rows of one batch cannot have the same key; None is no key."""
        known = set()
        for index, item in self.accepted():
            value = key(item)
            if value is not None and value in known:
                self.refuse(index, Invalid("another row of this batch has it, too", [field]))
            known.add(value)

    def settle(self) -> None:
        """End here where a row is refused and the policy lets none pass then.

        Raises:
            Rejected: that is so.
        """
        if self._error_by_index and self._policy is ErrorPolicy.REJECT_ALL:
            raise Rejected(self._errors())

    def outcome(self, id_of: Callable[[int, Item], UUID]) -> Outcome:
        """What came of it, once everything is written.

        Raises:
            Rejected: as `settle` does.
        """
        self.settle()
        id_by_index = {index: id_of(index, item) for index, item in self.accepted()}
        ids = tuple(id_by_index.get(index) for index in range(len(self._items)))
        return Outcome(ids, self._errors())

    def _errors(self) -> tuple[RowError, ...]:
        return tuple(RowError(*pair) for pair in sorted(self._error_by_index.items()))
