"""Unwrapped keys in memory (密钥缓存): bounded, thread-safe, and dropped when a key is destroyed.

What is not remembered is read from the table; a round's key that is not released is asked for again each time, because
another process may have released it.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from itertools import islice
from threading import RLock
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from biaogan.ledger.datakeys import DataKey, KeyRow, place_of
from biaogan.ledger.kek import Kek, KekError
from biaogan.ledger.unwraps import Unwraps

CAPACITY = 20_000
"""Keys of a process that serves: of a year's cases and people, all."""
Lent = tuple[KeyRow, bytes]
"""A key and its secret."""


class Keys(Protocol):
    """Where wrapped keys are read from."""

    def by_id(self, ids: Collection[str]) -> list[KeyRow]:
        """Those with these ids."""

    def by_name(self, names: Collection[str]) -> list[KeyRow]:
        """Those with these names, oldest first."""

    def namesakes(self, ids: Collection[str]) -> list[KeyRow]:
        """The keys with these ids and all others of their names, oldest first."""


class KeyCache:
    """The keys one process has used of late."""

    def __init__(self, store: Keys, kek: Kek, unwraps: Unwraps | None = None, *, capacity: int = CAPACITY) -> None:
        """`unwraps` is told of each key that is unwrapped; who only verifies has nowhere to tell it."""
        self._capacity = capacity
        self._store = store
        self._unwraps = unwraps
        self._kek = kek
        self._lock = RLock()
        self._names: OrderedDict[str, KeyRow] = OrderedDict()
        """The key that seals under a name."""
        self._opened: OrderedDict[str, DataKey] = OrderedDict()
        self._private: dict[str, X25519PrivateKey] = {}
        self._gone: set[str] = set()
        """Ids that open nothing any more."""
        self._destroyed: set[str] = set()
        self._unsaved: dict[str, KeyRow] = {}
        self._lent: list[Lent] | None = None
        """None: nobody asks for them."""

    # --- by name, for sealing ---

    def find(self, names: Iterable[str]) -> None:
        """Look up the names that are not known, in one query."""
        with self._lock:
            missing = [name for name in names if name not in self._names]
            for row in self._store.by_name(missing):
                self._seal_with(row)

    def _seal_with(self, row: KeyRow) -> None:
        """A key of a name: it seals under that name unless an older one does, or the name was destroyed."""
        if row.destroyed_at is not None:
            self._destroyed.add(row.name)
        elif row.name not in self._names and row.name not in self._destroyed:  # which may be told before it is done
            self._remember(row)

    def _remember(self, row: KeyRow) -> None:
        self._names[row.name] = row
        while len(self._names) > self._capacity:
            name, old = self._names.popitem(last=False)
            if old.id in self._unsaved:  # nobody else knows it
                self._names[name] = old
                break

    def by_name(self, name: str) -> tuple[KeyRow, DataKey] | None:
        """The data key of a name that `find` has looked up."""
        row = self._names.get(name)
        if row is None:
            return None
        key = self._opened.get(row.id)
        if key is None:
            with self._lock:
                key = self._key(row)
        return None if key is None else (row, key)

    def public(self, name: str) -> tuple[KeyRow, X25519PublicKey] | None:
        """The public key of a round that `find` has looked up."""
        with self._lock:
            row = self._names.get(name)
            if row is None or row.public is None:
                return None
            return row, X25519PublicKey.from_public_bytes(row.public)

    def is_destroyed(self, name: str) -> bool:
        """Whether a key of this name was destroyed."""
        return name in self._destroyed

    def make(self, row: KeyRow, key: DataKey) -> tuple[KeyRow, DataKey]:
        """A new key; it is not in the table yet. If another thread was faster, its key."""
        with self._lock:
            known = self.by_name(row.name)
            if known is not None:
                return known
            self._unsaved[row.id] = row
            self._opened[row.id] = key
            self._remember(row)
            return row, key

    def is_unsaved(self, id_: str) -> bool:
        """Whether the key has to be stored with what it seals."""
        return id_ in self._unsaved

    def saved(self, ids: Iterable[str]) -> None:
        """These keys are in the table now."""
        with self._lock:
            for id_ in ids:
                self._unsaved.pop(id_, None)

    # --- by id, for opening ---

    def learn(self, ids: Collection[str], *, sealing: bool = False) -> None:
        """Look up the keys that are not known, in one query; `sealing`: and what seals under their names now."""
        with self._lock:
            missing = {
                id_ for id_ in ids if id_ not in self._opened and id_ not in self._private and id_ not in self._gone
            }
            for row in self._store.namesakes(missing) if sealing else self._store.by_id(missing):
                if sealing and row.kind == "a":
                    self._seal_with(row)
                if row.id in missing:
                    self._take(row)

    def _take(self, row: KeyRow) -> None:
        if row.destroyed_at is not None:
            self._gone.add(row.id)
        elif row.kind == "h":
            self._learn_private(row)
        else:
            self._key(row)

    def _learn_private(self, row: KeyRow) -> None:
        secret = None if row.released_at is None else self.unwrapped(row)
        if secret is not None:
            self._private[row.id] = X25519PrivateKey.from_private_bytes(secret)

    def _key(self, row: KeyRow) -> DataKey | None:
        key = self._opened.get(row.id)
        if key is None:
            secret = self.unwrapped(row) if row.kind == "a" else None
            if secret is None:
                return None
            key = self._opened[row.id] = DataKey(secret)
            if self._lent is not None and self._names.get(row.name, row).id == row.id:
                self._lent.append((row, secret))
            if len(self._opened) > self._capacity:
                self._evict()
        return key

    def lend(self) -> list[Lent]:
        """The keys that were unwrapped since the last call and seal, for another process of the same command (交出已解密钥)."""
        with self._lock:
            lent, self._lent = self._lent, []
            return lent or []

    def borrow(self, lent: Iterable[Lent]) -> None:
        """Take what another process has unwrapped, and journaled, instead of doing that again."""
        with self._lock:
            for row, secret in lent:
                if row.id not in self._gone and row.id not in self._opened:
                    self._opened[row.id] = DataKey(secret)
                    self._seal_with(row)
            if len(self._opened) > self._capacity:
                self._evict()

    def _evict(self) -> None:
        for id_ in list(islice(self._opened, self._capacity // 10)):
            if id_ not in self._unsaved:
                del self._opened[id_]

    def by_id(self, id_: str) -> DataKey | None:
        """The data key of an id that `learn` has looked up; None: destroyed, or never known here."""
        return self._opened.get(id_)

    def private(self, id_: str) -> X25519PrivateKey | None:
        """The private key of a round; None: not released."""
        return self._private.get(id_)

    def unlock(self, id_: str, secret: bytes) -> None:
        """The private key of a round whose release is being decided on."""
        with self._lock:
            self._private[id_] = X25519PrivateKey.from_private_bytes(secret)

    def lock(self, id_: str) -> None:
        """It is not released."""
        with self._lock:
            self._private.pop(id_, None)

    def unwrapped(self, row: KeyRow) -> bytes | None:
        """The secret of a key, if there is one here; asked for again if it was wrapped anew since the row was read."""
        if row.wrapped is None or row.kek is None:
            return None
        try:
            secret = self._kek.unwrap(row.kek, row.wrapped, place_of(row.id, row.name))
        except KekError as error:
            now = next(iter(self._store.by_id([row.id])), row)
            if error.code != "kek_unknown" or now.kek == row.kek:
                raise
            return self.unwrapped(now)
        if self._unwraps is not None:
            self._unwraps.note(row.id, row.name)
        return secret

    def forget(self, names: Iterable[str]) -> None:
        """Keys of these names were destroyed."""
        with self._lock:
            for name in names:
                self._destroyed.add(name)
                row = self._names.pop(name, None)
                for found in self._store.by_name([name]) + ([row] if row is not None else []):
                    self._gone.add(found.id)
                    self._opened.pop(found.id, None)
                    self._private.pop(found.id, None)
