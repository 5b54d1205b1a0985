"""The rules of the audit: a module or several per family, each with its own registry."""

from service.audit.rules import (
    alignment,
    check_ins,
    cycles,
    dependencies,
    duplicates,
    grades,
    initiatives,
    key_result_sets,
    key_result_titles,
    key_result_work,
    key_results,
    kpis,
    objective_titles,
    objectives,
    scores,
    trends,
)
from service.audit.rules.definition import Rule

FAMILIES = ("ALN", "DUP", "OBJ", "KR", "CYC", "DEP", "INI", "CHK", "SCR", "KPI")
_EVERY = (
    *alignment.RULES,
    *duplicates.RULES,
    *objectives.RULES,
    *objective_titles.RULES,
    *key_results.RULES,
    *key_result_titles.RULES,
    *key_result_sets.RULES,
    *key_result_work.RULES,
    *cycles.RULES,
    *dependencies.RULES,
    *initiatives.RULES,
    *check_ins.RULES,
    *trends.RULES,
    *scores.RULES,
    *grades.RULES,
    *kpis.RULES,
)


def _place(rule: Rule) -> tuple[int, str]:
    return FAMILIES.index(rule.id.rstrip("0123456789")), rule.id


RULES: tuple[Rule, ...] = tuple(sorted(_EVERY, key=_place))
RULES_BY_ID = {rule.id: rule for rule in RULES}
