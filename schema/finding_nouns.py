"""The nouns of stored findings: what they are listed by."""

from service.audit.findings import Severity
from service.findings.models import AuditRun, Finding
from service.findings.queries import audit_runs, findings, standing_findings
from service.paging.clauses import rank
from service.paging.nouns import Noun, Relation, Term

FINDING = Noun(
    "Finding",
    Finding,
    findings,
    {"subject": Finding.subject_id, "worst": rank(Finding.severity, [*Severity])},
)
AUDIT_RUN = Noun("AuditRun", AuditRun, audit_runs)
NOUNS = (FINDING, AUDIT_RUN)

LATEST_OPENED_FIRST = (Term("opened_at", descending=True), Term("id", descending=True))
LATEST_RUN_FIRST = (Term("finished_at", descending=True), Term("id", descending=True))

FINDINGS_OF_SUBJECT = Relation(
    FINDING, Finding.subject_id, rows=standing_findings, order=(Term("worst"), Term("rule"))
)
