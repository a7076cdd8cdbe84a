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

from biaogan.app.beside import Beside, Died, answer, requests
from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.ledger.database import create_engine
from biaogan.ledger.errors import LedgerError
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
            LOG.warning("the process that signs checkpoints has died (%s); another one will be started", died)
            return self._here.prove(positions)
        if told[:1] == b"[":
            receipts: list[str] = json.loads(told)
            return receipts
        fault = pickle.loads(told)  # noqa: S301 - written by our own process
        raise fault


def serve() -> None:
    """The process aside: first the settings, then positions a message; receipts, or the fault, as the answer."""
    questions = requests()
    message, _ = next(questions)
    settings: Settings = pickle.loads(message)  # noqa: S301 - written by our own parent
    engine = create_engine(settings.log_url)
    notary = Here(open_log(settings, engine, sealed=True))
    for message, target in questions:
        try:
            told = json.dumps(notary.prove(json.loads(message))).encode()
        except Exception as error:  # noqa: BLE001 - it belongs to the caller, who raises it
            told = portable(error)
        answer(target, told)


def portable(error: Exception) -> bytes:
    """A fault as bytes; as a `LedgerError` of the same words if it cannot be carried over as it is."""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301 - just written
    except (TypeError, ValueError, AttributeError, pickle.PickleError):
        return pickle.dumps(LedgerError(f"{type(error).__name__}: {error}"))
    return data
