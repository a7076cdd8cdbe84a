"""A real ``biaogan serve`` in a process of its own (被测服务), as an operator would run it, with what it uses of the machine."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

START_SECONDS = 60.0
"""The longest a start may take: a start proves the log anew."""
_MAIN = "from biaogan.app.cli import main; main()"


class NotServing(Exception):
    """The server ended, or does not answer; its last words."""


def command(*arguments: str) -> list[str]:
    """The ``biaogan`` command of this very environment."""
    return [sys.executable, "-c", _MAIN, *arguments]


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """Starts on a data directory; `stop` asks it to end, `kill` does not ask."""

    def __init__(
        self,
        data: Path,
        database: str = "",
        *options: str,
        port: int = 0,
        verb: str = "serve",
        program: Sequence[str] = (),
    ) -> None:
        """``program``: a command that stands in for ``biaogan``."""
        self.port = port or free_port()
        self.data = data
        listening = ("--port", str(self.port)) if verb == "serve" else ()
        arguments = (verb, "--data", str(data), "--database", database, *listening, *options)
        self._command = [*program, *arguments] if program else command(*arguments)
        self._words = (data / f"{verb}.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers. Raises `NotServing`."""
        self.launch()
        until = monotonic() + START_SECONDS
        while not self.answers():
            if self._running.poll() is not None or monotonic() > until:
                raise NotServing((self.data / "serve.log").read_text(encoding="utf-8", errors="replace")[-2000:])
            sleep(0.02)

    def launch(self) -> None:
        """Start, and do not wait."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            self._command, stdout=self._words, stderr=self._words, env=environment, start_new_session=True
        )

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise NotServing("it was not started")
        return self._process

    def answers(self) -> bool:
        """Whether it is healthy."""
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def behind(self) -> int:
        """By how many records the views are behind the log."""
        try:
            with urlopen(f"{self.url}/readyz", timeout=10) as answer:  # noqa: S310 - loopback
                text = answer.read()
        except HTTPError as late:  # it says so with status 503
            text = late.read()
        told: dict[str, Any] = json.loads(text)
        return int(told["behind"])

    def settle(self, seconds: float = 60) -> None:
        """Wait until the views have caught up, so that nothing of the last measurement runs into the next one."""
        until = monotonic() + seconds
        while self.behind() and monotonic() < until:
            sleep(0.05)

    def kill(self) -> None:
        """``kill -9``: no goodbye, nothing flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(number)
            process.wait(30)

    def cpu_seconds(self) -> float:
        """Processor time used so far by all processes of the service; 0 where ``/proc`` is not there to tell."""
        return sum(cpu_seconds(pid) for pid in _group(self._running.pid))

    def memory_mb(self) -> float:
        """Resident memory now, of all processes of the service; 0 where ``/proc`` is not there to tell."""
        return group_memory_mb(self._running.pid)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._words.close()


def cpu_seconds(pid: int | None) -> float:
    """Processor time of a process so far, user and system; 0 if it is not there to be asked."""
    found = _stat(Path(f"/proc/{pid}"))
    return (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK") if found else 0.0


def group_memory_mb(leader: int) -> float:
    """Resident memory of a process started in a session of its own, and of all it started."""
    return sum(_resident(pid) for pid in _group(leader)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _group(leader: int) -> list[int]:
    """The processes of a process group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _stat(folder)
        if fields and int(fields[2]) == leader:
            found.append(int(folder.name))
    return found


def _stat(folder: Path) -> list[str]:
    """What the kernel tells of a process, from its state on; nothing if it has ended."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
