"""The confidentiality audit (保密审计), R-13, 1.14: what an auditor states about who read what in a cycle."""

from biaogan.domain.events import ConfidentialityAuditReported
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import instant, sha256_hex


@rule("R-13")
def the_audit_is_of_a_time_that_is_over(e: ConfidentialityAuditReported, m: Matter) -> None:
    """R-13: the period (审计期间) begins before it ends, and has ended: no read that is still to come is vouched for."""
    if not instant(e.period_from, "period_from") < instant(e.period_to, "period_to") <= m.at:
        raise Rejected("audit_period_wrong", given=[e.period_from, e.period_to])


@rule("R-13")
def the_audit_names_its_report_and_counts_what_it_found(e: ConfidentialityAuditReported, m: Matter) -> None:
    """R-13: the report (保密审计报告) is named by the digest of its manifest; what stands out is counted, or none is."""
    sha256_hex(e.digest, "digest")
    if e.anomalies < 0:
        raise Rejected("audit_count_wrong", given=e.anomalies)
