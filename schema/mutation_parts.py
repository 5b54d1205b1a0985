"""What mutations of all nouns have alike: fields, inputs that name a row, batches and payloads."""

from dataclasses import dataclass
from typing import Any, cast

import strawberry
from strawberry.types.field import StrawberryField

from schema.batches import ErrorPolicy, error_policy
from schema.inputs import own_id, said
from schema.payloads import Payload, affected, all_affected

# What is told of texts.
TITLE = "It says something, in at most 2,000 characters."
LABEL = "At most 2,000 characters."
TEXT = "At most 100,000 characters."
# What is told of numbers.
NUMBER = "At most 30 digits before the point, and after it."
WEIGHT = "0 or more."
# Among what an external id is unique, of any of these.
GRAPH_NODES = "objectives, key results, initiatives and strategy elements"
# What is told of a change that cannot clear.
STAYS = "Null is refused as REQUIRED."


def expected_version() -> Any:  # noqa: ANN401 - as strawberry.field
    return said("The version that the caller has seen; another one is refused as CONFLICT.")


@dataclass(frozen=True, slots=True)
class Parts:
    """The types around the mutations of one noun, made by their verbs: `Archive`.

    Attributes:
        node: the noun's type.
        type_name: the name of that: `KeyResult`.
        word, words: what people call one, and many: `key result`, `key results`.
    """

    node: object
    type_name: str
    word: str
    words: str

    def brought_id(self) -> Any:  # noqa: ANN401 - as strawberry.field
        return own_id(f"A UUID of the caller's own for the new {self.word}; absent: one is made.")

    def external_id(self, among: str = "") -> Any:  # noqa: ANN401 - as strawberry.field
        unique = f"unique among {among or self.words}"
        return said(f"What the caller calls it, {unique}; at most 500 characters.")

    def same(self, field: str, more: str = "", *, types: tuple[str, ...] = (), **given: Any) -> Any:  # noqa: ANN401 - as strawberry.field
        """A field of an input in the words of the field that it is read by, and `more`."""
        words = f"{_description(self.node, field)} {more}".strip()
        return said(words, types=types, **given)

    def seen_id(self) -> Any:  # noqa: ANN401 - as strawberry.field
        return said(f"The {self.word}.", types=(self.type_name,))

    def seen_input(self, verb: str, description: str) -> type:
        """`KeyResultArchiveInput`: one row, and its version that the caller has seen."""
        fields = {"id": strawberry.ID, "expected_version": int | None}
        values = {"id": self.seen_id(), "expected_version": expected_version()}
        return self._input(verb, fields, values, description)

    def bulk_input(self, verb: str, row: type, description: str) -> type:
        """`KeyResultBulkArchiveInput`: rows, and what becomes of them when some are refused."""
        fields = {"rows": list[row], "error_policy": ErrorPolicy}  # type: ignore[valid-type] # made at run time
        values = {
            "rows": said(f"The {self.words}, at most 100."),
            "error_policy": error_policy(),
        }
        return self._input(f"Bulk{verb}", fields, values, description)

    def payload(self, verb: str) -> type[Payload]:
        """`KeyResultArchivePayload`: the row."""
        which = f"The new {self.word}" if verb == "Create" else f"The {self.word} as it is now"
        field = affected(self.node, self.type_name, f"{which}; null when it was refused.")
        return self._payload(verb, self.word, field)

    def bulk_payload(self, verb: str) -> type[Payload]:
        """`KeyResultBulkArchivePayload`: the rows."""
        which = f"The new {self.words}" if verb == "Create" else f"The {self.words} as they are now"
        words = f"{which}, in the order of the rows; null for those that were refused."
        return self._payload(
            f"Bulk{verb}", self.words, all_affected(self.node, self.type_name, words)
        )

    def _input(
        self, verb: str, fields: dict[str, Any], values: dict[str, Any], description: str
    ) -> type:
        body = {"__annotations__": fields, "__module__": __name__, **values}
        made = type(f"{self.type_name}{verb}Input", (), body)
        return strawberry.input(made, description=description)

    def _payload(self, verb: str, words: str, field: object) -> type[Payload]:
        body = {words.lower().replace(" ", "_").replace("-", "_"): field, "__module__": __name__}
        made = type(f"{self.type_name}{verb}Payload", (Payload,), body)
        mutation = f"{self.type_name[0].lower()}{self.type_name[1:]}{verb}"
        return strawberry.type(made, description=f"What came of `{mutation}`.")


def _description(node: object, field: str) -> str:
    """What a type says of a field of its own.

    Raises:
        LookupError: it says nothing.
    """
    fields: list[StrawberryField] = cast("Any", node).__strawberry_definition__.fields
    for one in fields:
        if one.python_name == field and one.description:
            return one.description
    raise LookupError(f"{node} does not describe {field}")
