"""What the database keeps sealed: signing keys, and the values of headers that are secrets.

AES-256-GCM under a key derived from SIGHTLINE_SECRET_KEY, so that a copy of the database alone
tells nothing. What is sealed for one purpose opens for no other: the place that it was sealed for
is authenticated with it.
"""

from functools import lru_cache
from secrets import token_bytes

from service.errors import UnusableInput
from service.libraries import aead, cipher_exceptions, hashes, hkdf

# The way of sealing, so that another one can be told from it.
_FIRST_WAY = b"\x01"
_NONCE_LENGTH = 12
_PURPOSE = b"sightline webhook secrets"


class Unsealable(UnusableInput):
    """It was sealed under another SIGHTLINE_SECRET_KEY, or for another place."""


def seal(secret_key: bytes, place: bytes, plain: bytes) -> bytes:
    """The text sealed for one place: whoever opens it has to name the same."""
    nonce = token_bytes(_NONCE_LENGTH)
    return _FIRST_WAY + nonce + _cipher(secret_key).encrypt(nonce, plain, place)


def unseal(secret_key: bytes, place: bytes, sealed: bytes) -> bytes:
    """What `seal` sealed.

    Raises:
        Unsealable: not under this key, or not for this place.
    """
    way, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE_LENGTH], sealed[1 + _NONCE_LENGTH :]
    if way == _FIRST_WAY:
        try:
            return _cipher(secret_key).decrypt(nonce, rest, place)
        except (cipher_exceptions.InvalidTag, ValueError):
            pass
    raise Unsealable("sealed under another SIGHTLINE_SECRET_KEY: rotate the secret, set headers")


@lru_cache(maxsize=4)
def _cipher(secret_key: bytes) -> "aead.AESGCM":
    derived = hkdf.HKDF(hashes.SHA256(), 32, salt=None, info=_PURPOSE)
    return aead.AESGCM(derived.derive(secret_key))
