"""What it takes to write webhooks beside a database: handed in by the composition root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.webhooks.addresses import Network


@dataclass(frozen=True, slots=True, repr=False)
class Means:
    """What only the installation knows.

    Attributes:
        secret_key: what secrets are sealed under.
        allowed: networks that deliveries may reach although they are not public.
        check_document: raises Invalid for a GraphQL document that cannot shape a payload.
    """

    secret_key: bytes
    allowed: Sequence[Network]
    check_document: Callable[[str], None]
