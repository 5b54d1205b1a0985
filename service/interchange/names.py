"""The ids behind the names of a document: stored ones, and new ones in the order of its rows."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from service.interchange.document import Document
from service.interchange.items import Noun
from service.interchange.queries import StoredRows
from service.tables import new_id


class Names:
    """By noun and name, the id of a row that is stored or will be."""

    def __init__(self, document: Document, stored: StoredRows) -> None:
        self._ids: Mapping[Noun, dict[str, UUID]] = {
            noun: {name: row["id"] for name, row in rows.items()}
            for noun, rows in stored.by_noun.items()
        }
        for entry in document.named():
            if entry.id not in self._ids[entry.noun]:
                self._ids[entry.noun][entry.id] = new_id()

    def id(self, noun: Noun, name: str) -> UUID:
        return self._ids[noun][name]

    def find(self, nouns: Sequence[Noun], name: str) -> tuple[Noun, UUID]:
        """What a reference names, which may be a row of these nouns.

        Raises:
            KeyError: nothing; documents are checked before.
        """
        for noun in nouns:
            found = self._ids[noun].get(name)
            if found is not None:
                return noun, found
        raise KeyError(name)
