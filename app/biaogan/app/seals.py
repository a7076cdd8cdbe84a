"""Checking signatures (验签), the dearest part of an act: in this process, or beside it on another core.

An Ed25519 verification holds Python's lock for about 120 µs, a quarter of all an act costs. `Aside` hands the signatures
of a batch to a process of its own, so that the office goes on with the batch before meanwhile. It only says which are
good: who may sign what is decided here, and a signature it calls bad is checked again before anybody is refused for it.
"""

import logging
import subprocess
import sys
from collections.abc import Sequence
from struct import Struct
from typing import IO, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from biaogan.ledger.statement import Statement

LOG = logging.getLogger(__name__)
FEWEST = 3
"""A batch of fewer is done sooner here than handed over."""
_COUNT = Struct("!I")
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


class Aside:
    """In a process of its own, which ends with this one. When it dies, the batch is checked here and another started."""

    def __init__(self) -> None:
        self._here = Here()
        self._process: subprocess.Popen[bytes] | None = None
        self._start()

    def check(self, batch: Sequence[Sealed]) -> list[bool]:
        """As `Seals.check`; from one thread at a time."""
        if len(batch) < FEWEST:
            return self._here.check(batch)
        try:
            return _asked(self._process or self._start(), batch)
        except (OSError, EOFError) as error:
            LOG.warning("the process that checks signatures has died (%s); another one will be started", error)
            self.close()
            return self._here.check(batch)

    @property
    def pid(self) -> int | None:
        """The process aside, while there is one."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _shut(pipe)

    def _start(self) -> "subprocess.Popen[bytes]":
        start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        self._process = subprocess.Popen(  # noqa: S603 - this Python, our own module
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self._process


def _asked(process: "subprocess.Popen[bytes]", batch: Sequence[Sealed]) -> list[bool]:
    assert process.stdin is not None
    assert process.stdout is not None
    parts = [_COUNT.pack(len(batch))]
    for key, statement in batch:
        message = _message(statement)
        parts += (_HEAD.pack(key.public_bytes_raw(), statement.signature, len(message)), message)
    process.stdin.write(b"".join(parts))
    process.stdin.flush()
    told = process.stdout.read(len(batch))
    if len(told) < len(batch):
        raise EOFError("the answer is cut short")
    return [byte == _GOOD[0] for byte in told]


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not written yet is of no use to anybody
        LOG.debug("a pipe was broken already")


def serve() -> None:
    """The process aside: batches from standard input, one byte for each signature to standard output, until the end."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when its parent does
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := requests.read(_COUNT.size)) == _COUNT.size:
        batch = []
        for _ in range(_COUNT.unpack(head)[0]):
            raw, signature, length = _HEAD.unpack(requests.read(_HEAD.size))
            batch.append((raw, signature, requests.read(length)))
        for raw, signature, message in batch:
            good = _holds(Ed25519PublicKey.from_public_bytes(raw), signature, message)
            answers.write(_GOOD if good else _BAD)
        answers.flush()
