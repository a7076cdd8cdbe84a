"""Checking signatures (验签), the dearest part of an act: in this process, or beside it on another core.

An Ed25519 verification holds Python's lock for about 120 µs, a quarter of all an act costs. `Aside` hands most
signatures of a batch to a process of its own and checks the rest meanwhile: nobody waits for one core while the other
rests. It only says which are good: who may sign what is decided here, and a signature it calls bad is checked again
before anybody is refused for it.
"""

import logging
from collections.abc import Sequence
from struct import Struct
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from biaogan.app.beside import Beside, Died, answer, requests
from biaogan.ledger.statement import Statement

LOG = logging.getLogger(__name__)
FEWEST = 3
"""A batch of fewer is done sooner here than handed over."""
_HEAD = Struct("!32s64sI")
_GOOD, _BAD = b"\x01", b"\x00"

Sealed = tuple[Ed25519PublicKey, Statement]


class Seals(Protocol):
    """Checks the signatures of a batch."""

    def check(self, batch: Sequence[Sealed]) -> list[bool]:
        """Which are good."""

    def close(self) -> None:
        """Nothing more will come."""


def _message(statement: Statement) -> bytes:
    return statement.jws.rpartition(".")[0].encode("ascii")


def _holds(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


class Here:
    """In this process, at once."""

    def check(self, batch: Sequence[Sealed]) -> list[bool]:
        """As `Seals.check`."""
        return [_holds(key, statement.signature, _message(statement)) for key, statement in batch]

    def close(self) -> None:
        """Nothing to do."""


class Aside(Beside):
    """In a process of its own, which ends with this one. When it dies, the batch is checked here and another started."""

    def __init__(self) -> None:
        super().__init__(__name__)
        self._here = Here()

    def check(self, batch: Sequence[Sealed]) -> list[bool]:
        """As `Seals.check`; from one thread at a time."""
        if len(batch) < FEWEST:
            return self._here.check(batch)
        there = len(batch) * 2 // 3
        parts: list[bytes] = []
        for key, statement in batch[:there]:
            message = _message(statement)
            parts += (_HEAD.pack(key.public_bytes_raw(), statement.signature, len(message)), message)
        try:
            self.tell(*parts)
            own = self._here.check(batch[there:])
            return [byte == _GOOD[0] for byte in self.hear()] + own
        except Died as died:
            LOG.warning("the process that checks signatures is gone (%s); another one will be started", died)
            return self._here.check(batch)


def serve() -> None:
    """The process aside: a batch a message, one byte of answer for each signature."""
    for message, target in requests():
        told, start = [], 0
        while start < len(message):
            raw, signature, length = _HEAD.unpack_from(message, start)
            start += _HEAD.size + length
            good = _holds(Ed25519PublicKey.from_public_bytes(raw), signature, message[start - length : start])
            told.append(_GOOD if good else _BAD)
        answer(target, b"".join(told))
