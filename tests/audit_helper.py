"""Every ledger test ends with a full independent audit: `assert_clean`."""

from pathlib import Path

from biaogan.ledger.audit import AuditReport, audit
from biaogan.ledger.audit_sql import source_of
from biaogan.ledger.log import Log


def audited(log: Log, guard: Path | None = None, *, statements: bool = True) -> AuditReport:
    """The report of an audit of the database a log is open on, read apart from it."""
    url = log.database.engine.url.render_as_string(hide_password=False)
    return audit(source_of(url), log.origin, [log.vkey], guard=guard, statements=statements, workers=1)


def assert_clean(log: Log, guard: Path | None = None, *, statements: bool = True) -> None:
    """The log stands up to everything the verifier checks."""
    report = audited(log, guard, statements=statements)
    assert report.ok, "\n".join(str(finding) for finding in report.findings)
