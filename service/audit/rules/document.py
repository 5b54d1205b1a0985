"""The rules as a page for people: `python -m service.audit.rules.document > docs/rules.md`."""

import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby

from service.audit.rules import RULES
from service.audit.rules.definition import Rule
from service.audit.rules.explanation import EXAMPLES_AS_OF
from service.audit.settings import Thresholds
from service.audit.words.lists import EXTENSIBLE, languages

HEADING_BY_FAMILY = {
    "ALN": "ALN: does the work lead up to the strategy?",
    "DUP": "DUP: do teams know of each other?",
    "OBJ": "OBJ: is an objective owned, measured, one of few, and worth reading?",
    "KR": "KR: can a key result be measured, and does it measure what changes?",
    "CYC": "CYC: do the dates fit?",
    "DEP": "DEP: can what is needed arrive in time?",
    "INI": "INI: does the work serve a goal?",
    "CHK": "CHK: is progress told, and does what is told fit the numbers?",
    "SCR": "SCR: are goals set as high as they should be, and graded in the end?",
    "KPI": "KPI: is the dashboard watched?",
}
_INTRODUCTION = f"""\
# The rules of the audit

<!-- Made by `make docs` from what the rules say of themselves; edit
     service/audit/rules/explanations instead. -->

A rule fires on a *subject*, at a *severity* that an organization may change or turn `OFF`.
Rules on titles know words, and words are heuristics: such a finding names the word it met and is
never an error by itself. Each rule shows an organization in which it fires and one in which it
does not, as `sightline/1` documents without their head, judged as of {EXAMPLES_AS_OF}. To try one:

    printf 'format: sightline/1\\norganization: {{name: Acme}}\\n' | cat - example.yaml > acme.yaml
    sightline audit acme.yaml --as-of {EXAMPLES_AS_OF}
"""


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join([_INTRODUCTION, *_overview(), *_rules(), *_settings()])


def _family(rule: Rule) -> str:
    return rule.id.rstrip("0123456789")


def _overview() -> Iterator[str]:
    yield "| rule | severity | fires when |\n|---|---|---|"
    for rule in RULES:
        when = rule.explanation.when.replace("|", "\\|")
        yield f"| [{rule.id} {rule.name}](#{_anchor(rule)}) | {rule.severity} | {when} |"
    yield ""


def _anchor(rule: Rule) -> str:
    return f"{rule.id}-{rule.name}".lower()


def _rules() -> Iterator[str]:
    for family, rules in groupby(RULES, _family):
        yield f"## {HEADING_BY_FAMILY[family]}\n"
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    told = rule.explanation
    yield f"### {rule.id} {rule.name}\n"
    yield f"**{rule.severity}**, fires when {told.when}\n"
    yield f"**Why:** {told.rationale}\n"
    yield f"**Mend:** {told.hint}\n"
    yield f"It fires here:\n\n```yaml\n{told.fires}```\n"
    yield f"It does not fire here:\n\n```yaml\n{told.silent}```\n"


def _settings() -> Iterator[str]:
    yield "## What an organization may change\n"
    yield "Under `audit` in the organization's settings; a key that is not known is refused.\n"
    yield "| key | meaning |\n|---|---|"
    yield "| `severities` | by rule: `ERROR`, `WARNING`, `INFO` or `OFF` |"
    yield f"| `language` | of the titles: one or a list of {_listed(languages())}; default `en` |"
    yield f"| `words` | words of your own, by list: {_listed(EXTENSIBLE)} |"
    yield "| `ignored_words` | words that no rule should notice |"
    yield "| `thresholds` | the lines below |\n"
    yield "| threshold | default |\n|---|---|"
    yield from (f"| `{line.name}` | {line.default} |" for line in fields(Thresholds))
    yield ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.write(page())
