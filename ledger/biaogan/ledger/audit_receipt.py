"""Checking one receipt (核验回执) with nothing but the receipt, the statement one signed, and the log's public key.

Promise to the holder: what is returned was signed by the log: this statement, at this position, admitted then, is under
that checkpoint. Raises VerificationError for anything else, whatever is wrong. Standard library and `cryptography` only.
"""

import json
from binascii import Error, a2b_base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.note import VKey, parse_vkey
from biaogan.ledger.proof import TlogProof
from biaogan.ledger.proof import parse as parse_proof
from biaogan.ledger.proof import verify as verify_proof
from biaogan.ledger.record import OPENING_SIZE, header_bytes, leaf_data
from biaogan.ledger.statement import Statement
from biaogan.ledger.statement import parse as parse_statement

KINDS = "edg"
"""Kinds a statement's leaf can have: the receipt does not say which, the proof fits one of them."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a receipt proves (回执所证)."""

    position: int
    admitted_at: str
    stream: str
    version: int
    checkpoint: Checkpoint


def verify_receipt(
    receipt: str, statement: str, vkeys: Iterable[str], origin: str | None = None, *, kinds: str = KINDS
) -> Proven:
    """(1) the statement's form; (2) the receipt's form; (3) header and statement agree; (4) inclusion and signature."""
    signed = parse_statement(statement)
    proof = parse_proof(receipt)
    keys = [parse_vkey(text) for text in vkeys]
    header, opening = _opened(proof)
    _agree(header, signed, proof)
    jws = signed.jws.encode("ascii")
    canonical = header_bytes(
        header["admitted_at"], header["position"], header["stream"], header["type"], header["version"]
    )
    name = origin or open_checkpoint(proof.checkpoint, keys, signed.claims["log"]).origin
    checkpoint = _included(proof, [leaf_data(opening, canonical, jws, kind) for kind in kinds], keys, name)
    return Proven(proof.index, header["admitted_at"], header["stream"], header["version"], checkpoint)


def _opened(proof: TlogProof) -> tuple[dict[str, Any], bytes]:
    """Header and opening from the receipt's `extra`."""
    try:
        held = json.loads(proof.extra or b"")
        header, opening = held["header"], a2b_base64(held["opening"], strict_mode=True)
    except (ValueError, KeyError, TypeError, Error, RecursionError):
        raise VerificationError("receipt_extra", "the receipt holds no header and opening") from None
    if not isinstance(header, dict) or {name: type(value) for name, value in header.items()} != _HEADER:
        raise VerificationError("receipt_header", "the header in the receipt is malformed")
    if len(opening) != OPENING_SIZE:
        raise VerificationError("receipt_opening", f"the opening is not {OPENING_SIZE} bytes")
    return header, opening


_HEADER = {"admitted_at": str, "position": int, "stream": str, "type": str, "version": int}


def _agree(header: dict[str, Any], signed: Statement, proof: TlogProof) -> None:
    for name, said in (
        ("stream", signed.stream),
        ("type", signed.type),
        ("version", signed.seq),
        ("position", proof.index),
    ):
        if header[name] != said:
            raise VerificationError("receipt_header", f"the receipt is for another {name}: {header[name]!r}")


def _included(proof: TlogProof, leaves: list[bytes], keys: list[VKey], origin: str) -> Checkpoint:
    refused = VerificationError("receipt", "nothing was tried")
    for leaf in leaves:
        try:
            return verify_proof(proof, leaf, keys, origin)
        except VerificationError as error:
            refused = error
    raise refused
