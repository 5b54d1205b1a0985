"""What answers take, of one process that has started."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from schema.answers import Answers
from schema.trusted_documents import TrustedDocuments
from service.auditing.auditor import Auditor
from service.identity.known_tokens import KnownTokens
from service.live.hub import Hub
from service.rate_limits import RateLimits
from service.tables import utc_now


@dataclass(frozen=True, slots=True)
class Serving:
    """What answers take, of one process that has started.

    Attributes:
        hub: where subscriptions hear what happens; None where none are served.
        limits: None where nobody's points are counted.
        origins: of the pages that may subscribe, beside our own.
        clock: what every operation takes for now.
    """

    auditor: Auditor
    tokens: KnownTokens
    answers: Answers
    documents: TrustedDocuments = field(default_factory=TrustedDocuments)
    limits: RateLimits | None = None
    hub: Hub | None = None
    origins: tuple[str, ...] = ()
    clock: Callable[[], datetime] = utc_now
