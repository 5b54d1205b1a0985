"""ALN: whether the work leads up to the strategy."""

from service.audit.rules.alignment import copies, levels, orphans, parents, silos, strategy
from service.audit.rules.definition import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *copies.RULES,
            *orphans.RULES,
            *strategy.RULES,
            *parents.RULES,
            *levels.RULES,
            *silos.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
