"""The processes of an audit (核验进程): one per core, each with a reader of its own, each asked for range after range.

Promise: sections come out in log order whatever the order in which they were finished. A worker is a fresh Python that
imports the verifier and nothing else of its parent; when one dies, the audit fails instead of leaving a range out.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from threading import Lock, Thread
from typing import BinaryIO

from biaogan.ledger.audit_record import Terms
from biaogan.ledger.audit_section import Section, examine
from biaogan.ledger.audit_source import Source
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.note import parse_vkey

Range = tuple[int, int]

_KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_MMAP_THRESHOLD_": "67108864"}
"""Makes glibc keep the memory of one range for the next, instead of asking the kernel for it again and again."""

_AHEAD = 2  # ranges a worker has been given and not yet answered, so that it never waits for the parent


@dataclass(frozen=True, slots=True)
class Job:
    """What all ranges of an audit have in common (核验任务); picklable."""

    source: Source
    terms: Terms
    vkeys: tuple[str, ...]
    last_checkpoint: int

    def run(self, ranges: Iterable[Range]) -> Iterator[Section]:
        """Examine ranges one by one in this process."""
        vkeys = [parse_vkey(text) for text in self.vkeys]
        reader = self.source.open()
        try:
            for first, end in ranges:
                yield examine(reader, self.terms, vkeys, first, end, self.last_checkpoint)
        finally:
            reader.close()


def sections(job: Job, ranges: Sequence[Range], workers: int) -> Iterator[Section]:
    """The sections of all ranges, in order, made by that many processes; by this one if that is enough."""
    if workers <= 1 or len(ranges) <= 1:
        yield from job.run(ranges)
        return
    waiting = _Shared(ranges)
    answers: SimpleQueue[Section | LedgerError] = SimpleQueue()
    done: dict[int, Section] = {}
    with ExitStack() as stack:
        for _ in range(min(workers, len(ranges))):
            worker = stack.enter_context(_Worker(job))
            Thread(target=worker.drive, args=(waiting, answers), daemon=True).start()
        for first, _end in ranges:
            while first not in done:
                answer = answers.get()
                if isinstance(answer, LedgerError):
                    raise answer
                done[answer.first] = answer
            yield done.pop(first)


class _Shared:
    """Ranges that several threads take from."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._ranges = iter(ranges)
        self._lock = Lock()

    def take(self, count: int) -> list[Range]:
        with self._lock:
            return list(islice(self._ranges, count))


class _Worker:
    """One worker process; killed at the end of the context."""

    def __init__(self, job: Job) -> None:
        start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        self._job = job
        self._process = subprocess.Popen(  # noqa: S603  (this Python, our own module)
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**_KEEP_MEMORY, **os.environ},
        )

    def __enter__(self) -> "_Worker":
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # closes the pipes and waits
            self._process.kill()

    def drive(self, waiting: _Shared, answers: "SimpleQueue[Section | LedgerError]") -> None:
        """Keep the process busy until nothing is waiting; its death is an answer too."""
        requests, results = self._process.stdin, self._process.stdout
        assert requests is not None
        assert results is not None
        try:
            pickle.dump(self._job, requests)
            given = 0
            while True:
                for range_ in waiting.take(_AHEAD - given):
                    pickle.dump(range_, requests)
                    given += 1
                requests.flush()
                if not given:
                    return
                answers.put(pickle.load(results))  # noqa: S301  (written by our own process)
                given -= 1
        except (OSError, EOFError, ValueError):  # ValueError: the pipe was closed because the audit is over
            answers.put(LedgerError("a worker of the audit has died; nothing is proven"))


def serve() -> None:
    """What a worker does: a Job from stdin, then ranges; sections, or the error that ends it, to stdout."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    gc.disable()  # nothing here makes cycles
    job: Job = pickle.load(requests)  # noqa: S301  (written by our own parent)
    try:
        for section in job.run(_ranges(requests)):
            pickle.dump(section, answers, protocol=pickle.HIGHEST_PROTOCOL)
            answers.flush()
    except LedgerError as error:
        pickle.dump(LedgerError(str(error)), answers)
        answers.flush()


def _ranges(requests: BinaryIO) -> Iterator[Range]:
    while True:
        try:
            yield pickle.load(requests)  # noqa: S301
        except EOFError:
            return
