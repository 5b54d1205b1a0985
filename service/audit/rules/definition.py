"""What a rule is, and what it hands back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.audit.findings import Evidence, Ref, Severity
from service.audit.inquiry import Inquiry
from service.audit.rules.explanation import Explanation, explanation


class Neighborhood(StrEnum):
    """Whether a rule can be judged around what changed, or only over the whole organization.

    Around: by a goal, what belongs to it and stands next to it, and by what is above it. What
    counts all of a team, a cycle or a person, or asks what is anywhere below, is global.
    """

    LOCAL = "LOCAL"
    GLOBAL = "GLOBAL"


@dataclass(slots=True)
class Hit:
    """One place where a rule fires; not frozen, for there are hundreds of thousands.

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
    """One rule of the audit: when it fires; what it says of itself stands in `explanations`."""

    id: str
    name: str
    severity: Severity
    check: Check
    neighborhood: Neighborhood = Neighborhood.LOCAL

    @property
    def explanation(self) -> Explanation:
        return explanation(self.id)

    @property
    def rationale(self) -> str:
        return self.explanation.rationale

    @property
    def hint(self) -> str:
        return self.explanation.hint
