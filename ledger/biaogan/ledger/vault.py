"""The vault (保险库): what stands in the log is encrypted, each case's under its own key, each person's under another.

Promise to callers: what was sealed for a place opens there and nowhere else; a key that was destroyed opens nothing
any more, in no process, and no other one ever takes its name; what was sealed to a round opens only once the round's
key was released. Whatever does not open is left out, so it reads as withheld. Data keys are wrapped by the
key-encryption key (`kek`); AES-256-GCM with random nonces, HPKE (RFC 9180) with X25519, HKDF-SHA256, AES-256-GCM.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.append import NewRecord
from biaogan.ledger.database import Database
from biaogan.ledger.datakeys import DataKey, KeyRow, new_id, place_of
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.kek import KEY_SIZE, NONCE_SIZE, Kek
from biaogan.ledger.keycache import KeyCache
from biaogan.ledger.opener import SUITE, Opened, Opener, Place
from biaogan.ledger.record import to_microseconds
from biaogan.ledger.sealed import (
    CLEAR,
    DATA,
    ID_SIZE,
    NO_ID,
    ROUND,
    Group,
    SealBroken,
    by_name,
    context,
    pack,
)
from biaogan.ledger.unwraps import PROCESS, Unwraps
from biaogan.ledger.vault_store import KeyStore

PAGE = 500


class KeyDestroyed(LedgerError):
    """Nothing can be sealed under a name whose key was destroyed (密钥已销毁)."""

    code = "key_destroyed"

    def __init__(self, name: str) -> None:
        super().__init__(f"the key {name} was destroyed; it takes nothing new")
        self.name = name


@dataclass(slots=True)
class SealedGroup:
    """What a group of appends stores (待存密文): the data of each record, the keys to insert, the keys to release."""

    data: dict[int, bytes] = field(default_factory=dict)
    """By `id` of the record: two appends of a group may contend for one place in a stream."""
    made: list[KeyRow] = field(default_factory=list)


def _is_born(record: NewRecord, name: str) -> bool:
    """Whether the record begins the stream that the key is called after: there is no key to be looked up."""
    return record.version <= 1 and name.startswith(record.stream)


class Vault:
    """One process's way to the keys. Thread-safe."""

    def __init__(self, database: Database, kek: Kek, clock: Callable[[], datetime], command: str = "") -> None:
        """`command` is what runs, for the journal of unwraps."""
        self.unwraps = Unwraps(clock, PROCESS + new_id(max(to_microseconds(clock()), 0)), command)
        self._store = KeyStore(database)
        self.cache = KeyCache(self._store, kek, self.unwraps)
        self._opener = Opener(self.cache)
        self._kek = kek
        self._clock = clock

    # --- sealing ---

    def seal(self, records: Iterable[NewRecord]) -> SealedGroup:
        """Seal the disclosures of records. Raises KeyDestroyed; the keys made are stored with the records."""
        wanted = [record for record in records if any(record.keys)]
        found = SealedGroup()
        self.cache.find({name for record in wanted for name in record.keys if name and not _is_born(record, name)})
        for record in wanted:
            place = context(record.stream, record.version)
            groups = [
                self._group(name, places, plain, place, found)
                for name, (places, plain) in by_name(record.disclosures, record.keys).items()
            ]
            found.data[id(record)] = pack(groups)
        return found

    def _group(self, name: str, places: bytes, plain: bytes, place: bytes, found: SealedGroup) -> Group:
        if not name:
            return Group(CLEAR, NO_ID, places, plain)
        public = self.cache.public(name)
        if public is not None:
            row, key = public
            return Group(ROUND, bytes.fromhex(row.id), places, SUITE.encrypt(plain, key, info=place))
        row, key_ = self._data_key(name)
        if self.cache.is_unsaved(row.id):
            found.made.append(row)
        nonce = os.urandom(NONCE_SIZE)
        return Group(DATA, bytes.fromhex(row.id), places, nonce + key_.aead.encrypt(nonce, plain, place))

    def _data_key(self, name: str) -> tuple[KeyRow, DataKey]:
        """The key of a name that the cache has looked up, or a new one."""
        known = self.cache.by_name(name)
        if known is not None:
            return known
        if self.cache.is_destroyed(name):
            raise KeyDestroyed(name)
        secret = os.urandom(KEY_SIZE)
        return self.cache.make(self._row(name, "a", None, secret), DataKey(secret))

    def _row(self, name: str, kind: str, public: bytes | None, secret: bytes | None) -> KeyRow:
        made = to_microseconds(self._clock())
        id_ = new_id(made)
        kek, wrapped = (None, None) if secret is None else self._kek.wrap(secret, place_of(id_, name))
        return KeyRow(id_, name, kind, public, wrapped, kek, made)

    def insert(self, cursor: DBAPICursor, sealed: SealedGroup) -> None:
        """Store the keys of a group of appends, in their transaction."""
        if sealed.made:
            self._store.insert(cursor, sealed.made)

    def saved(self, sealed: SealedGroup) -> None:
        """The transaction was committed."""
        self.cache.saved(row.id for row in sealed.made)

    # --- opening ---

    def open(self, places: Sequence[Place]) -> list[Opened]:
        """As `Opener.open`."""
        return self._opener.open(places)

    # --- the same keys outside the log ---

    def seal_value(self, name: str, place: bytes, plain: bytes) -> bytes:
        """A value of a read model under a stream's key, always the same bytes; empty if that key was destroyed."""
        known = self.cache.by_name(name)
        if known is None:
            self.cache.find([name])
            if self.cache.is_destroyed(name):
                return b""
        row, key = known or self._data_key(name)
        if self.cache.is_unsaved(row.id):
            self._store.add([row])
            self.cache.saved([row.id])
        nonce = key.nonce(place, plain)
        return bytes.fromhex(row.id) + nonce + key.aead.encrypt(nonce, plain, place)

    def open_value(self, place: bytes, sealed: bytes) -> bytes | None:
        """What `seal_value` sealed for this place; None when the key was destroyed. Raises SealBroken."""
        if not sealed:
            return None
        id_, rest = sealed[:ID_SIZE].hex(), sealed[ID_SIZE:]
        key = self.cache.by_id(id_)
        if key is None:
            self.cache.learn([id_])
            key = self.cache.by_id(id_)
        try:
            return None if key is None else key.aead.decrypt(rest[:NONCE_SIZE], rest[NONCE_SIZE:], place)
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"a value does not belong here: {place!r}") from error

    # --- rounds ---

    def make_round_key(self, name: Callable[[bytes], str], *, held: bool) -> tuple[bytes, bytes]:
        """A key pair for what a round seals, public and private; `held`: the private half is kept here, unreleased.

        Stored at once, before anything is sealed to it, under a name made of its public half.
        """
        private = X25519PrivateKey.generate()
        public, secret = private.public_key().public_bytes_raw(), private.private_bytes_raw()
        self._store.add([self._row(name(public), "h", public, secret if held else None)])
        return public, secret

    def unlock(self, name: str, private: bytes | None) -> None:
        """Open what the round's key sealed in this process alone, to decide on the act that will release it.

        `private` where it is not held here. Raises SealBroken when it is not the private half of that key.
        """
        for row in self._store.by_name([name]):
            self.cache.unlock(row.id, self._secret(row, private))

    def lock(self, name: str) -> None:
        """The release was not admitted after all."""
        for row in self._store.by_name([name]):
            if row.released_at is None:
                self.cache.lock(row.id)

    def _secret(self, row: KeyRow, private: bytes | None) -> bytes:
        secret = private if private is not None else self.cache.unwrapped(row)
        if secret is None or X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() != row.public:
            raise SealBroken(f"that is not the private key of {row.name}")
        return secret

    def release(self, cursor: DBAPICursor, name: str, private: bytes | None, at: int) -> None:
        """From the commit of this transaction on the round's key opens; `private` where it was not held here.

        Raises SealBroken when it is not the private half of that key.
        """
        for row in self._store.by_name([name]):
            kek, wrapped = self._kek.wrap(self._secret(row, private), place_of(row.id, name))
            self._store.release(cursor, row._replace(released_at=at, wrapped=wrapped, kek=kek))

    # --- the life of keys ---

    def names(self, prefix: str) -> list[str]:
        """Names of living keys that begin so."""
        return self._store.names(prefix)

    def living(self, names: Collection[str]) -> list[str]:
        """Those of the names whose key was not destroyed."""
        return sorted({row.name for row in self._store.by_name(names) if row.destroyed_at is None})

    def destroy(self, names: Collection[str]) -> int:
        """Erase (销毁): whatever these keys opened is unreadable from now on. Answers how many keys there were."""
        gone = self._store.destroy(names, to_microseconds(self._clock()))
        self._store.scrub()
        self.forget(names)
        return gone

    def forget(self, names: Iterable[str]) -> None:
        """Another process has destroyed these keys: drop what is remembered of them."""
        self.cache.forget(names)

    def rotate(self, new: Kek, progress: Callable[[int], None]) -> int:
        """Wrap every key anew under the current key of `new`, which opens the old ones too; how many there were."""
        done = 0
        for page in self._store.wrapped(PAGE):
            moved = []
            for row in page:
                place = place_of(row.id, row.name)
                if row.kek != new.current and row.wrapped is not None and row.kek is not None:
                    kek, wrapped = new.wrap(new.unwrap(row.kek, row.wrapped, place), place)
                    self.unwraps.note(row.id, row.name)
                    moved.append((wrapped, kek, row.id, row.kek))
            self._store.rewrap(moved)
            done += len(moved)
            progress(done)
        self._store.scrub()
        return done
