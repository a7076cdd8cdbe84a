"""The journal of unwraps (密钥解开记录), as an audit asks for it: the port over its rows and the reads beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from biaogan.graphql.reads import Read


@dataclass(frozen=True, slots=True)
class Unwrap:
    """One row of the journal (密钥解开记录): a process unwrapped the key of ``stream``, ``count`` times for the same work.

    A command that opens everything tells of many keys in one row: then ``stream`` is ``*`` and ``key`` is empty.
    """

    id: int
    at: datetime
    process: str
    command: str
    work: str
    key: str
    stream: str
    personal: bool
    count: int
    dropped: int
    """How many more the process could not keep in mind."""
    basis: int
    many: frozenset[str] = frozenset()
    """The ids of many keys."""


class UnwrapsPort(Protocol):
    """The journal, and the reads beside it."""

    def of_stream(self, stream: str, first: int, limit: int, basis: int) -> Sequence[Unwrap]:
        """At most ``limit`` of the keys of an object, from number ``first`` on, at position ``basis`` at the latest."""
        ...

    def about(self, unwrap: Unwrap, stream: str) -> Unwrap | None:
        """What a row tells of the keys of one object; ``None`` if it tells nothing of them."""
        ...

    def between(self, first: int, end: int) -> Sequence[Unwrap | Read]:
        """Everything on record of numbers ``first`` to ``end``, reads opened."""
        ...

    def unwraps(self, first: int, end: int) -> Sequence[Unwrap]:
        """The unwraps of numbers ``first`` to ``end``."""
        ...

    def first_at(self, time: datetime) -> int:
        """The number of the first record of ``time`` or later; the next one if there is none."""
        ...

    def size(self) -> int:
        """The number of the next record to come."""
        ...

    def held(self, process: str, stream: str, until: datetime) -> bool:
        """Whether a process may have had the key of an object by then: it had unwrapped it, or was there when it was made.

        True where that cannot be told any more.
        """
        ...
