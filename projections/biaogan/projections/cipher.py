"""Sealed columns (加密列): confidential values of a view cannot be read in its database, in its backups or on its disk.

A row says at the field that it is sealed, and under whose key::

    title: Annotated[str | None, Sealed("id")]
    name: Annotated[str | None, Sealed("person", personal=True)]

The word names the column that holds the name of the key, a stream's id; ``personal`` takes that stream's key for
personal data. All fields of a row under one key lie together in one column ``sealed_id`` (``sealed_person_p``),
encrypted once; the migration makes it with ``_sealed``. A sealed field may be ``None``: so it reads when its key has
been destroyed. SQL can neither find nor sort by it. Sealed bytes open only in the place they were made for, so they
cannot be moved to another row, and equal values in equal places are equal bytes, so rebuilt views can be compared.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from biaogan.projections.coding import Codec, canonical, may_be_unstorable, storable

WIDTH: Final = 64
"""Sealed text is filled up to a multiple of this many bytes, so that its length does not tell a rank or a yes."""
_parsed: Final = json.JSONDecoder().decode


class Cipher(Protocol):
    """What seals and opens, and alone knows keys."""

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        """``plain`` under the key ``name``; if that was destroyed, bytes that do not open, such as none at all."""

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        """What was sealed; ``None``: its key was destroyed. ``ValueError``: it was not sealed so, or not for here."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The field is sealed under the key named by the column ``key`` of its row."""

    key: str
    personal: bool = False

    @property
    def column(self) -> str:
        """Where the fields under this key lie."""
        return f"sealed_{self.key}_p" if self.personal else f"sealed_{self.key}"


class Blob:
    """One column, holding the fields of a row that are sealed under the same key."""

    def __init__(self, table: str, sealed: Sealed, fields: Mapping[str, Codec | None]) -> None:
        self.column = sealed.column
        self.key = sealed.key
        self.fields = tuple(fields)
        self._suffix = "+P" if sealed.personal else ""
        self._prefix = f"{table}.{sealed.column} "
        self._codecs = [(place, codec) for place, codec in enumerate(fields.values()) if codec]
        self._nothing = (None,) * len(fields)
        self._empty = [None] * len(fields)

    def sealed(self, cipher: Cipher, row: Mapping[str, Any], key: str, place: str) -> bytes | None:
        """The fields of a row in memory, sealed under a key; ``None`` if there is nothing to hide."""
        values = [row[name] for name in self.fields]
        if values == self._empty:
            return None
        for at, codec in self._codecs:
            if values[at] is not None:
                values[at] = codec.encode(values[at])
        text = canonical(values)
        if may_be_unstorable(text):
            text = canonical([storable(value) if isinstance(value, str) else value for value in values])
        plain = text.encode("utf-8", "replace")
        return cipher.seal(key + self._suffix, self._place(place), plain + b" " * (-len(plain) % WIDTH))

    def opened(self, cipher: Cipher, sealed: bytes | None, place: str) -> Sequence[Any]:
        """The fields again, ``None`` each if their key was destroyed."""
        plain = None if sealed is None else cipher.open(self._place(place), sealed)
        if plain is None:
            return self._nothing
        values: list[Any] = _parsed(str(plain, "utf-8"))
        for at, codec in self._codecs:
            if values[at] is not None:
                values[at] = codec.decode(values[at])
        return values

    def _place(self, place: str) -> bytes:
        return (self._prefix + place).encode("utf-8", "replace")


def blobs(table: str, sealed: Mapping[str, tuple[Sealed, Codec | None]]) -> tuple[Blob, ...]:
    """The columns for these sealed fields, one for each key, in the order of their first fields."""
    kinds: Iterable[Sealed] = dict.fromkeys(kind for kind, _ in sealed.values())
    return tuple(
        Blob(table, kind, {name: codec for name, (own, codec) in sealed.items() if own == kind}) for kind in kinds
    )
