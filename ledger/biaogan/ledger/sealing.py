"""What keeps the confidential part of an access row, and a file, unreadable without a key (封存)."""

from typing import Protocol


class Cipher(Protocol):
    """Seals under keys named by what the bytes are about; equal input gives equal bytes."""

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        """`name`: whose key; `place`: where the bytes will lie, which `open` must name again."""

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        """What was sealed; None when its key was destroyed. ValueError: it was not sealed so, or not for here."""


class Nothing:
    """A `Cipher` without keys (无密钥): for who writes and reads nothing but what is clear."""

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        """Nothing is sealed."""
        return b""

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        """Nothing opens."""
        return None
