"""Reads of confidential things are acts too (披露记录): the port that makes them durable before the answer leaves.

No record, no data: if the port raises :class:`Unavailable`, the operation is answered with an error and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from biaogan.graphql.ports import Session


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Fields of one class of one object that an operation really resolved, by their names in Python."""

    stream: str
    klass: str
    fields: frozenset[str] = field(default_factory=frozenset)
    rows: int = 1
    """How many rows of the object they came from, such as places of a ranking."""
    files: frozenset[str] = field(default_factory=frozenset)
    """SHA-256 (hex) of the files shown."""


@dataclass(frozen=True, slots=True)
class Denied:
    """What an operation asked for and was not given: fields of a class, or (no fields) anything of an object.

    An object that does not exist is denied like one that is not the viewer's to see: the record tells no more than
    the answer did.
    """

    stream: str
    klass: str
    rule: str
    fields: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Reads:
    """Everything one operation is to be recorded for. ``basis`` is the position it was pinned to."""

    session: Session
    purpose: str
    operation: str
    """SHA-256 (hex) of the document and the name of its operation."""
    basis: int
    seen: Sequence[Disclosed]
    denied: Sequence[Denied] = ()
    behalf: str = ""
    """For whom the session's person read (代办)."""
    process: str = ""
    """Which process answered, by its id in the journal of unwraps."""


class Unavailable(Exception):
    """The reads cannot be put on record now."""


class DisclosurePort(Protocol):
    """Puts reads on record."""

    async def disclose(self, reads: Reads) -> int:
        """Durable when it returns: the number of the first record; those of ``seen`` come first, in their order.

        Raises :class:`Unavailable`.
        """
        ...
