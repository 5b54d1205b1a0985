"""How titles and names are put in order, and how they are found.

`folded`, `title_words`, `words_sought` and `resembles` are functions of the database, made by the
migrations: indexes and statements have to mean the same by them.
"""

from typing import Any

from sqlalchemy import ColumnElement, Index, String, text
from sqlalchemy import func as functions

# A B-tree entry has at most 2,704 bytes, so that longer titles are ordered by their beginning.
_BEGINNING = 200


def in_order(column: ColumnElement[Any]) -> ColumnElement[str]:
    """What texts are ordered by: their beginning, without regard to case and accents."""
    return functions.left(functions.folded(column), _BEGINNING, type_=String)


def ordering(column: str) -> Any:  # noqa: ANN401 - an element of an index
    """The same as a part of an index."""
    return text(f'"left"(folded({column}), {_BEGINNING})')


def plain(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The words of a text with one space between, without case, accents and punctuation."""
    return functions.btrim(functions.unpunctuated(functions.folded(column)), type_=String)


def searchable(table: str, column: str) -> tuple[Index, Index]:
    """The indexes by which a title or name is found: by its words, and by any part of it.

    The organization is a word of each title, so that the index leads to its own rows alone.
    """
    return (
        Index(
            f"ix_{table}_words",
            text(f"title_words(organization_id, {column})"),
            postgresql_using="gin",
        ),
        Index(
            f"ix_{table}_parts",
            "organization_id",
            column,
            postgresql_using="gin",
            postgresql_ops={column: "gin_trgm_ops"},
        ),
    )
