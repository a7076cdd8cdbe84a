"""The notary (公证): publishes what is committed and gives receipts; in this process, or beside it on another core.

What it does needs nothing of the office's memory: it reads back what is on the disk, hashes it again, signs, and proves
(ledger.md section 3). So the office may go on deciding while it works, and nobody is answered before it has.
"""

import json
import logging
import pickle
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

from biaogan.app.beside import Beside, Died, requests, work
from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Log

LOG = logging.getLogger(__name__)


class Notary(Protocol):
    """Signs for what has been admitted."""

    def prove(self, positions: Sequence[int]) -> list[str]:
        """Publish everything committed, and the receipts of some of it. Raises `IntegrityAlarm`."""

    def close(self) -> None:
        """Nothing more will come."""


class Here:
    """In this process, at once."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def prove(self, positions: Sequence[int]) -> list[str]:
        """As `Notary.prove`."""
        self._log.publish()
        return self._log.receipts(positions)

    def close(self) -> None:
        """Nothing to do."""


class Aside(Beside):
    """In a process of its own, which ends with this one. When it dies, it is done here and another one is started."""

    def __init__(self, settings: Settings, log: Log) -> None:
        super().__init__(__name__, pickle.dumps(settings))
        self._here = Here(log)
        self._one = Lock()

    def prove(self, positions: Sequence[int]) -> list[str]:
        """As `Notary.prove`; from any thread."""
        try:
            with self._one:
                told = self.ask(json.dumps(list(positions)).encode())
        except Died as died:
            LOG.warning("the process that signs checkpoints is gone (%s); another one will be started", died)
            return self._here.prove(positions)
        receipts: list[str] = json.loads(told)
        return receipts


def serve() -> None:
    """The process aside: first the settings, then positions a message; receipts, or the fault, as the answer."""
    questions = requests()
    message, _ = next(questions)
    settings: Settings = pickle.loads(message)  # noqa: S301 - written by our own parent
    engine = create_engine(settings.log_url)
    notary = Here(open_log(settings, engine, sealed=True))
    work(lambda message: json.dumps(notary.prove(json.loads(message))).encode(), questions)
