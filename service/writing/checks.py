"""What a value must be to be stored, as an import has it, too; null is judged by `required`."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from service.errors import Invalid, Required, TooLong

TITLE_LENGTH = 2_000
TEXT_LENGTH = 100_000
ID_LENGTH = 500
# Far beyond any key result, and well inside what a double still tells apart from infinity.
LONGEST_NUMBER = 30
LARGEST_INTEGER = 2**31 - 1

Path = Sequence[str]
Check = Callable[[object, Path], None]


def check_values(values: Mapping[str, object], checks: Mapping[str, Check]) -> None:
    """Judge each value by the check of its field, in the order of the checks.

    Raises:
        Required, TooLong, Invalid: the first that does not pass; its path is the field.
    """
    for field, check in checks.items():
        if field in values:
            check(values[field], [field])


def required(value: object, path: Path) -> None:
    if value is None:
        raise Required(f"{path[-1]} cannot be null", path)


def text_up_to(length: int) -> Check:
    """A check of text that may be null."""

    def check(value: object, path: Path) -> None:
        if not isinstance(value, str):
            return
        if len(value) > length:
            raise TooLong(f"has {len(value):,} characters, {length:,} are allowed", path)
        if "\0" in value:
            raise Invalid("a text cannot hold the character NUL", path)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Invalid("a text cannot hold half a surrogate pair", path) from None

    return check


text = text_up_to(TEXT_LENGTH)
label = text_up_to(TITLE_LENGTH)
_id = text_up_to(ID_LENGTH)


def title(value: object, path: Path) -> None:
    """Text that says something."""
    label(value, path)
    if value is None or not str(value).strip():
        raise Required(f"{path[-1]} must say something", path)


def external_id(value: object, path: Path) -> None:
    _id(value, path)
    if value == "":
        raise Required("an external id is not empty; leave it out instead", path)


def number(value: object, path: Path) -> None:
    """A finite decimal of at most 30 digits on each side of the point."""
    if not isinstance(value, Decimal):
        return
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Invalid(f"{value} is not a number", path)
    if value and (value.adjusted() >= LONGEST_NUMBER or exponent < -LONGEST_NUMBER):
        raise Invalid(f"a number has at most {LONGEST_NUMBER} digits", path)


def weight(value: object, path: Path) -> None:
    """A number that is there, 0 or more."""
    required(value, path)
    number(value, path)
    if isinstance(value, Decimal) and value < 0:
        raise Invalid("a weight is 0 or more", path)


def integer_between(low: int, high: int) -> Check:
    """A check of whole numbers that may be null."""

    def check(value: object, path: Path) -> None:
        if isinstance(value, int) and not low <= value <= high:
            raise Invalid(f"{path[-1]} is between {low} and {high}", path)

    return check


confidence = integer_between(0, 10)
position = integer_between(-LARGEST_INTEGER, LARGEST_INTEGER)
precision = integer_between(0, LONGEST_NUMBER)
