"""Opening what is sealed (开启密文), for the service and for an audit that was given the key-encryption key.

Promise to callers: what opens is exactly what was sealed for that stream and version; what does not open because its
key is gone or not released is left out; anything else that does not open is `SealBroken`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from biaogan.ledger.kek import NONCE_SIZE
from biaogan.ledger.keycache import KeyCache
from biaogan.ledger.sealed import CLEAR, ROUND, Group, SealBroken, context, joined, unpack

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
Place = tuple[str, int, bytes]
"""Stream, version and stored data of a record's disclosures."""


class Opened(NamedTuple):
    """The `~`-joined disclosures that could be opened (已开启的披露项), and those of them that no round had sealed."""

    all: bytes
    before: bytes


class Opener:
    """Opens records with the keys of a cache."""

    def __init__(self, keys: KeyCache) -> None:
        self._keys = keys

    def open(self, places: Sequence[Place]) -> list[Opened]:
        """The disclosures of many records, as far as they can be opened; the keys are looked up in one query."""
        parsed = [(context(stream, version), unpack(data)) for stream, version, data in places]
        self._keys.learn(
            {group.key.hex() for _, groups in parsed for group in groups if group.kind != CLEAR}, sealing=True
        )
        return [self._open(place, groups) for place, groups in parsed]

    def _open(self, place: bytes, groups: list[Group]) -> Opened:
        opened = [(group, plain) for group in groups if (plain := self._opened(group, place)) is not None]
        everything = joined(opened)
        if ROUND not in [group.kind for group in groups]:
            return Opened(everything, everything)
        return Opened(everything, joined([pair for pair in opened if pair[0].kind != ROUND]))

    def _opened(self, group: Group, place: bytes) -> bytes | None:
        if group.kind == CLEAR:
            return group.payload
        try:
            if group.kind == ROUND:
                private = self._keys.private(group.key.hex())
                return None if private is None else SUITE.decrypt(group.payload, private, info=place)
            key = self._keys.by_id(group.key.hex())
            if key is None:
                return None
            return key.aead.decrypt(group.payload[:NONCE_SIZE], group.payload[NONCE_SIZE:], place)
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"a ciphertext does not belong here: {place!r}") from error
