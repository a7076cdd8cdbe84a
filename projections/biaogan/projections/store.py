"""The rows being changed by one batch (批次): read once, kept in memory, written together.

Promises: within a batch a fold sees its own earlier changes; :meth:`Tables.flush` writes every change at once,
table by table; the rows that result do not depend on where batches begin and end.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, literal_column

from biaogan.projections.bulk import writer
from biaogan.projections.cipher import Cipher
from biaogan.projections.versioned import END, Versioned

KEEP = 50_000
"""Current rows of one table kept in memory between batches; above it the older half is dropped after a flush."""


class TableRows:
    """One table within a batch; implements :class:`biaogan.projections.versioned.Rows`."""

    def __init__(self, table: Versioned[Any], dialect: Dialect, cipher: Cipher) -> None:
        self._cipher = cipher
        self._table = table
        self._key = table.key
        self._open: dict[tuple[Any, ...], dict[str, Any] | None] = {}
        self._whole = False
        """Every row there is was made here: a key that is neither open nor dropped has none."""
        self._dropped: set[int] = set()
        """Hashes of keys whose rows were dropped from memory; where two are alike, a row is looked for in vain."""
        self._inserts: list[dict[str, Any]] = []
        self._closes: list[dict[str, Any]] = []
        columns = table.table.c
        holds = columns.until == literal_column(str(END))
        found = table.table.select().where(*(columns[name] == bindparam(name) for name in table.key), holds)
        self._select = str(found.compile(dialect=dialect))
        self._writer = writer(table.table, dialect)

    def begin(self, connection: Connection, first: int) -> None:
        """A batch begins with the record at position ``first``."""
        self._connection = connection
        self._first = first

    def forget(self, empty: bool) -> None:
        """Drops what is remembered; ``empty``: the table has no rows, so an unknown key need not be looked up."""
        self._open.clear()
        self._dropped.clear()
        self._inserts.clear()
        self._closes.clear()
        self._whole = empty

    def current(self, *key: Any) -> Mapping[str, Any] | None:
        """The row that holds now, or ``None``."""
        return self._find(key)

    def _find(self, key: tuple[Any, ...]) -> dict[str, Any] | None:
        if key in self._open:
            return self._open[key]
        if self._whole and hash(key) not in self._dropped:
            return None
        values = self._connection.exec_driver_sql(self._select, dict(zip(self._key, key, strict=True))).fetchone()
        row = self._open[key] = None if values is None else self._table.loaded(values, self._cipher)
        return row

    def supersede(self, position: int, row: Mapping[str, Any], *, first: bool = False) -> None:
        """From ``position`` on the row with this key is ``row``."""
        key = tuple([row[name] for name in self._key])
        old = None if first else self._find(key)
        new = {**row, "since": position, "until": END}
        if old is not None:
            self._close(old, position)
        self._open[key] = new
        self._inserts.append(new)

    def amend(self, position: int, *key: Any, **changes: Any) -> None:
        """From ``position`` on the row has these values; nothing happens if no row holds."""
        old = self._find(key)
        if old is not None:
            self.supersede(position, {**old, **changes})

    def end(self, position: int, *key: Any) -> None:
        """From ``position`` on there is no such row."""
        old = self._find(key)
        if old is not None:
            self._close(old, position)
            self._open[key] = None

    def _close(self, old: dict[str, Any], position: int) -> None:
        old["until"] = position
        if old["since"] < self._first:  # written by an earlier batch
            self._closes.append(old)

    def flush(self) -> None:
        """Writes the batch's changes, in the caller's transaction."""
        self._writer.close(self._connection, self._closes)
        # A row superseded by the very record that made it held at no position.
        made = [self._table.coded(row, self._cipher) for row in self._inserts if row["since"] < row["until"]]
        self._writer.insert(self._connection, made)
        self._closes.clear()
        self._inserts.clear()
        if len(self._open) > KEEP:
            self._drop()

    def _drop(self) -> None:
        old = list(islice(self._open, len(self._open) // 2))
        for key in old:
            row = self._open.pop(key)
            if self._whole and row is not None:
                self._dropped.add(hash(key))


class Tables:
    """All tables of some views within a batch; implements :class:`biaogan.projections.versioned.Store`.

    Memory lives across batches as long as this worker is the one that applied the last batch; the runner calls
    :meth:`forget` when another worker did, and after a rollback.
    """

    def __init__(self, tables: Sequence[Versioned[Any]], dialect: Dialect, cipher: Cipher) -> None:
        self._rows = {table: TableRows(table, dialect, cipher) for table in tables}

    def __getitem__(self, table: Versioned[Any], /) -> TableRows:
        return self._rows[table]

    def __iter__(self) -> Iterator[Versioned[Any]]:
        return iter(self._rows)

    def begin(self, connection: Connection, first: int) -> None:
        """A batch begins with the record at position ``first``."""
        for rows in self._rows.values():
            rows.begin(connection, first)

    def forget(self, empty: bool) -> None:
        """Nothing is remembered any more; ``empty``: nothing is in the tables either."""
        for rows in self._rows.values():
            rows.forget(empty)

    def flush(self) -> None:
        """Writes the batch's changes, in the transaction of :meth:`begin`."""
        for rows in self._rows.values():
            rows.flush()
