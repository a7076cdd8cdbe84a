"""What an archive may hold (压缩包内容), D-28: plain names, once each, not encrypted, not more than can be unpacked."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PureWindowsPath

from biaogan.app.document_check.unfit import Unfit

MOST_MEMBERS = 5_000
MOST_BYTES = 1 << 30
"""Of all members together, unpacked."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry, as its header has it."""

    name: str
    size: int
    encrypted: bool = False
    link: bool = False


def examine(members: Iterable[Member]) -> None:
    """Raises `Unfit` for what must not be unpacked."""
    seen: set[str] = set()
    total = 0
    for member in members:
        if member.encrypted:
            raise Unfit("archive_encrypted")
        if member.link or not _plain(member.name):
            raise Unfit("archive_name", name=repr(member.name))
        same = unicodedata.normalize("NFC", member.name).casefold()
        if same in seen:
            raise Unfit("archive_twice", name=repr(member.name))
        seen.add(same)
        total += member.size
        if len(seen) > MOST_MEMBERS:
            raise Unfit("archive_too_large", found=len(seen), limit=MOST_MEMBERS)
        if total > MOST_BYTES:
            raise Unfit("archive_too_large", found=total, limit=MOST_BYTES)


def _plain(name: str) -> bool:
    """A relative path without ``..`` on any system, and nothing that does not print."""
    path = PureWindowsPath(name)
    parts = name.replace("\\", "/").rstrip("/").split("/")
    odd = path.drive or path.root or "\\" in name or any(part in ("", ".", "..") for part in parts)
    return not odd and not any(unicodedata.category(char) in ("Cc", "Cs") for char in name)
