"""Naming an attack by its traces (攻击还原): records that changed places, signatures that were exchanged.

Promise: an explanation is itself proven, by a hash or a signature that holds once the guess is undone; where nothing
fits, the findings stay as they are. Only a few findings are looked at, so that a ruined log costs no more time.
"""

from dataclasses import replace

from cryptography.exceptions import InvalidSignature

from biaogan.ledger.audit_record import hash_row
from biaogan.ledger.audit_report import Finding
from biaogan.ledger.audit_source import Damaged, Reader, Row
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.keys import KeyDirectory
from biaogan.ledger.statement import parse_stored

_MOST = 16  # findings of a kind that are compared with each other


def explain(findings: list[Finding], reader: Reader, keys: KeyDirectory) -> list[Finding]:
    """The same findings, with a better code where one is proven."""
    return _swapped_signatures(_moved_records(findings, reader), reader, keys)


def _moved_records(findings: list[Finding], reader: Reader) -> list[Finding]:
    rows = _rows(findings, "record_altered", reader)
    origin: dict[int, int] = {}
    for here, row in rows.items():
        for there, other in rows.items():
            if here != there and _hash(row, there) in (row[8], other[8]):
                origin[here] = there
    return [
        replace(item, code="record_moved", column="position", details=f"admitted at {origin[item.position]}")
        if item.code == "record_altered" and item.position in origin
        else item
        for item in findings
    ]


def _swapped_signatures(findings: list[Finding], reader: Reader, keys: KeyDirectory) -> list[Finding]:
    rows = _rows(findings, "signature_false", reader)
    partner: dict[int, int] = {}
    for here, row in rows.items():
        for there, other in rows.items():
            if here != there and _verifies(row, here, other, keys):
                partner[here] = there
    return [
        replace(item, code="signatures_swapped", details=f"its own stands at {partner[item.position]}")
        if item.code == "signature_false" and item.position in partner
        else item
        for item in findings
    ]


def _rows(findings: list[Finding], code: str, reader: Reader) -> dict[int, Row]:
    positions = [item.position for item in findings if item.code == code and item.position is not None]
    rows: dict[int, Row] = {}
    for position in positions[:_MOST]:
        try:
            found = reader.records(position, position + 1)
        except Damaged:
            continue
        rows.update(zip([position], found, strict=False))
    return rows


def _hash(row: Row, position: int) -> bytes | None:
    try:
        return hash_row(row, position)
    except (OverflowError, UnicodeEncodeError, TypeError):
        return None


def _verifies(row: Row, position: int, other: Row, keys: KeyDirectory) -> bool:
    """Whether the signature on `other` is the one that belongs to `row`."""
    try:
        statement, foreign = parse_stored(row[6], b""), parse_stored(other[6], b"")
        signing_input = row[6].rpartition(b".")[0]
        keys.at(statement.kid, position).public_key.verify(foreign.signature, signing_input)
    except (VerificationError, InvalidSignature):
        return False
    return True
