"""The rules of the audit: a module per family, each with its own registry, the first first."""

from service.audit.rules import (
    alignment,
    cycles,
    dependencies,
    initiatives,
    key_results,
    objectives,
)
from service.audit.rules.definition import Rule

RULES: tuple[Rule, ...] = (
    *alignment.RULES,
    *objectives.RULES,
    *key_results.RULES,
    *cycles.RULES,
    *dependencies.RULES,
    *initiatives.RULES,
)
RULES_BY_ID = {rule.id: rule for rule in RULES}
