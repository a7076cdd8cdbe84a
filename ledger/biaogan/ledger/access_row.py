"""Access rows and their batches (查阅记录与批次): what exactly is committed to. Pure, no I/O.

A row says that a person was shown, or refused, fields of one class of one object. Its clear columns hold pseudonymous
ids only; the rest is `content`, sealed, with 32 random bytes before it. The row's hash is the RFC 6962 leaf hash of
its canonical header, which names the commitment to the content and the sealed bytes: so a row can be checked without
any key, and shown to be about its content with the key of that content alone. A batch is a statement of the service
over consecutive rows: first and last id, count, Merkle root; its own `prev` names the batch before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import leaf_hash, root_of_hashes
from biaogan.ledger.record import OPENING_SIZE, rfc3339

TOPIC = "access_batch/1"
LIMIT = 1000
"""Rows of one batch at most."""

IN_CLEAR = bytes(16)
"""Stands, as the id of no key, before a content that is not encrypted."""

_TAG = b"biaogan/access/v1\0"


@dataclass(frozen=True, slots=True)
class Access:
    """What is to be put on record (待记录查阅): one person, one object, one class of fields.

    `content` is confidential; `key` names whose key seals it, none leaves it in clear. `basis` is the position of the view that was read.
    """

    person: str
    stream: str
    klass: str
    basis: int
    allowed: bool
    content: bytes
    key: str


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A row as it is stored (查阅记录). `id` counts from 0 without gaps; `at` is microseconds since 1970 UTC."""

    id: int
    at: int
    person: str
    stream: str
    klass: str
    basis: int
    allowed: int
    commitment: bytes
    sealed: bytes
    hash: bytes

    def header(self) -> bytes:
        """Canonical JSON of what the hash covers."""
        return header_bytes(
            self.id,
            self.at,
            self.person,
            self.stream,
            self.klass,
            self.basis,
            self.allowed,
            self.commitment,
            self.sealed,
        )

    def rehash(self) -> bytes:
        """The hash of what is stored, computed anew."""
        return leaf_hash(self.header())


def header_bytes(
    id_: int,
    at: int,
    person: str,
    stream: str,
    klass: str,
    basis: int,
    allowed: int,
    commitment: bytes,
    sealed: bytes,
) -> bytes:
    """Canonical JSON of a row from its columns; equals `json.dumps(sort_keys=True, separators=(",", ":"))`."""
    return (
        f'{{"allowed":{allowed},"at":"{rfc3339(at)}","basis":{basis},"class":{encode_basestring(klass)},'
        f'"commitment":"{commitment.hex()}","id":{id_},"person":{encode_basestring(person)},'
        f'"sealed":"{sha256(sealed).hexdigest()}","stream":{encode_basestring(stream)}}}'
    ).encode()


def committed(opened: bytes) -> bytes:
    """The commitment to a content, given with its opening before it (承诺值)."""
    return sha256(_TAG + opened).digest()


def place_of(id_: int) -> bytes:
    """Where a row's content is sealed for."""
    return b"access_record/%d/content" % id_


def content_of(opened: bytes) -> bytes:
    """The content without its opening."""
    return opened[OPENING_SIZE:]


def stream_of(origin: str) -> str:
    """The one stream of a log's access batches."""
    return f"access_{uuid5(NAMESPACE_URL, 'biaogan:access:' + origin)}"


@dataclass(frozen=True, slots=True)
class Batch:
    """A commitment to the rows `first`..`last` (查阅批次)."""

    first: int
    last: int
    root: bytes

    @property
    def count(self) -> int:
        """How many rows."""
        return self.last - self.first + 1

    def body(self) -> dict[str, Any]:
        """The body of its statement."""
        return {"count": self.count, "first": self.first, "last": self.last, "root": self.root.hex()}


def batch_over(first: int, hashes: Sequence[bytes]) -> Batch:
    """The batch of consecutive rows with these hashes."""
    return Batch(first, first + len(hashes) - 1, root_of_hashes(hashes))


def parse_batch(body: Mapping[str, Any]) -> Batch:
    """The batch a statement's body states. Raises VerificationError."""
    try:
        batch = Batch(body["first"], body["last"], bytes.fromhex(body["root"]))
        good = {name: type(value) for name, value in body.items()} == _SHAPE and body == batch.body()
    except (KeyError, TypeError, ValueError):
        good = False
    if not good or batch.first < 0 or not 0 < batch.count <= LIMIT or len(batch.root) != sha256().digest_size:
        raise VerificationError("access_batch", "not a batch of access rows")
    return batch


_SHAPE = {"count": int, "first": int, "last": int, "root": str}
