"""Rules that can be judged around a change, asked of a part of the organization."""

from collections.abc import Callable, Iterator
from datetime import date

from service.alignment.analysis import analyze
from service.alignment.records import OrganizationRecords
from service.alignment.snapshot import snapshot_from_records
from service.audit.findings import Finding
from service.audit.inquiry import Inquiry
from service.audit.ordering import FindingsOfRule, joined
from service.audit.rules import RULES, RULES_BY_ID
from service.audit.rules.definition import Hit, Neighborhood
from service.audit.settings import audit_settings
from service.findings.surroundings import Subjects

LOCAL = tuple(rule for rule in RULES if rule.neighborhood is Neighborhood.LOCAL)
# Of these a subject is but the first of all that belong to it.
CIRCLES = ("ALN001", "DEP001")


def judged(records: OrganizationRecords, subjects: Subjects, as_of: date) -> list[Finding]:
    """What the local rules find of the subjects, as an audit of the whole would."""
    snapshot = snapshot_from_records(records)
    settings = audit_settings(snapshot.settings, RULES_BY_ID)
    inquiry = Inquiry(snapshot, analyze(snapshot, as_of), settings, as_of)
    asked = {str(one) for one in (*subjects.nodes, *subjects.kpis)}

    def is_asked(rule: str) -> Callable[[Hit], bool]:
        if rule not in CIRCLES:
            return lambda hit: hit.subject.id in asked
        ids = snapshot.nodes.id
        return lambda hit: any(ids[row] in asked for row in hit.judged)

    def found() -> Iterator[FindingsOfRule]:
        for rule in LOCAL:
            if rule.id not in settings.rules_off:
                hits = FindingsOfRule(rule, settings.severity_by_rule.get(rule.id))
                hits.add(filter(is_asked(rule.id), rule.check(inquiry)))
                yield hits

    return list(joined(found()))
