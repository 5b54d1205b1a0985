"""Rows packed by PostgreSQL: how a value is sent, and how it is read as an array.

A record is what `send` gives for each of its fields, one behind the other; flags and enums share
one integer. Enums become their `code` in SQL, so that no list of members is written twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from service.alignment.columns import NO_CONFIDENCE, Days, Moments, code
from service.libraries import NDArray, np

Record = NDArray["np.void"]
Integers = NDArray["np.signedinteger[Any]"]

# In place of an absent one; by chance, so that nothing is ever called so.
NO_ID = UUID("6f1c0a52-93f7-4f0e-b2d1-5c8e7a40d913")
# PostgreSQL counts days from 2000, numpy from 1970; its infinities are the driver's end of days.
_CHUNKS = 32
_EPOCH = 10_957
_MICROSECONDS_PER_DAY = 86_400_000_000
NO_DAY = -(2**31) + 1
_INFINITE = {2**31 - 1: "9999-12-31", -(2**31): "0001-01-01"}


class Field(Enum):
    """How a value is sent, NULL included, and the type that numpy reads."""

    INTEGER = ("int4send({})", ">i4")
    SEQ = ("int8send({})", ">i8")
    ID = (f"uuid_send(coalesce({{}}, '{NO_ID}'))", "S16")
    DAY = (f"coalesce(date_send({{}}), int4send({NO_DAY}))", ">i4")
    MOMENT = ("timestamptz_send({})", ">i8")
    SMALL = (f"int2send(coalesce(CAST({{}} AS int2), {NO_CONFIDENCE}::int2))", ">i2")
    # Every way in holds numbers to a hundred digits: none is out of a float's range.
    NUMBER = ("float8send(coalesce(CAST({} AS float8), 'NaN'))", ">f8")

    def send(self, expression: str) -> str:
        return self.value[0].format(expression)


Fields = Mapping[str, Field]


def record_sql(fields: Fields, columns: Mapping[str, str]) -> str:
    return " || ".join(field.send(columns[name]) for name, field in fields.items())


def read_records(chunks: Sequence[bytes], fields: Fields) -> Record:
    kind = np.dtype([(name, field.value[1]) for name, field in fields.items()])
    return np.frombuffer(b"".join(chunks), kind)


@dataclass(frozen=True, slots=True)
class Bits:
    """Flags and enums of one row in one integer; a flag's enum is None."""

    enum_by_name: Mapping[str, type[StrEnum] | None]

    def sql(self, columns: Mapping[str, str]) -> str:
        """The integer; what the columns do not name is false or absent."""
        parts = [
            f"({_number(columns[name], enum)}) << {shift}"
            for name, enum, shift, _ in self._places()
            if name in columns
        ]
        return " | ".join(f"({part})" for part in parts)

    def columns(self, sent: Integers) -> dict[str, Any]:
        """A mask per flag, codes per enum."""
        values = sent.astype(np.int32)
        return {
            name: (values >> shift & mask).astype(np.bool_ if enum is None else np.int8)
            for name, enum, shift, mask in self._places()
        }

    def _places(self) -> Iterator[tuple[str, type[StrEnum] | None, int, int]]:
        shift = 0
        for name, enum in self.enum_by_name.items():
            width = 1 if enum is None else len(enum).bit_length()
            yield name, enum, shift, (1 << width) - 1
            shift += width


def _number(expression: str, enum: type[StrEnum] | None) -> str:
    if enum is None:
        return f"CASE WHEN {expression} THEN 1 ELSE 0 END"
    codes = " ".join(f"WHEN '{member.value}' THEN {code(member)}" for member in enum)
    return f"CASE {expression} {codes} ELSE 0 END"


def read_days(sent: Integers) -> Days:
    counted = sent.astype(np.int64)
    found: Days = (counted + _EPOCH).view("datetime64[D]")
    found[counted == NO_DAY] = np.datetime64("NaT")
    for number, day in _INFINITE.items():
        found[counted == number] = np.datetime64(day)
    return found


def read_moments(sent: Integers) -> Moments:
    """PostgreSQL counts microseconds, and takes no infinite one for what happened."""
    counted = sent.astype(np.int64)
    found: Moments = (counted + _EPOCH * _MICROSECONDS_PER_DAY).view("datetime64[us]")
    return found


def chunk(id_column: str) -> str:
    """SQL by which rows are sent in some parts, so that none is too large to be taken at once.

    It is of the milliseconds of a UUIDv7: what was made together stays in order, and is found
    faster.
    """
    return f"get_byte(uuid_send({id_column}), 5) & {_CHUNKS - 1}"
