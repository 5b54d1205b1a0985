"""The key of the token digests: from the environment, or made once in the data directory."""

import os
import secrets
from pathlib import Path

from service.errors import UnusableInput
from service.settings import Settings

_FILE = "secret.key"
_LEAST = 16


def read_secret_key(settings: Settings) -> bytes:
    """The key, made where there is none yet (mode 0600).

    Raises:
        UnusableInput: the given key is too short, or the file cannot be read or made.
    """
    if settings.secret_key:
        if len(settings.secret_key) < _LEAST:
            raise UnusableInput(f"SIGHTLINE_SECRET_KEY: use {_LEAST} characters or more")
        return settings.secret_key.encode()
    path = settings.data_dir / _FILE
    try:
        return _made(path)
    except OSError as error:
        raise UnusableInput(f"the secret key in {path} cannot be used: {error.strerror}") from error


def _made(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{_FILE}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        # Only one of several first starts wins; the others use its key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
