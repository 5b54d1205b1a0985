"""What each rule of the audit says of itself."""

from typing import Annotated

import strawberry

from service.audit.findings import Severity
from service.audit.rules import RULES
from service.audit.rules.definition import Rule


@strawberry.type(description="One rule of the audit: when it fires, why that matters, what to do.")
class AuditRule:
    row: strawberry.Private[Rule]

    @strawberry.field(description="The rule: `ALN007`.")
    def rule(self) -> str:
        return self.row.id

    @strawberry.field(description="Its name: `kr-without-line-of-sight`.")
    def name(self) -> str:
        return self.row.name

    @strawberry.field(
        description="Its severity unless the organization sets another, or the rule grades a "
        "finding."
    )
    def severity(self) -> Severity:
        return self.row.severity

    @strawberry.field(description="Completes “It fires when …”.")
    def when(self) -> str:
        return self.row.explanation.when

    @strawberry.field(description="Why that matters.")
    def rationale(self) -> str:
        return self.row.rationale

    @strawberry.field(description="How to mend it.")
    def hint(self) -> str:
        return self.row.hint

    @strawberry.field(description="OKRs in which it fires: the body of a `sightline/1` YAML file.")
    def fires_for(self) -> str:
        return self.row.explanation.fires

    @strawberry.field(description="OKRs much like these in which it does not fire.")
    def silent_for(self) -> str:
        return self.row.explanation.silent


@strawberry.type
class AuditRuleQueries:
    @strawberry.field(
        description="The rules that an audit asks, by name; the same for every organization."
    )
    def audit_rules(
        self,
        rules: Annotated[
            list[str] | None,
            strawberry.argument(description="Only these: `ALN007`; absent, all."),
        ] = None,
    ) -> list[AuditRule]:
        return [AuditRule(row=rule) for rule in RULES if rules is None or rule.id in rules]
