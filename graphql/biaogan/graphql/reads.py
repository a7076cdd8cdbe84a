"""Who read what (查阅记录), as an audit asks for it: the port over the records of reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

PAGE: Final = 1000
"""Records asked for at a time."""


@dataclass(frozen=True, slots=True)
class Read:
    """One record: a person was shown, or denied, fields of one class of one object.

    ``klass`` is a key of the visibility table, or the kind of an object that was denied as a whole. What comes after
    ``allowed`` is sealed with the object: ``None`` where it was not opened, or was erased.
    """

    id: int
    at: datetime
    person: str
    stream: str
    klass: str
    basis: int
    allowed: bool
    fields: tuple[str, ...] | None = None
    rows: int | None = None
    purpose: str | None = None
    rule: str | None = None
    files: tuple[str, ...] | None = None
    """SHA-256 (hex) of the files that were shown."""
    process: str | None = None
    """Which process answered, by its id in the journal of unwraps."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far records of reads are provable (查阅记录可证范围) in a log of some size."""

    committed: int
    """Every record of a lower id is in a batch that the log holds."""
    missing: int
    """How many ids below the end have no record."""
    altered: tuple[int, ...]
    """Records that are not, or not among those, that were committed to."""


class ReadsPort(Protocol):
    """Reads that are on record, by id; ids count from 0 without gaps, and their times never go back."""

    @property
    def canaries(self) -> frozenset[str]:
        """Streams nobody has any reason to read (诱饵)."""
        ...

    def of_stream(self, stream: str, first: int, limit: int, basis: int) -> Sequence[Read]:
        """At most ``limit`` about an object, from id ``first`` on, at position ``basis`` at the latest; opened."""
        ...

    def of_person(self, person: str, first: int, limit: int, basis: int) -> Sequence[Read]:
        """At most ``limit`` of a person, likewise."""
        ...

    def first_shown(self, stream: str, klass: str, basis: int) -> Mapping[str, datetime]:
        """When each person was first shown a class of an object, at position ``basis`` at the latest."""
        ...

    def between(self, first: int, end: int) -> Sequence[Read]:
        """Those of ids ``first`` to ``end``, not opened."""
        ...

    def first_at(self, time: datetime) -> int:
        """The id of the first record of ``time`` or later; the next one to come if there is none."""
        ...

    def size(self) -> int:
        """The id of the next record to come."""
        ...

    def coverage(self, end: int, log_size: int) -> Coverage:
        """How far the records of ids below ``end`` are committed to by the first ``log_size`` records of the log."""
        ...


def reads_of(port: ReadsPort, person: str, basis: int) -> list[Read]:
    """Everything a person asked for and was shown, or denied, at positions up to ``basis``, oldest first; opened."""
    found: list[Read] = []
    while page := port.of_person(person, found[-1].id + 1 if found else 0, PAGE, basis):
        found += page
    return found
