"""What a chain of reasons needs of the outside (溯源接口): records with their statements, signatures and causes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from biaogan.domain.act import Recorded
from biaogan.graphql.ports import RecordView


@dataclass(frozen=True, slots=True)
class Signature:
    """The key under a record (签名): whose it is, who keeps it, where it was enrolled, and whether it signed these bytes.

    ``enrolled``: position of the record that made the key known; of the service's own it is the genesis. ``None``: no
    record does, so that nothing can be said (无法验证).
    """

    kid: str
    custody: str
    enrolled: int | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """One record (记录): its face, its typed reading, the claims a chain follows, its signature.

    ``told`` is ``None`` for a type this release does not know. ``cause``: digest of the statement it follows from, ""
    for an act; ``basis``: the position its signer decided on.
    """

    face: RecordView
    told: Recorded | None
    digest: str
    cause: str
    basis: int | None
    rules: str
    signature: Signature

    @property
    def position(self) -> int:
        """Its place in the log."""
        return self.face.position


class TracesPort(Protocol):
    """The log, as far as chains of reasons go. Nothing here writes."""

    def of(self, stream: str, at: int) -> Sequence[Trace]:
        """The records of a stream up to position ``at``, oldest first."""
        ...

    def at(self, position: int) -> Trace | None:
        """The record at a position."""
        ...

    def cause(self, trace: Trace) -> Trace | None:
        """The act that a consequence follows from; ``None`` for an act."""
        ...

    def received(self, receipt: str) -> int | None:
        """The position a receipt proves, if it is a receipt of this log for what stands there; else ``None``."""
        ...
