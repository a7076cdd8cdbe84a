"""What a file is, by its content and never by its name (按内容识别格式), D-27, D-28. Raises `Unfit` for anything else."""

import os
import struct
from collections.abc import Iterable
from itertools import pairwise
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from biaogan.app.document_check import rar
from biaogan.app.document_check.members import Member, examine
from biaogan.app.document_check.unfit import Unfit
from biaogan.app.document_check.word_safety import no_active_content

_END = struct.Struct("<4s4H2LH")
_TAIL = 1 << 16
_OLE_WORD = "WordDocument".encode("utf-16-le")
_SCAN = 1 << 20


def detect(file: BinaryIO) -> str:
    """The format of a file (``docx``, ``doc``, ``pdf``, ``zip``, ``rar``, ``png``, ``jpg``), sound as far as can be told."""
    head = _at(file, 0, 8)
    if head.startswith(b"%PDF-"):
        return _ends(file, b"%%EOF", "pdf")
    if head == b"\x89PNG\r\n\x1a\n":
        return _ends(file, b"IEND", "png")
    if head.startswith(b"\xff\xd8\xff"):
        return _ends(file, b"\xff\xd9", "jpg")
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _old_word(file)
    if head.startswith(b"Rar!\x1a\x07"):
        examine(rar.members(file))
        return "rar"
    if head.startswith(b"PK\x07\x08"):
        raise Unfit("archive_split")
    if head.startswith(b"PK"):
        return _zip(file)
    raise Unfit("format_unknown")


def _at(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)


def _ends(file: BinaryIO, mark: bytes, found: str) -> str:
    """The file is whole if its mark stands near its end."""
    size = file.seek(0, os.SEEK_END)
    if mark not in _at(file, max(0, size - 2048), 2048):
        raise Unfit("unreadable")
    return found


def _old_word(file: BinaryIO) -> str:
    """A compound file is a Word document if a stream of that name is in it; encrypted ones and others are not."""
    file.seek(0)
    blocks = iter(lambda: file.read(_SCAN), b"")
    before = b""
    for block in blocks:
        if _OLE_WORD in before[-len(_OLE_WORD) :] + block:
            return "doc"
        before = block
    raise Unfit("format_unknown")


def _zip(file: BinaryIO) -> str:
    try:
        _one_volume(file)
        with ZipFile(file, metadata_encoding="gbk") as archive:
            examine(_members(archive))
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names:
                return "zip"
            if "word/document.xml" not in names:
                raise Unfit("format_unknown")
            no_active_content(archive)
            return "docx"
    except (BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError, ValueError):
        raise Unfit("unreadable") from None


def _members(archive: ZipFile) -> Iterable[Member]:
    for info in archive.infolist():
        link = info.external_attr >> 28 == 0xA
        yield Member(info.orig_filename, info.file_size, bool(info.flag_bits & 0x1), link)
    for one, other in pairwise(sorted(archive.infolist(), key=lambda info: info.header_offset)):
        if one.header_offset + one.compress_size > other.header_offset:
            raise Unfit("unreadable")


def _one_volume(file: BinaryIO) -> None:
    """The end of the central directory is on the first and only disk."""
    size = file.seek(0, os.SEEK_END)
    tail = _at(file, max(0, size - _TAIL - _END.size), _TAIL + _END.size)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + _END.size > len(tail):
        raise Unfit("unreadable")
    _, disk, directory, *_ = _END.unpack_from(tail, place)
    if (disk, directory) not in ((0, 0), (0xFFFF, 0xFFFF)):
        raise Unfit("archive_split")
