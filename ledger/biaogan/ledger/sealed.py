"""How encrypted disclosures are stored (披露项的密文格式): those of one record, grouped by the key they are under.

Promise to callers: `pack` and `unpack` are inverse; data that begins with another byte than `MARK` is plain, the
`~`-joined disclosures as they were admitted. A group names its key by an id of 16 bytes; which place in the
statement each disclosure has is kept in clear, its content is not. Pure, no I/O.
"""

from collections.abc import Iterable, Mapping, Sequence
from struct import Struct
from typing import NamedTuple

from biaogan.ledger.errors import LedgerError

MARK = b"\x01"
CLEAR, DATA, ROUND = b"c", b"a", b"h"
"""How a group is stored: in clear; under a data key (AES-256-GCM); under a round's public key (HPKE, RFC 9180)."""
ID_SIZE = 16
NO_ID = bytes(ID_SIZE)
_IN_ORDER = bytes(range(256))
_HEAD = Struct(f"!c{ID_SIZE}sBI")


class SealBroken(LedgerError):
    """What is stored is no sealed disclosures, or not these (密文损坏)."""


class Group(NamedTuple):
    """Disclosures under one key (一组披露项): `places` are theirs in the statement, counting from 0."""

    kind: bytes
    key: bytes
    places: bytes
    payload: bytes


def context(stream: str, version: int) -> bytes:
    """What a ciphertext of a record is bound to: it opens at its own place in its own stream only."""
    return f"biaogan/disclosures/v1\0{stream}\0{version}".encode()


def is_sealed(data: bytes) -> bool:
    """Whether anything of it is in groups."""
    return data[:1] == MARK


def pack(groups: Iterable[Group]) -> bytes:
    """The bytes that are stored."""
    parts = [MARK]
    for group in groups:
        parts += (_HEAD.pack(group.kind, group.key, len(group.places), len(group.payload)), group.places, group.payload)
    return b"".join(parts)


def unpack(data: bytes) -> list[Group]:
    """The groups of what is stored. Raises SealBroken."""
    groups = []
    start = len(MARK)
    while start < len(data):
        try:
            kind, key, places, length = _HEAD.unpack_from(data, start)
        except Exception as error:
            raise SealBroken("the head of a group is cut off") from error
        start += _HEAD.size
        group = Group(kind, key, data[start : start + places], data[start + places : start + places + length])
        start += places + length
        if start > len(data) or kind not in (CLEAR, DATA, ROUND) or not places:
            raise SealBroken("not a group of disclosures")
        groups.append(group)
    return groups


def joined(pairs: Sequence[tuple[Group, bytes]]) -> bytes:
    """The disclosures of the groups that opened, in the order of the statement. Raises SealBroken."""
    if len(pairs) == 1 and pairs[0][0].places == _IN_ORDER[: pairs[0][1].count(b"~") + 1]:
        return pairs[0][1]  # most records have one key
    found: dict[int, bytes] = {}
    for group, plain in pairs:
        texts = plain.split(b"~")
        if len(texts) != len(group.places):
            raise SealBroken("a group does not hold what it says")
        found.update(zip(group.places, texts, strict=True))
    return b"~".join([text for _, text in sorted(found.items())])


def clear_part(data: bytes) -> bytes:
    """What can be read without any key. Raises SealBroken."""
    if not is_sealed(data):
        return data
    return joined([(group, group.payload) for group in unpack(data) if group.kind == CLEAR])


def by_name(disclosures: bytes, names: Sequence[str]) -> Mapping[str, tuple[bytes, bytes]]:
    """Key name -> places and joined disclosures of what is to be sealed under it; "" is what stays clear."""
    texts = disclosures.split(b"~")
    if len(texts) != len(names) or len(texts) > 255:
        raise ValueError("a key is named for each of at most 255 disclosures")
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    return {name: (bytes(found), b"~".join([texts[place] for place in found])) for name, found in places.items()}
