"""What an Idempotency-Key may be, what it stands for, and for how long.

Source: the IETF draft "The Idempotency-Key HTTP Header Field".
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

import orjson

from service.errors import Invalid

LIFETIME = timedelta(hours=24)
LONGEST_KEY = 255

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def idempotency_key(header: str) -> str:
    """The key that a header brings, in quotes or without.

    Raises:
        Invalid: it is empty, longer than 255 characters, or not printable ASCII without spaces.
    """
    key = header.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if _KEY.fullmatch(key) is None:
        raise Invalid(
            f"an Idempotency-Key is 1 to {LONGEST_KEY} printable ASCII characters without spaces"
        )
    return key


def request_digest(request: Mapping[str, object]) -> bytes:
    """What tells one payload from another: equal JSON has an equal digest, in any order of keys."""
    return sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).digest()
