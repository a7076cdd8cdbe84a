"""Accesses, their rows and batches, for tests: the people and the service are those of `signed_log`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local_cipher import LocalCipher
from log_samples import Clock, close_log, open_log
from signed_log import SignedLog

from biaogan.ledger.access import Accesses
from biaogan.ledger.access_batches import Batches
from biaogan.ledger.access_row import Access

CIPHER = LocalCipher(bytes(range(32)))


def access(number: int = 0, **changes: Any) -> Access:
    """A read of one class of one object."""
    members: dict[str, Any] = {
        "person": f"person_{number % 3}", "stream": f"case_{number % 2}", "klass": "case.content", "basis": number,
        "allowed": True, "content": f"内容 {number}".encode(), "key": "case_0",
    }  # fmt: skip
    return Access(**{**members, **changes})


@contextmanager
def records(url: str, wait: float = 3.0) -> Iterator[tuple[SignedLog, Accesses, Batches]]:
    """A log with its service, its accesses, and what makes batches of them."""
    made = SignedLog(open_log(url))
    made.found()
    made.publish()
    accesses = Accesses(made.log.database.engine, CIPHER, Clock(), wait=wait)
    try:
        yield made, accesses, Batches(made.log, accesses, made.batch, lambda: made.clock.now)
    finally:
        accesses.close()
        close_log(made.log)
