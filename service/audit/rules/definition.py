"""What a rule is, and what it hands back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.audit.findings import Evidence, Ref, Severity
from service.audit.inquiry import Inquiry


class Neighborhood(StrEnum):
    """Whether a rule can be judged around what changed, or only over the whole organization."""

    LOCAL = "LOCAL"
    GLOBAL = "GLOBAL"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule fires.

    Attributes:
        judged: rows of the nodes it was judged by; the hit is in scope where one of them is.
        severity: where the rule grades it otherwise than by its default.
    """

    subject: Ref
    message: str
    judged: Sequence[int]
    related: tuple[Ref, ...] = ()
    evidence: Evidence = field(default_factory=dict)
    severity: Severity | None = None


Check = Callable[[Inquiry], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the audit: when it fires, why that matters, how to mend it."""

    id: str
    name: str
    severity: Severity
    rationale: str
    hint: str
    check: Check
    neighborhood: Neighborhood = Neighborhood.LOCAL
