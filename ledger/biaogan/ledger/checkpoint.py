"""Checkpoints (检查点), c2sp.org/tlog-checkpoint: the text a log signs to commit to its first `size` leaves.

Promise: `parse` reads exactly the published format and raises VerificationError for everything else; `open_checkpoint`
also demands a valid signature by a key that bears the name of the log. We write no extension lines: nobody audits
them, so they could carry anything; those of other logs are kept, because their signature covers them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.ledger.encoding import from_decimal, hash_from_base64, to_base64
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import EMPTY_ROOT, is_hash, is_size
from biaogan.ledger.note import NoteVerifier, is_printable, open_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head (树头): the log `origin` has `size` leaves under `root`. Raises VerificationError if it cannot be."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not all(line and "\n" not in line and is_printable(line) for line in (self.origin, *self.extensions)):
            raise VerificationError("checkpoint", "an origin or extension is one line of text, not empty")
        if not is_size(self.size):
            raise VerificationError("checkpoint", "a tree size is an integer from 0 to 2**63 - 1")
        if not is_hash(self.root) or (not self.size and self.root != EMPTY_ROOT):
            raise VerificationError("checkpoint", 'a root has 32 bytes, and an empty tree has the root SHA-256("")')

    def text(self) -> str:
        """The note text: origin, size, base64 root, one per line."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, to_base64(self.root), *self.extensions))


def parse(text: str) -> Checkpoint:
    """A checkpoint from its note text; VerificationError for any deviation from the format."""
    lines = text.split("\n") if isinstance(text, str) else []
    if len(lines) < 4 or lines.pop() != "":
        raise VerificationError("checkpoint", "a checkpoint is at least three lines, each ending in a newline")
    origin, size, root, *extensions = lines
    return Checkpoint(origin, from_decimal(size, "checkpoint"), hash_from_base64(root, "checkpoint"), tuple(extensions))


def open_checkpoint(data: bytes, vkeys: Iterable[NoteVerifier], origin: str) -> Checkpoint:
    """The checkpoint of log `origin` from a signed note, verified against `vkeys` (验证检查点).

    Besides what `open_note` demands, the origin line must be `origin`, and so must the name of a key that signed: a
    note signed only by witnesses (见证人) is no checkpoint of the log.
    """
    note = open_note(data, vkeys)
    checkpoint = parse(note.text)
    if checkpoint.origin != origin:
        raise VerificationError("origin", "the checkpoint is of another log")
    if all(signature.name != origin for signature in note.signatures):
        raise VerificationError("note_unsigned", "the log itself did not sign this checkpoint")
    return checkpoint
