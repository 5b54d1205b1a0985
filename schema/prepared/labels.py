"""What the columns of a statement are called."""

from hashlib import sha256

# What every object brings for fields in Python: names that no alias can have.
KEY = "#id"
TYPE = "#type"

# PostgreSQL cuts longer names.
_LONGEST_NAME = 63


def label_of(key: str) -> str:
    """What an answer's key is called among the columns of a statement."""
    return key if len(key) <= _LONGEST_NAME else sha256(key.encode()).hexdigest()[:_LONGEST_NAME]


def hidden(column: str) -> str:
    """The same of a column that only Python reads."""
    return f"#{column}"
