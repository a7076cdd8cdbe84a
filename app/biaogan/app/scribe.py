"""The scribe (书记): puts reads on record, in this process or beside it on another core.

Wording, sealing and inserting a row holds Python's lock for some 30 µs, and a page of cases has twenty of them.
`Aside` hands the operations over as they are and waits, without the lock, until the rows are durable over there. When
that process dies, they are recorded here at once: if it had got as far as the commit, a read is on record twice, but
none is ever missing. A fault met there is raised here, so who asked is refused as they would have been.

Whose key was destroyed seals nothing new over there either: every message says first what has been destroyed since the
one before. The clock there stands where this process's stood when the message left. Which keys were unwrapped over
there is journaled as here, when an empty batch comes, which is once a second.
"""

import logging
import pickle
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import Protocol

from biaogan.app.beside import Beside, Died, requests, work
from biaogan.app.clock import Clock, system_clock
from biaogan.app.columns import Columns
from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.app.wording import Plain, accesses, plain
from biaogan.graphql.disclosure import Reads
from biaogan.ledger.access import Accesses
from biaogan.ledger.database import create_engine
from biaogan.ledger.unwraps import Work, begin

LOG = logging.getLogger(__name__)
FEWEST = 64
"""A batch of fewer rows is done at less cost here than handed over."""


class Scribe(Protocol):
    """Writes down what operations are to be recorded for."""

    def record(self, batch: Sequence[Reads]) -> list[int]:
        """Durable when it returns: the id of the first row of each. From any thread. Raises as `Accesses.record`."""

    def forget(self, names: Collection[str]) -> None:
        """These keys were destroyed: from the next batch on they seal nothing. From any thread."""

    def close(self) -> None:
        """Nothing more will come."""


class Here:
    """In this process, at once."""

    def __init__(self, book: Accesses) -> None:
        self._book = book

    def record(self, batch: Sequence[Reads]) -> list[int]:
        """As `Scribe.record`."""
        return recorded(self._book, map(plain, batch))

    def forget(self, names: Collection[str]) -> None:
        """The vault of this process knows."""

    def close(self) -> None:
        """Nothing to do."""


class Aside(Beside):
    """In a process of its own, which ends with this one. When it dies, it is done here and another one is started."""

    def __init__(self, settings: Settings, here: Scribe, clock: Clock, command: str) -> None:
        """``here`` does what is left undone; ``clock`` tells when a batch is put on record; ``command`` is what runs."""
        super().__init__(__name__, pickle.dumps((settings, command)))
        self._here = here
        self._clock = clock
        self._destroyed: list[str] = []
        self._told = 0
        self._one = Lock()
        self.fewest = FEWEST

    def record(self, batch: Sequence[Reads]) -> list[int]:
        """As `Scribe.record`; an empty batch says what was destroyed, and asks for the journal of unwraps."""
        if 0 < sum(len(reads.seen) + len(reads.denied) for reads in batch) < self.fewest:
            return self._here.record(batch)
        with self._one:
            known = len(self._destroyed)
            message = pickle.dumps((self._destroyed[self._told : known], self._clock(), list(map(plain, batch))))
            try:
                told = self.ask(message)
            except Died as died:
                LOG.warning("the process that puts reads on record is gone (%s); another one will be started", died)
                self._told = 0  # the next one knows of nothing yet
                return self._here.record(batch)
            self._told = known
        firsts: list[int] = pickle.loads(told)  # noqa: S301 - written by our own process
        return firsts

    def forget(self, names: Collection[str]) -> None:
        """As `Scribe.forget`."""
        self._destroyed.extend(names)


class Instant:
    """A clock that stands where it was put last, at first where the machine's stands."""

    def __init__(self) -> None:
        self.now = system_clock()

    def __call__(self) -> datetime:
        return self.now


def serve() -> None:
    """The process aside: first the settings, then a batch a message; first ids, or the fault, as the answer."""
    questions = requests()
    message, _ = next(questions)
    settings, command = pickle.loads(message)  # noqa: S301 - written by our own parent
    engine, clock = create_engine(settings.log_url), Instant()
    log = open_log(settings, engine, clock, command=command)
    book = Accesses(engine, Columns(log.keys), clock)
    begin(Work.RECORDING)

    def do(message: bytes) -> bytes:
        destroyed, clock.now, batch = pickle.loads(message)  # noqa: S301 - written by our own parent
        log.keys.forget(destroyed)
        if not batch:
            log.record_unwraps()
        return pickle.dumps(recorded(book, batch))

    work(do, questions)


def recorded(book: Accesses, batch: Iterable[Plain]) -> list[int]:
    """Word it and put it on record; of an empty batch there is nothing to write."""
    groups = [accesses(told) for told in batch]
    return book.record(groups) if groups else []
