"""Proof that a read is on record (查阅证明): row -> batch root -> leaf, checked with the log's public key alone.

Promise to the holder: what is returned was committed to by the service in a batch, and the batch is a record of the
log under a signed checkpoint. With the content enclosed it is shown to be the row's; without, the row shows who was
shown a class of which object, and when. Raises VerificationError for anything else. Standard library and
`cryptography` only.
"""

import json
from binascii import Error, a2b_base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from biaogan.ledger.access_row import TOPIC, AccessRow, Batch, committed, content_of, parse_batch, stream_of
from biaogan.ledger.audit_receipt import Proven, verify_receipt
from biaogan.ledger.encoding import to_base64
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import inclusion_proof, leaf_hash, verify_inclusion
from biaogan.ledger.statement import verify as verify_statement


@dataclass(frozen=True, slots=True)
class ProvenAccess:
    """What a proof shows (查阅证明所证): the row's clear part, its content if enclosed, and the batch's record."""

    row: dict[str, Any]
    content: bytes | None
    batch: Batch
    record: Proven


def access_proof(
    row: AccessRow, opened: bytes | None, batch: Batch, headers: list[bytes], statement: str, receipt: str
) -> str:
    """The proof of a row as canonical JSON; `headers` are those of all rows of its batch, `opened` may be left out."""
    made = {
        "row": row.header().decode(),
        "opened": None if opened is None else to_base64(opened),
        "path": [node.hex() for node in inclusion_proof(headers, row.id - batch.first, batch.count)],
        "statement": statement,
        "receipt": receipt,
    }
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verify(proof: str, vkeys: Iterable[str], service: dict[str, str]) -> ProvenAccess:
    """(1) the batch is the service's and in the log; (2) the row is in the batch; (3) the content is the row's.

    `vkeys` are the log's public keys, `service` the public JWK of its service, both kept from earlier.
    """
    held = _read(proof)
    signed = verify_statement(held["statement"], service)
    if signed.type != TOPIC or signed.stream != stream_of(signed.claims["log"]):
        raise VerificationError("access_batch", "the statement is no batch of access rows")
    record = verify_receipt(held["receipt"], held["statement"], vkeys, kinds="a")
    batch = parse_batch(signed.body)
    row = _row(held["row"])
    path = [_hash(text) for text in held["path"]]
    verify_inclusion(row["id"] - batch.first, batch.count, leaf_hash(held["row"].encode()), path, batch.root)
    return ProvenAccess(row, _content(held["opened"], row), batch, record)


_SHAPE: dict[str, tuple[type, ...]] = {
    "row": (str,), "opened": (str, type(None)), "path": (list,), "statement": (str,), "receipt": (str,),
}  # fmt: skip


def _read(proof: str) -> dict[str, Any]:
    try:
        held = json.loads(proof)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.keys() != _SHAPE.keys():
        raise VerificationError("access_proof", "not a proof of a read")
    for name, types in _SHAPE.items():
        if not isinstance(held[name], types):
            raise VerificationError("access_proof", f"{name} is malformed")
    return held


def _row(header: str) -> dict[str, Any]:
    try:
        row = json.loads(header)
        good = isinstance(row, dict) and type(row["id"]) is int and isinstance(row["commitment"], str)
    except (ValueError, KeyError, RecursionError):
        good = False
    if not good:
        raise VerificationError("access_row", "the row is malformed")
    return dict(row)


def _hash(text: object) -> bytes:
    try:
        return bytes.fromhex(text if isinstance(text, str) else "-")
    except ValueError:
        raise VerificationError("access_proof", "the path is not of hashes") from None


def _content(opened: str | None, row: dict[str, Any]) -> bytes | None:
    if opened is None:
        return None
    try:
        data = a2b_base64(opened, strict_mode=True)
    except (ValueError, Error):
        raise VerificationError("access_proof", "the content is not base64") from None
    if committed(data).hex() != row["commitment"]:
        raise VerificationError("access_content", "the content is not that of the row")
    return content_of(data)
