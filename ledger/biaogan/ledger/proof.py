"""Receipts (回执), c2sp.org/tlog-proof: one text that proves offline that a leaf is in the log.

Promise: `verify` returns the signed checkpoint under which the leaf is proven, or raises VerificationError. It follows
the steps of the specification: leaf hash, checkpoint signed by the log's own key, inclusion. Cosignatures (step 3)
are ignored unless the caller passes the keys of witnesses too; how many are enough is the caller's policy.
`extra` is not authenticated: it may only be used to recompute the leaf.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint
from biaogan.ledger.encoding import from_base64, from_decimal, hash_from_base64, to_base64
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import is_hash, is_size, leaf_hash, verify_inclusion
from biaogan.ledger.note import MAX_NOTE, NoteVerifier

MAX_PROOF = 4 * MAX_NOTE  # characters; a note, 63 hashes, and extra data
_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A receipt taken apart (回执): `checkpoint` is the signed note, verbatim; `hashes` run from the leaf to the root.

    `extra` is None or not empty. Raises VerificationError for values no receipt can hold.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def __post_init__(self) -> None:
        if not is_size(self.index) or not all(map(is_hash, self.hashes)):
            raise VerificationError("proof", "a receipt holds a leaf index and hashes of 32 bytes")
        if self.extra is not None and not self.extra:
            raise VerificationError("proof", "extra data is left out when there is none")
        try:
            self.checkpoint.decode()
        except UnicodeDecodeError as error:
            raise VerificationError("proof", "the checkpoint in a receipt is valid UTF-8") from error


def format(proof: TlogProof) -> str:  # noqa: A001  (the published name of this module's writer)
    """The text of a receipt; inverse of `parse`."""
    return assemble(proof.index, map(to_base64, proof.hashes), proof.checkpoint.decode(), proof.extra)


def assemble(index: int, hashes: Iterable[str], note: str, extra: bytes | None) -> str:
    """The text of a receipt from its parts, the hashes in base64; for who has the texts already."""
    lines = [_HEADER]
    if extra is not None:
        lines.append(f"extra {to_base64(extra)}")
    lines.append(f"index {index}")
    lines += hashes
    return "\n".join(lines) + "\n\n" + note


def parse(text: str) -> TlogProof:
    """A receipt from its text, NOTHING VERIFIED; VerificationError if malformed or above 256 Ki characters."""
    if not isinstance(text, str) or len(text) > MAX_PROOF:
        raise VerificationError("proof", f"a receipt is a text of at most {MAX_PROOF} characters")
    head, blank, note = text.partition("\n\n")
    try:
        checkpoint = note.encode()
    except UnicodeEncodeError as error:
        raise VerificationError("proof", "a receipt is valid Unicode") from error
    header, *lines = head.split("\n")
    if header != _HEADER or not blank:
        raise VerificationError("proof", f"a receipt begins with {_HEADER} and holds a checkpoint after an empty line")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "), "proof")
    if not lines or not lines[0].startswith("index "):
        raise VerificationError("proof", "a receipt names the index of its leaf")
    index = from_decimal(lines[0].removeprefix("index "), "proof")
    return TlogProof(index, tuple(hash_from_base64(line, "proof") for line in lines[1:]), checkpoint, extra)


def verify(
    proof: TlogProof, leaf: bytes, vkeys: Iterable[NoteVerifier], origin: str, *, hashed: bool = False
) -> Checkpoint:
    """Return the checkpoint of log `origin` that proves `leaf`, else raise VerificationError (验证回执).

    `leaf` is the leaf data, or its leaf hash when `hashed` is true: the two are told apart by the caller, never by
    length. `vkeys` are the keys of the log, and of witnesses if wanted; a key named `origin` must have signed.
    """
    if not isinstance(leaf, bytes):
        raise VerificationError("inclusion", "a leaf is given as bytes")
    digest = leaf if hashed else leaf_hash(leaf)
    checkpoint = open_checkpoint(proof.checkpoint, vkeys, origin)
    verify_inclusion(proof.index, checkpoint.size, digest, proof.hashes, checkpoint.root)
    return checkpoint
