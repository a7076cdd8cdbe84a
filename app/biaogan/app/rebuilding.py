"""The views built again (视图重建): what they show must follow from the log, row by row and column by column, opened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, select

from biaogan.app.reading import Events
from biaogan.ledger.log import Log
from biaogan.projections.cipher import Cipher
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.registry import VIEWS
from biaogan.projections.runner import Runner
from biaogan.projections.versioned import Versioned


@dataclass
class Rebuilt:
    """What a comparison found (视图比对)."""

    rows: int = 0
    gone: int = 0
    """Rows that differ because what they are about was erased."""
    differences: list[str] = field(default_factory=list)


def compare(log: Log, live: Engine, cipher: Cipher, erased: frozenset[str], step: Callable[[int], None]) -> Rebuilt:
    """The views of the same records, built beside the live ones in a file of their own, compared row by row.

    ``erased``: the streams none of whose contents is left.
    """
    found = Rebuilt()
    with TemporaryDirectory(prefix="biaogan-replay-") as folder:
        fresh = open_engine(f"sqlite:///{Path(folder) / 'views.db'}")
        migrate(fresh)
        until = Runner(live, cipher, Events(log)).position()
        Runner(fresh, cipher, Until(Events(log), until)).catch_up(step)
        for view in VIEWS:
            for table in view.tables:
                _compare(found, table, cipher, live, fresh, erased)
        fresh.dispose()
    return found


class Until:
    """The log up to a position: what the live views had read."""

    def __init__(self, events: Events, last: int) -> None:
        self._events = events
        self._last = last

    def read_from(self, position: int, limit: int) -> Any:
        """As `Events.read_from`, and nothing beyond."""
        left = self._last + 1 - position
        return self._events.read_from(position, min(limit, left)) if left > 0 else []

    def wait(self, position: int, timeout: float) -> None:
        """Nothing more will come."""


def _compare(
    found: Rebuilt, table: Versioned[Any], cipher: Cipher, live: Engine, fresh: Engine, erased: frozenset[str]
) -> None:
    shown, right = _rows(table, live), _rows(table, fresh)
    found.rows += len(right)
    for key in sorted(shown.keys() | right.keys(), key=str):
        name = f"{table.table.name} {key}"
        if shown.get(key) != right.get(key) and not erased.isdisjoint(
            value for row in (shown.get(key, ()), right.get(key, ())) for value in row if isinstance(value, str)
        ):
            found.gone += 1
        elif key not in right:
            found.differences.append(f"{name}: a row that does not follow from the log")
        elif key not in shown:
            found.differences.append(f"{name}: the row is missing")
        elif shown[key] != right[key]:
            found.differences += _differences(name, table, cipher, shown[key], right[key])


def _rows(table: Versioned[Any], engine: Engine) -> dict[Any, tuple[Any, ...]]:
    """The rows as stored, by key."""
    key = [table.table.columns.keys().index(column.name) for column in table.table.primary_key]
    with engine.connect() as connection:
        rows = connection.execute(select(table.table))
        return {tuple(row[place] for place in key): tuple(row) for row in rows}


def _differences(
    name: str, table: Versioned[Any], cipher: Cipher, shown: tuple[Any, ...], right: tuple[Any, ...]
) -> Iterator[str]:
    """Column by column, opened: what a destroyed key hides is the same as what the log does not give any more."""
    try:
        read = table.loaded(shown, cipher)
    except ValueError:
        yield f"{name}: its sealed columns were not sealed for this row"
        return
    for column, value in table.loaded(right, cipher).items():
        if read[column] != value:
            yield f"{name} {column}: {read[column]!r}, should be {value!r}"
