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


class Unavailable(Exception):
    """The reads cannot be put on record now."""


class DisclosurePort(Protocol):
    """Puts reads on record."""

    def disclose(self, session: Session | None, at: int, seen: Sequence[Disclosed]) -> None:
        """Durable when it returns. ``at`` is the basis of the operation. Raises :class:`Unavailable`."""
        ...
