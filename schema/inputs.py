"""Values of a mutation's input, checked before any command sees them."""

from uuid import UUID

from schema.context import Info
from schema.identifiers import parse_id, uuid_of
from schema.nouns import NOUN_BY_TYPE
from service.errors import Invalid, NotFound, TooLong


async def existing(info: Info, given: str, types: tuple[str, ...], field: str) -> UUID:
    """The row that an id of one of the types names.

    Raises:
        NotFound: the organization has none such.
    """
    parsed, row_id = parse_id(given), uuid_of(given, types)
    if parsed is not None and row_id is not None:
        row = await info.context.reads.row(NOUN_BY_TYPE[parsed.type], row_id)
        if row is not None:
            return row_id
    raise NotFound(f"{given!r} names nothing of this organization", [field])


def own_id(given: str | None) -> UUID | None:
    """The id that a caller brings for something new.

    Raises:
        Invalid: it is no UUID.
    """
    if given is None:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise Invalid("an id of your own is a plain UUID", ["id"]) from None


def text(given: str | None, field: str, longest: int) -> str | None:
    """A text that can be stored.

    Raises:
        Invalid: it holds the character NUL.
        TooLong: it is longer than `longest` characters.
    """
    if given is None:
        return None
    if "\0" in given:
        raise Invalid("a text cannot hold the character NUL", [field])
    if len(given) > longest:
        raise TooLong(f"a text here has at most {longest} characters", [field])
    return given
