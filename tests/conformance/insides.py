"""What no answer may hold."""

import re

INSIDES = re.compile(
    r"Traceback \(most recent|File \\?\"|site-packages|<class '|object at 0x|Maybe\[|\w+Error:"
    r"|asyncpg|sqlalchemy|psycopg|pydantic_core|strawberry"
    r"|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bUPDATE \w+ SET\b"
    r"|syntax error at or|relation \\?\"|column \\?\"|violates|byte sequence|out of range for type"
    r"|\"code\": ?\"INTERNAL\""
)
"""The words of Python and PostgreSQL, and the code that stands for an error nobody expected."""
