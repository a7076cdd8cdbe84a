"""The headers of a RAR archive (RAR 4 and 5), read without unpacking anything, D-28.

Enough to say what is in it, and whether it is encrypted, split or solid.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from biaogan.app.document_check.members import Member
from biaogan.app.document_check.unfit import Unfit

_FOUR, _FIVE = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_BLOCK = struct.Struct("<HBHH")
_FILE = struct.Struct("<LLBLLBBHL")
_LONGEST_HEADER = 1 << 21


def members(file: BinaryIO) -> Iterator[Member]:
    """The entries in their order. Raises `Unfit`."""
    file.seek(0)
    if file.read(len(_FOUR)) == _FOUR:
        return _four(file)
    file.seek(0)
    if file.read(len(_FIVE)) == _FIVE:
        return _five(file)
    raise Unfit("unreadable")


def _four(file: BinaryIO) -> Iterator[Member]:
    """RAR 1.5 to 4."""
    while head := file.read(_BLOCK.size):
        if len(head) < _BLOCK.size:
            raise Unfit("unreadable")
        _, kind, flags, size = _BLOCK.unpack(head)
        rest = file.read(max(0, size - _BLOCK.size))
        if size < _BLOCK.size or len(rest) < size - _BLOCK.size:
            raise Unfit("unreadable")
        data = int.from_bytes(rest[:4], "little") if flags & 0x8000 and len(rest) >= 4 else 0
        if kind == 0x73:
            _refuse(encrypted=bool(flags & 0x80), split=bool(flags & 0x01), solid=bool(flags & 0x08))
        elif kind == 0x74:
            member, data = _file_four(rest, flags)
            yield member
        elif kind == 0x7B:
            return
        file.seek(data, 1)


def _file_four(rest: bytes, flags: int) -> tuple[Member, int]:
    if len(rest) < _FILE.size:
        raise Unfit("unreadable")
    packed, unpacked, system, _, _, _, _, length, attributes = _FILE.unpack_from(rest)
    at = _FILE.size
    if flags & 0x100:
        high, higher = struct.unpack_from("<LL", rest.ljust(at + 8, b"\0"), at)
        packed, unpacked, at = packed | high << 32, unpacked | higher << 32, at + 8
    _refuse(split=bool(flags & 0x03))
    raw = rest[at : at + length].partition(b"\0")[0].replace(b"\\", b"/")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gbk", "replace")
    link = system == 3 and attributes >> 12 == 0xA
    return Member(name, unpacked, bool(flags & 0x04), link), packed


def _five(file: BinaryIO) -> Iterator[Member]:
    """RAR 5."""
    while crc := file.read(4):
        size = _number(file)
        if len(crc) < 4 or not 0 < size <= _LONGEST_HEADER:
            raise Unfit("unreadable")
        header = BytesIO(file.read(size))
        kind, flags = _number(header), _number(header)
        extra = _number(header) if flags & 0x01 else 0
        data = _number(header) if flags & 0x02 else 0
        if kind == 4:
            raise Unfit("archive_encrypted")
        if kind == 1:
            _refuse(split=bool(_number(header) & 0x01))
        if kind == 2:
            _refuse(split=bool(flags & 0x18))
            yield _file_five(header, extra)
        if kind == 5:
            return
        file.seek(data, 1)


def _file_five(header: BytesIO, extra: int) -> Member:
    flags, size, _ = _number(header), _number(header), _number(header)
    header.read(4 * bool(flags & 0x02) + 4 * bool(flags & 0x04))
    _number(header), _number(header)
    name = header.read(_number(header)).decode("utf-8", "replace")
    kinds = list(_extra(BytesIO(header.read(extra)), extra))
    return Member(name, size, 1 in kinds, 5 in kinds)


def _extra(area: BytesIO, length: int) -> Iterator[int]:
    """Kinds of the records in a header's extra area: 1 encryption, 5 redirection."""
    while area.tell() < length:
        size = _number(area)
        end = area.tell() + size
        yield _number(area)
        area.seek(end)


def _number(file: BinaryIO) -> int:
    """A variable-length integer: seven bits a byte, lowest first."""
    value = 0
    for place in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise Unfit("unreadable")
        value |= (byte[0] & 0x7F) << place
        if byte[0] < 0x80:
            return value
    raise Unfit("unreadable")


def _refuse(*, encrypted: bool = False, split: bool = False, solid: bool = False) -> None:
    for found, code in ((encrypted, "archive_encrypted"), (split, "archive_split"), (solid, "archive_solid")):
        if found:
            raise Unfit(code)
