"""Reports the service signs (报告签名): of suppositions, and of who read what. Each says which log and which code it is of,
and goes with the first record of the log, by which anybody checks the signature."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from biaogan.app.service import Service
from biaogan.ledger.encoding import to_base64
from biaogan.ledger.log import Log
from biaogan.ledger.report import canonical, sign_report

PACKAGE = "biaogan"


def grounded(report: Mapping[str, Any], log: Log, at: int) -> dict[str, Any]:
    """The report with the log's origin, size and root after the record ``at``, and the version of the code."""
    ground = {"origin": log.origin, "size": at + 1, "root": to_base64(log.root_at(at + 1))}
    return {**report, "log": ground, "position": at, "code": {"name": PACKAGE, "version": version(PACKAGE)}}


def signed(report: Mapping[str, Any], service: Service) -> tuple[str, str]:
    """Its canonical text and the service's detached signature; the same each time."""
    text = canonical(dict(report))
    return text.decode(), sign_report(text, service.key)


def first_record(log: Log) -> tuple[str, str]:
    """The log's first record (账本首条记录), which names the service's key, and its receipt."""
    [record], [receipt] = log.read_from(0, 1), log.receipts([0])
    return b"~".join((record.jws, record.disclosures, b"")).decode(), receipt
