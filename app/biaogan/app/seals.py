"""Checking signatures (验签), the dearest part of an act: in this process, or beside it on another core.

An Ed25519 verification holds Python's lock for about 120 µs, a quarter of all an act costs. `Aside` hands the signatures
of a batch to a process of its own, so that the office goes on with the batch meanwhile. It only says which are good:
who may sign what is decided here, and a signature it calls bad is checked again by whoever refuses it.
"""

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
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
Verdict = Callable[[], list[bool]]
"""Waits for the answer: which of the batch's signatures are good."""


class Seals(Protocol):
    """Checks the signatures of a batch."""

    def check(self, batch: Sequence[Sealed]) -> Verdict:
        """Begin to check; the answer is in the order of the batch."""

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

    def check(self, batch: Sequence[Sealed]) -> Verdict:
        """As `Seals.check`."""
        found = [_holds(key, statement.signature, _message(statement)) for key, statement in batch]
        return lambda: found

    def close(self) -> None:
        """Nothing to do."""


class Aside:
    """In a process of its own, which ends with this one. When it dies, the batch is checked here and another started."""

    def __init__(self) -> None:
        self._here = Here()
        self._process: subprocess.Popen[bytes] | None = None

    def check(self, batch: Sequence[Sealed]) -> Verdict:
        """As `Seals.check`. One batch at a time: the answer is waited for before the next one is begun."""
        if len(batch) < FEWEST:
            return self._here.check(batch)
        try:
            process = self._process or self._start()
            _send(process.stdin, batch)
        except OSError as error:
            return self._fallen(error, batch)

        def verdict() -> list[bool]:
            assert process.stdout is not None
            told = process.stdout.read(len(batch))
            if len(told) == len(batch):
                return [byte == _GOOD[0] for byte in told]
            return self._fallen(EOFError("the answer is cut short"), batch)()

        return verdict

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

    def _fallen(self, error: Exception, batch: Sequence[Sealed]) -> Verdict:
        LOG.warning("the process that checks signatures has died (%s); another one is started", error)
        self.close()
        return self._here.check(batch)


def _send(pipe: IO[bytes] | None, batch: Sequence[Sealed]) -> None:
    assert pipe is not None
    parts = [_COUNT.pack(len(batch))]
    for key, statement in batch:
        message = _message(statement)
        parts += (_HEAD.pack(key.public_bytes_raw(), statement.signature, len(message)), message)
    pipe.write(b"".join(parts))
    pipe.flush()


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
