"""A case's package as one archive (材料打包), R-37, D-28: ZIP, because free software cannot make RAR.

In it: ``manifest.json``, which says what it is of and names every file; ``SHA256SUMS``, for ``sha256sum -c``; and the
files themselves under ``files/``. It is written as it is sent: no archive lies on any disk. Pure, no I/O of its own.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zipfile import ZipFile, ZipInfo

from biaogan.domain.forms import FileRef

FOLDER = "files"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


class Part(NamedTuple):
    """A file, and its content in pieces, once it is its turn."""

    file: FileRef
    chunks: Callable[[], Iterator[bytes]]


def archived(about: Mapping[str, Any], parts: Sequence[Part], at: datetime) -> Iterator[bytes]:
    """The archive in pieces; ``at`` (in the programme's zone) is written as the time of every entry."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for name, text in _texts(about, [part.file for part in parts]).items():
            archive.writestr(_entry(name, at), text)
        for part in parts:
            entry = _entry(_path(part.file), at)
            entry.file_size = part.file.size  # so it is known beforehand whether ZIP64 is needed
            with archive.open(entry, "w") as into:
                for chunk in part.chunks():
                    into.write(chunk)
                    yield sink.taken()
    yield sink.taken()


def _texts(about: Mapping[str, Any], files: Sequence[FileRef]) -> dict[str, str]:
    told = [
        {"kind": file.kind, "name": file.name, "path": _path(file), "sha256": file.sha256, "size": file.size}
        for file in files
    ]
    manifest = json.dumps({**about, "files": told}, ensure_ascii=False, indent=2, sort_keys=True)
    sums = "".join(f"{file.sha256}  {_path(file)}\n" for file in files)
    return {MANIFEST: manifest + "\n", SUMS: sums}


def _path(file: FileRef) -> str:
    return f"{FOLDER}/{file.name}"  # a plain name: R-62


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry


class _Sink:
    """Takes what `ZipFile` writes, which cannot seek here."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What was written since the last call."""
        held, self._held = self._held, []
        return b"".join(held)
