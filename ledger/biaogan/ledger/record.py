"""Records and their leaves (记录与叶): what exactly the tree commits to, and how a stored record is hashed again.

Promise: the leaf of a record is `{"c":"<base64>","k":"<kind>","v":1}`, where c = SHA-256("biaogan/leaf/v1\\0" || opening
|| canonical header || JWS). The header is canonical JSON: keys sorted, no spaces, UTF-8. A leaf tells nobody anything
about the record unless they hold the opening (开启值), 32 random bytes kept with the record. Pure, no I/O.
"""

from binascii import b2a_base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from typing import NamedTuple

from biaogan.ledger.merkle import leaf_hash

OPENING_SIZE = 32
KINDS = frozenset("eadg")
"""e record (记录), a access batch (查阅批次), d key directory (密钥目录), g log governance (账本治理)."""

_TAG = b"biaogan/leaf/v1\0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(at: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime, exactly; this is what the database stores."""
    return (at - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """Inverse of `to_microseconds`, in UTC."""
    return _EPOCH + timedelta(microseconds=count)


def rfc3339(count: int) -> str:
    """Microseconds since 1970 as RFC 3339 text, always UTC, always six digits, always `Z`."""
    second, micros = divmod(count, 1_000_000)
    return f"{_to_the_second(second)}.{micros:06d}Z"


@lru_cache(maxsize=64)
def _to_the_second(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).isoformat()[:-6]


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """The place of a record in the log (记录头): the part of the commitment that the office adds to the JWS.

    `admitted_at` is microseconds since 1970 (UTC); `position` counts from 0, `version` within its stream from 1.
    """

    admitted_at: int
    position: int
    stream: str
    type: str
    version: int

    def canonical(self) -> bytes:
        """Canonical JSON of the header, byte for byte what the commitment covers."""
        return header_bytes(rfc3339(self.admitted_at), self.position, self.stream, self.type, self.version)


def header_bytes(admitted_at: str, position: int, stream: str, type_: str, version: int) -> bytes:
    """Canonical JSON of a header from its parts; equals `json.dumps(sort_keys=True, separators=(",", ":"))`."""
    return (
        f'{{"admitted_at":"{admitted_at}","position":{position},"stream":{encode_basestring(stream)},'
        f'"type":{encode_basestring(type_)},"version":{version}}}'
    ).encode()


def commitment(opening: bytes, header: bytes, jws: bytes) -> bytes:
    """SHA-256 over tag, opening, canonical header and JWS (承诺值), 32 bytes."""
    return sha256(_TAG + opening + header + jws).digest()


def leaf_data(opening: bytes, header: bytes, jws: bytes, kind: str = "e") -> bytes:
    """The public leaf of a record (公开叶), as it stands in an entry bundle."""
    digest = b2a_base64(commitment(opening, header, jws), newline=False)
    return b'{"c":"%b","k":"%b","v":1}' % (digest, kind.encode())


class StoredRecord(NamedTuple):
    """A record as the log holds it (已存记录). `jws` and `disclosures` are the very bytes that were admitted, of the
    disclosures those that can be read; `before` are those of them that could be read before a round's key was released.
    """

    position: int
    stream: str
    version: int
    type: str
    jws: bytes
    disclosures: bytes
    admitted_at: datetime
    opening: bytes
    kind: str
    jti: str | None
    before: bytes | None = None
    """None: no round's key had to be released."""

    def header(self) -> RecordHeader:
        """The header that the commitment covers."""
        return RecordHeader(to_microseconds(self.admitted_at), self.position, self.stream, self.type, self.version)

    def leaf_data(self) -> bytes:
        """The public leaf, computed anew from what is stored."""
        return leaf_data(self.opening, self.header().canonical(), self.jws, self.kind)

    def rehash(self) -> bytes:
        """The leaf hash (RFC 6962), computed anew from what is stored; compare it with what the tree holds."""
        return leaf_hash(self.leaf_data())
