"""The schema: what the migrations make is what the code declares, and what is written stays written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from eventsourcing.persistence import IntegrityError, OperationalError
from local_cipher import LocalCipher
from log_samples import START, append, close_log, open_log

from biaogan.ledger import schema
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_row import Access
from biaogan.ledger.database import Database, DatabaseUnsuitable, create_engine
from biaogan.ledger.log import Log
from biaogan.ledger.migrations import VERSION_TABLE, migrate


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    log = open_log(database_url)
    log.append_many([append(f"case_{n}", 1) for n in range(256)])
    log.publish()
    accesses = Accesses(log.database.engine, LocalCipher(bytes(32)), lambda: START)
    accesses.record([[Access("person_1", "case_1", "case.content", 0, True, b"", "case_1")]])
    accesses.close()
    yield log
    close_log(log)


def described(engine: sa.Engine) -> dict[str, Any]:
    """Everything the database itself says of the tables, types and names included."""
    inspector = sa.inspect(engine)
    return {
        table: (
            [{**column, "type": str(column["type"])} for column in inspector.get_columns(table)],
            inspector.get_pk_constraint(table),
            sorted(inspector.get_unique_constraints(table), key=str),
            sorted(inspector.get_check_constraints(table), key=str),
            sorted([name, columns, where] for name, columns, where in map(_index, inspector.get_indexes(table))),
            inspector.get_table_options(table),
        )
        for table in sorted(inspector.get_table_names())
        if table != VERSION_TABLE
    }


def _index(index: Any) -> tuple[str, list[str], list[str]]:
    return index["name"], index["column_names"], [str(option) for option in index.get("dialect_options", {}).values()]


def test_the_migrated_schema_is_the_one_the_code_declares(engine: sa.Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.metadata) == []
    migrated = described(engine)
    schema.metadata.drop_all(engine)
    schema.metadata.create_all(engine)
    assert described(engine) == migrated
    assert set(migrated) == set(schema.metadata.tables)


def test_migrating_again_changes_nothing(engine: sa.Engine) -> None:
    migrate(engine)
    with engine.connect() as connection, connection.begin():
        connection.execute(schema.ledger_head.update().values(size=7))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(schema.ledger_head.c.size)) == 7


def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    def start() -> int:
        engine = create_engine(database_url)
        migrate(engine)
        with engine.connect() as connection:
            size = connection.scalar(sa.select(schema.ledger_head.c.size))
        engine.dispose()
        return int(size) if size is not None else -1

    with ThreadPoolExecutor(8) as pool:
        assert [future.result() for future in [pool.submit(start) for _ in range(8)]] == [0] * 8


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_what_the_log_holds_cannot_be_changed_by_accident(log: Log, table: str, verb: str) -> None:
    column = {"checkpoint": "size", "tile": "data", "access_record": "id"}.get(table, "position")
    statement = verb.format(table, column)
    with pytest.raises(IntegrityError, match="append-only"):
        write(log.database, statement)
    assert log.size() == 256


def test_a_table_of_the_log_cannot_be_emptied(pg_url: str) -> None:
    log = open_log(pg_url)
    for table in schema.APPEND_ONLY:
        with pytest.raises(IntegrityError, match="append-only"):
            write(log.database, f"TRUNCATE {table}")
    close_log(log)


def test_replacing_a_record_is_a_deletion_too(sqlite_url: str) -> None:
    log = open_log(sqlite_url)
    log.append(append("case_1", 1))
    replacement = (
        "REPLACE INTO record SELECT 0, 'case_1', 1, type, kind, admitted_at, jws, opening, leaf, jti FROM record"
    )
    with pytest.raises(IntegrityError, match="append-only"):
        write(log.database, replacement)
    close_log(log)


def test_text_does_not_pass_for_bytes(sqlite_url: str) -> None:
    log = open_log(sqlite_url)
    with pytest.raises(IntegrityError, match="BLOB"):
        write(log.database, "INSERT INTO disclosure VALUES (1000, 'text')")
    close_log(log)


def test_the_log_has_one_head_only(log: Log) -> None:
    empty = "''" if log.database.is_postgres else "x''"
    with pytest.raises(IntegrityError):
        write(log.database, f"INSERT INTO ledger_head VALUES (2, 0, {empty})")


def test_a_commit_reaches_the_disk_before_it_returns(log: Log) -> None:
    with log.database.writing() as cursor:
        cursor.execute("SHOW synchronous_commit" if log.database.is_postgres else "PRAGMA synchronous")
        assert cursor.fetchone() in [("on",), (2,)]


def test_postgresql_that_was_told_to_forget_is_told_to_remember(pg_url: str) -> None:
    engine = create_engine(pg_url + "&options=-csynchronous_commit%3Doff")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SHOW synchronous_commit")) == "on"
    engine.dispose()


def test_the_key_directory_is_read_through_its_index(sqlite_url: str) -> None:
    log = open_log(sqlite_url)
    with log.database.reading() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM record r WHERE r.kind IN ('d', 'g') AND r.position >= 5 "
            "ORDER BY r.position LIMIT 10"
        )
        assert "record_directory_idx" in str(cursor.fetchall())
    close_log(log)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql+pymysql://localhost/x", "postgresql+asyncpg://"]
)
def test_a_database_that_cannot_keep_the_promises_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnsuitable):
        create_engine(url)


def test_errors_of_drivers_have_the_names_of_the_contract(engine: sa.Engine) -> None:
    migrate(engine)
    database = Database(engine)
    write(database, "INSERT INTO tracking VALUES ('a', 1)")
    with pytest.raises(IntegrityError):
        write(database, "INSERT INTO tracking VALUES ('a', 2)")
    with pytest.raises(IntegrityError), database.core() as connection:
        connection.execute(schema.tracking.insert().values(application_name="a", notification_id=3))
    write(database, "UPDATE tracking SET notification_id = 4")  # the writing connection survived
    database.close()


def test_a_connection_that_broke_is_replaced(pg_url: str) -> None:
    log = open_log(pg_url)
    log.append(append("case_1", 1))
    with log.database.reading() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(OperationalError):
        log.append(append("case_1", 2))
    log.append(append("case_1", 2))
    assert log.size() == 2
    close_log(log)


def write(database: Database, statement: str) -> None:
    with database.writing() as cursor:
        cursor.execute(statement)
