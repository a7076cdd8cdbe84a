"""The file store (文件库): what applicants upload, by case and SHA-256, encrypted chunk by chunk in ``DIR/files``.

Promises: a file is there whole, with the digest it is named by, or not at all; nothing of it is ever written in clear;
a chunk opens only at its own place in its own file, and a file that was cut short does not open. Each case's files are
sealed under the name of its stream: destroying that key erases them.
"""

import os
import secrets
from collections.abc import Iterator
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from struct import Struct
from types import TracebackType

from biaogan.ledger.sealing import Cipher

CHUNK = 1 << 20
"""Bytes of a file sealed together."""
_LENGTH = Struct("!I")


class Missing(Exception):
    """There is no such file."""


class Erased(Exception):
    """The key of the file's case was destroyed."""


class Damaged(Exception):
    """What lies on the disk is not what was stored."""


class DigestDiffers(Exception):
    """What arrived is not what was announced."""


class TooLarge(Exception):
    """More arrived than is allowed."""


def _place(case: str, digest: str, index: int, last: bool) -> bytes:
    return f"file {case} {digest} {index} {int(last)}".encode()


class Incoming:
    """One upload; a context that leaves nothing behind unless `keep` was called. From one thread at a time."""

    def __init__(self, path: Path, case: str, digest: str, cipher: Cipher, limit: int) -> None:
        self._path, self._case, self._digest, self._cipher, self._limit = path, case, digest, cipher, limit
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._hash = sha256()
        self._waiting = bytearray()
        self._index = 0
        self.size = 0

    def __enter__(self) -> "Incoming":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def add(self, data: bytes) -> None:
        """More of it. Raises `TooLarge`."""
        self.size += len(data)
        if self.size > self._limit:
            raise TooLarge
        self._hash.update(data)
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._write(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def end(self) -> "Stored":
        """All of it has come: the file as it lies there, still under no name. Raises `DigestDiffers`."""
        if self._hash.hexdigest() != self._digest:
            raise DigestDiffers
        self._write(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        return Stored(self._part, self._case, self._digest, self._cipher)

    def keep(self) -> None:
        """Give the file its name, durably."""
        os.replace(self._part, self._path)
        for folder in (self._path.parent, self._path.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _write(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.seal(self._case, _place(self._case, self._digest, self._index, last), plain)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._index += 1


class Stored(RawIOBase):
    """A stored file, read in clear and anywhere. Raises `Missing`, `Erased`; `Damaged` when a chunk does not open."""

    def __init__(self, path: Path, case: str, digest: str, cipher: Cipher) -> None:
        super().__init__()
        self._case, self._digest, self._cipher = case, digest, cipher
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise Missing(digest) from None
        self._chunks = list(self._spans(path.stat().st_size))
        self._at, self._held, self._plain = 0, -1, b""
        self.size = (len(self._chunks) - 1) * CHUNK + len(self._chunk(len(self._chunks) - 1))

    def _spans(self, size: int) -> Iterator[tuple[int, int]]:
        """Where each sealed chunk begins, and its length."""
        place = 0
        while place < size or not place:
            self._file.seek(place)
            head = self._file.read(_LENGTH.size)
            if len(head) < _LENGTH.size:
                raise Damaged(self._digest)
            (length,) = _LENGTH.unpack(head)
            yield place + _LENGTH.size, length
            place += _LENGTH.size + length

    def _chunk(self, index: int) -> bytes:
        if index != self._held:
            place, length = self._chunks[index]
            self._file.seek(place)
            sealed = self._file.read(length)
            where = _place(self._case, self._digest, index, index == len(self._chunks) - 1)
            try:
                plain = self._cipher.open(where, sealed)
            except ValueError:
                raise Damaged(self._digest) from None
            if plain is None:
                raise Erased(self._digest)
            self._held, self._plain = index, plain
        return self._plain

    def chunks(self) -> Iterator[bytes]:
        """All of it, in order."""
        return map(self._chunk, range(len(self._chunks)))

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As of any file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError("a place before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """As of any raw file."""
        if self._at >= self.size:
            return 0
        index, start = divmod(self._at, CHUNK)
        found = self._chunk(index)[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Let go of the file."""
        if hasattr(self, "_file"):
            self._file.close()
        super().close()


class FileStore:
    """All files of a deployment."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder, self._cipher = folder, cipher

    def _path(self, case: str, digest: str) -> Path:
        return self._folder / case / digest[:2] / digest

    def has(self, case: str, digest: str) -> bool:
        """Whether the file was stored for this case."""
        return self._path(case, digest).exists()

    def incoming(self, case: str, digest: str, limit: int) -> Incoming:
        """A file of at most ``limit`` bytes is about to arrive. Case and digest are well formed, or no path."""
        return Incoming(self._path(case, digest), case, digest, self._cipher, limit)

    def open(self, case: str, digest: str) -> Stored:
        """The stored file. Raises `Missing`, `Erased`, `Damaged`."""
        return Stored(self._path(case, digest), case, digest, self._cipher)
