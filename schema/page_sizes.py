"""How many rows a page of a list has."""

from schema.failures import bad_input

MOST = 100
ROOT_DEFAULT = 50
NESTED_DEFAULT = 10


def checked_size(size: int) -> int:
    """The size that a caller asks for.

    Raises:
        GraphQLError: no page has it.
    """
    if not 0 <= size <= MOST:
        raise bad_input(f"a page has from 0 to {MOST} rows, not {size}")
    return size


def check_one_end(first: object, last: object) -> None:
    """Let pass who asks for one end of the list at most.

    Raises:
        GraphQLError: both are asked for.
    """
    if first is not None and last is not None:
        raise bad_input("ask for the first or for the last, not for both")
