"""Making the report without the server (离线出具): from the log, the records of reads and the views of a deployment.

Whoever runs the command line may not know who the readers are: their ids are left out. That the records were read is put on
record first, as a read by the service; a report that cannot be recorded is not made.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biaogan.app import keyring
from biaogan.app.auditing import ReadBook
from biaogan.app.clock import Clock, system_clock
from biaogan.app.columns import Columns
from biaogan.app.confidentiality.issuing import Issuing
from biaogan.app.opening import open_log
from biaogan.app.reading import LedgerReading
from biaogan.app.service import Service
from biaogan.app.settings import Settings
from biaogan.app.unwrap_book import UnwrapBook
from biaogan.domain.person import SERVICE
from biaogan.graphql.confidentiality.asking import confidentiality
from biaogan.graphql.report_port import Issued
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_row import Access
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Log
from biaogan.ledger.vault_store import KeyStore
from biaogan.projections.database import open_engine
from biaogan.projections.queries import Views

PURPOSE = "biaogan report"


class NoReport(Exception):
    """There is no such cycle, or the positions are none of the log's."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a report is made from."""

    log: Log
    service: Service
    views: Views
    ledger: LedgerReading
    accesses: Accesses
    book: ReadBook
    unwraps: UnwrapBook
    font: Path | None = None

    def told(self, cycle: str, first: int, last: int, head: int, **more: Any) -> dict[str, Any]:
        """The report as JSON, before it says of which log and code. Raises `NoReport`."""
        if not 0 <= first <= last <= min(head, self.views.position()) or head >= self.log.size():
            raise NoReport(f"{first} – {last}")
        told = confidentiality(
            self.views, self.book, self.ledger.basis, cycle, first, last, head, unwraps=self.unwraps, **more
        )
        if told is None:
            raise NoReport(cycle)
        return told

    def issue(self, cycle: str, first: int, last: int | None, lang: str) -> Issued:
        """The signed report as of the head. Raises `NoReport`.

        The views may be behind the log: it is about what they have.
        """
        reached, end = self.views.position(), self.accesses.size()
        head, last = self.log.publish().size - 1, reached if last is None else last
        if not 0 <= first <= last <= reached:
            raise NoReport(f"{first} – {last}")
        self._record(cycle, reached)
        told = self.told(cycle, first, last, head, end=end)
        return Issuing(self.log, self.service, self.font).issue(told, head, lang)

    def _record(self, cycle: str, head: int) -> None:
        """The read of the records is on record (留痕)."""
        content = {"kid": self.service.kid, "purpose": PURPOSE, "fields": ["report"], "rows": 1, "files": []}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        self.accesses.record([[Access(SERVICE, cycle, "audit", head, True, text, cycle)]])

    def cycle(self, name: str) -> str:
        """The cycle of this stream id, or of this name. Raises `NoReport`."""
        for row in self.views.cycles(self.views.position()):
            if name in (row.id, row.name):
                return row.id
        raise NoReport(name)


@contextmanager
def archive(settings: Settings, clock: Clock = system_clock) -> Iterator[Archive]:
    """The deployment's, until the block ends."""
    log_engine, views_engine = create_engine(settings.log_url), open_engine(settings.views_url)
    log = open_log(settings, log_engine, clock, command="report")
    cipher = Columns(log.keys)
    views, accesses = Views(views_engine, cipher), Accesses(log_engine, cipher, clock)
    try:
        service = Service.of(log.origin, keyring.service_key(settings.keys))
        book = ReadBook(accesses, log, settings.decoys)
        unwraps = UnwrapBook(accesses, book, KeyStore(log.database))
        yield Archive(log, service, views, LedgerReading(log, views, clock), accesses, book, unwraps, settings.font)
    finally:
        accesses.close()
        views.close()
        log.close()
        for engine in (log_engine, views_engine):
            engine.dispose()
