"""A process beside this one (旁置进程): what would hold Python's lock for long is done on another core.

Messages go both ways over its pipes, each with its length before it. It is a fresh Python that imports the one module
it serves, ends when this process ends, and is started again after it died: the one question it was asked then has to
be answered here. One that gives no answer for `PATIENCE_SECONDS` is as good as dead, and is ended.
"""

import fcntl
import os
import pickle
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from struct import Struct
from time import monotonic
from typing import IO, BinaryIO

from biaogan.ledger.errors import LedgerError

_LENGTH = Struct("!I")
_DONE, _FAULT = b"\x00", b"\x01"
PATIENCE_SECONDS = 60.0
"""A process that starts on a busy machine may take ten; no question takes one."""
_MOST = 1 << 20
"""Bytes that wait in a pipe, so that nobody has to wait for Python's lock over there to go on."""


class Died(Exception):
    """The process is gone, and what it was asked is not answered."""


class Beside:
    """One process, asked one thing at a time; ``first`` is what it is told whenever it starts."""

    def __init__(self, module: str, first: bytes = b"") -> None:
        """``module`` has a function ``serve()``, which loops over `requests`."""
        self._module = module
        self._first = first
        self.patience = PATIENCE_SECONDS
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    def ask(self, *parts: bytes) -> bytes:
        """What `work` answers to a message. Raises the fault met there; `Died`: the next question goes to a new one."""
        self.tell(*parts)
        told = self.hear()
        if told[:1] == _DONE:
            return told[1:]
        fault: Exception = pickle.loads(told[1:])  # noqa: S301 - written by our own process
        raise fault

    def tell(self, *parts: bytes) -> None:
        """Give it a message; its answer is to be heard before the next one. Raises `Died`."""
        try:
            self._send(self._process or self.start(), parts)
        except OSError as error:
            raise self._died(error) from error

    def hear(self) -> bytes:
        """The answer to what it was told. Raises `Died`."""
        assert self._process is not None
        assert self._process.stdout is not None
        pipe, until = self._process.stdout.fileno(), monotonic() + self.patience
        try:
            return _received(pipe, _LENGTH.unpack(_received(pipe, _LENGTH.size, until))[0], until)
        except (OSError, EOFError) as error:
            raise self._died(error) from error

    def _send(self, process: "subprocess.Popen[bytes]", parts: "list[bytes] | tuple[bytes, ...]") -> None:
        assert process.stdin is not None
        pipe, until = process.stdin.fileno(), monotonic() + self.patience
        left = memoryview(b"".join((_LENGTH.pack(sum(map(len, parts))), *parts)))
        while left:
            _wait(pipe, select.POLLOUT, until)
            left = left[os.write(pipe, left) :]  # the pipe does not block

    def _died(self, error: Exception) -> Died:
        self.close()
        return Died(str(error))

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it, and do not wait."""
        code = f"import sys; sys.path[:] = {sys.path!r}; from {self._module} import serve; serve()"
        process = subprocess.Popen(  # noqa: S603 - this Python, our own module
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        for pipe in (process.stdin, process.stdout):
            with suppress(AttributeError, OSError):  # not on every system, not for everybody: only a matter of speed
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _MOST)
        os.set_blocking(process.stdin.fileno(), False)
        if self._first:
            self._send(process, [self._first])
        return process

    def close(self) -> None:
        """End it. Safe to call twice."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _shut(pipe)


def requests() -> Iterator[tuple[bytes, "BinaryIO"]]:
    """Within the process: messages until the other side hangs up, and where each is answered with `answer`."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when its parent does
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            message = _read(source)
        except EOFError:
            return
        yield message, target


def answer(target: "BinaryIO", data: bytes) -> None:
    """Within the process: the answer to the message taken last."""
    target.write(_LENGTH.pack(len(data)))
    target.write(data)
    target.flush()


def work(do: Callable[[bytes], bytes], questions: "Iterator[tuple[bytes, BinaryIO]]") -> None:
    """Within the process: answer every message with what is done about it, or with the fault that was met."""
    for message, target in questions:
        try:
            told = _DONE + do(message)
        except Exception as error:  # noqa: BLE001 - it belongs to who asked, who raises it
            told = _FAULT + portable(error)
        answer(target, told)


def portable(error: Exception) -> bytes:
    """A fault as bytes; as a `LedgerError` of the same words if it cannot be carried over as it is."""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301 - just written
    except (TypeError, ValueError, AttributeError, pickle.PickleError):
        return pickle.dumps(LedgerError(f"{type(error).__name__}: {error}"))
    return data


def _wait(pipe: int, event: int, until: float) -> None:
    """Until there is something to read, or room to write. Raises TimeoutError."""
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(until - monotonic(), 0) * 1000):
        raise TimeoutError("it gives no answer")


def _received(pipe: int, count: int, until: float) -> bytes:
    parts = []
    while count:
        _wait(pipe, select.POLLIN, until)
        part = os.read(pipe, min(count, _MOST))
        if not part:
            raise EOFError("the message is cut short")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _read(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH.size)
    data = pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if len(head) < _LENGTH.size or len(data) < _LENGTH.unpack(head)[0]:
        raise EOFError("the message is cut short")
    return data


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not written yet is of no use to anybody
        return
