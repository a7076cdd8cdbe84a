"""SQL of the data keys (数据密钥的存取语句), for SQLite and for PostgreSQL. No key is ever unwrapped here."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy.engine.interfaces import DBAPICursor

from biaogan.ledger.database import Database
from biaogan.ledger.datakeys import COLUMNS, KeyRow


class KeyStore:
    """The table of data keys."""

    def __init__(self, database: Database) -> None:
        sql = database.sql
        self._database = database
        select = f"SELECT {COLUMNS} FROM data_key WHERE "  # noqa: S608 - our own names
        self._by_id = sql(select + "id IN [text]")
        self._by_name = sql(select + "name IN [text] ORDER BY made_at, id")
        self._namesakes = sql(select + "name IN (SELECT name FROM data_key WHERE id IN [text]) ORDER BY made_at, id")  # noqa: S608
        self._page = sql(select + "id > ? AND wrapped IS NOT NULL ORDER BY id LIMIT ?")
        self._names = sql("SELECT DISTINCT name FROM data_key WHERE destroyed_at IS NULL AND name >= ? AND name < ?")
        self._insert = sql(
            f"INSERT INTO data_key ({COLUMNS}) "  # noqa: S608 - our own names
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
        )
        self._release = sql(
            "UPDATE data_key SET released_at = ?, wrapped = ?, kek = ? "
            "WHERE id = ? AND released_at IS NULL AND destroyed_at IS NULL"
        )
        self._rewrap = sql("UPDATE data_key SET wrapped = ?, kek = ? WHERE id = ? AND kek = ?")
        self._destroy = sql(
            "UPDATE data_key SET wrapped = NULL, kek = NULL, destroyed_at = ? WHERE name IN [text] AND destroyed_at IS NULL "
            "RETURNING id"
        )

    def by_id(self, ids: Collection[str]) -> list[KeyRow]:
        """The keys with these ids."""
        return self._fetch(self._by_id, self._database.array(list(ids))) if ids else []

    def by_name(self, names: Collection[str]) -> list[KeyRow]:
        """The keys with these names, oldest first."""
        return self._fetch(self._by_name, self._database.array(list(names))) if names else []

    def namesakes(self, ids: Collection[str]) -> list[KeyRow]:
        """The keys with these ids and all others of their names, oldest first."""
        return self._fetch(self._namesakes, self._database.array(list(ids))) if ids else []

    def wrapped(self, size: int) -> Iterator[list[KeyRow]]:
        """All keys that can be unwrapped, page after page."""
        last = ""
        while page := self._fetch(self._page, last, size):
            yield page
            last = page[-1].id

    def names(self, prefix: str) -> list[str]:
        """Names of living keys that begin with `prefix`, an ASCII text."""
        with self._database.reading() as cursor:
            cursor.execute(self._names, (prefix, prefix + "\x7f"))
            return sorted(name for (name,) in cursor.fetchall())

    def insert(self, cursor: DBAPICursor, rows: Iterable[KeyRow]) -> None:
        """Add keys, in the caller's transaction; one that is there already stays as it is."""
        cursor.executemany(self._insert, [tuple(row) for row in rows])

    def add(self, rows: Sequence[KeyRow]) -> None:
        """Add keys, durably."""
        with self._database.writing() as cursor:
            self.insert(cursor, rows)

    def release(self, cursor: DBAPICursor, row: KeyRow) -> None:
        """From now on the key opens what it sealed, in the caller's transaction."""
        cursor.execute(self._release, (row.released_at, row.wrapped, row.kek, row.id))

    def rewrap(self, rows: Iterable[tuple[bytes, str, str, str]]) -> None:
        """(wrapped, kek, id, old kek): under another key-encryption key, unless somebody was faster."""
        with self._database.writing() as cursor:
            cursor.executemany(self._rewrap, list(rows))

    def destroy(self, names: Collection[str], at: int) -> int:
        """Destroy keys by name; how many there were."""
        with self._database.writing() as cursor:
            cursor.execute(self._destroy, (at, self._database.array(list(names))))
            return len(cursor.fetchall())

    def scrub(self) -> None:
        """Make the database forget the bytes of what was overwritten: free pages, dead rows, the write-ahead log."""
        with self._database.reading() as cursor:
            if self._database.is_postgres:
                cursor.execute("VACUUM data_key")
            else:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _fetch(self, statement: str, *parameters: object) -> list[KeyRow]:
        with self._database.reading() as cursor:
            cursor.execute(statement, parameters)
            return [KeyRow(*row) for row in cursor.fetchall()]
