"""The views built again (视图重建): what they show must follow from the log, row by row and column by column, opened."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine

from biaogan.app.reading import Events
from biaogan.ledger.log import Log
from biaogan.projections.cipher import Cipher
from biaogan.projections.comparing import Compared, compare, reached
from biaogan.projections.database import snapshot
from biaogan.projections.registry import VIEWS
from biaogan.projections.runner import Runner, Source
from biaogan.projections.switching import InFile
from biaogan.projections.tracking import APPLIED
from biaogan.projections.versioned import Versioned

TABLES: Sequence[Versioned[Any]] = [table for view in VIEWS for table in view.tables]


@contextmanager
def rebuilt(source: Source, cipher: Cipher, last: int, step: Callable[[int], None]) -> Iterator[Connection]:
    """Every view of the records up to position ``last``, in a file of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="biaogan-replay-") as folder:
        place = InFile(Path(folder) / "views.db")
        try:
            place.prepare()
            Runner(place.engine, cipher, Until(source, last)).catch_up(step)
            with place.engine.connect() as connection:
                yield connection
        finally:
            place.engine.dispose()


@contextmanager
def beside(
    log: Log, live: Engine, cipher: Cipher, step: Callable[[int], None], source: Source | None = None
) -> "Iterator[Beside]":
    """The live views at one moment, and what they should be; ``source``: how the log is read."""
    with snapshot(live) as shown:
        shown.execute(APPLIED).first()  # from here on they stand still
        last, tracking = reached(shown, TABLES, log.size() - 1)
        with rebuilt(source or Events(log), cipher, last, step) as fresh:
            yield Beside(shown, fresh, cipher, Compared(differences=tracking))


class Beside:
    """Live views and rebuilt ones, side by side (并列)."""

    def __init__(self, live: Connection, fresh: Connection, cipher: Cipher, found: Compared) -> None:
        self.fresh = fresh
        self._live = live
        self._cipher = cipher
        self._found = found

    def compared(self, erased: Collection[str], about: str = "") -> Compared:
        """All tables; with ``about`` only rows that name this stream. ``erased``: the streams none of whose contents is left."""
        for table in TABLES:
            self._found.add(compare(table, self._cipher, self._live, self.fresh, about=about, erased=erased))
        return self._found


class Until:
    """The log up to a position: what the live views had read."""

    def __init__(self, source: Source, last: int) -> None:
        self._source = source
        self._last = last

    def read_from(self, position: int, limit: int) -> Any:
        """As the source has it, and nothing beyond."""
        left = self._last + 1 - position
        return self._source.read_from(position, min(limit, left)) if left > 0 else []

    def wait(self, position: int, timeout: float) -> None:
        """Nothing more will come."""
