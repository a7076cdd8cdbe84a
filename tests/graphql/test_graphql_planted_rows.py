"""A whole year in the views, and then somebody changes one value: of every column of every view, the comparison that
``biaogan replay`` makes names the row, the column and the position. A new column is asked for without being named here.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import support_journey as s
import world as w
from sqlalchemy import BigInteger, Boolean, Column, Connection, Engine, LargeBinary, Table, and_, update
from stories import ListSource
from view_cipher import CIPHER
from whole_story import stages

from biaogan.app.rebuilding import TABLES
from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.projections.comparing import Difference, compare, reached, rows
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.runner import Runner
from biaogan.projections.tracking import TRACKING
from biaogan.projections.versioned import END, METADATA, Versioned

NOT_OF_THE_LOG = {("view_tracking", "generation")}
"""How often the views were rebuilt: nothing that is shown depends on it, and the log does not know."""
BY_NAME = {table.table.name: table for table in TABLES}


@cache
def year() -> tuple[Recorded, ...]:
    """The whole story of a year, an interest declared, a login linked and help agreed to."""
    scene = stages()["T"].scene.copy()
    at, officer = scene.records[-1].at, w.OFFICER.actor
    scene.record(ev.InterestDeclared(w.person("org"), "亲属任职", "2026-12-31"), officer, w.Who(officer, "self"), at)
    scene.record(ev.OidcIdentityLinked("https://id.example", "7"), officer, w.REGISTRAR, at)
    scene.record(s.request(), s.HELPED, w.Who(s.HELPED, "self"), at)
    scene.record(s.consent(s.request()), s.HELPED, w.DIRECTOR, at)
    return tuple(scene.records)


@dataclass
class Both:
    """The live views of the year, and the same built anew, once."""

    live: Engine
    fresh: Connection

    @contextmanager
    def spoilt(self) -> Iterator[Connection]:
        """The live views, to be changed; afterwards they are as before."""
        with self.live.connect() as connection:
            if self.live.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    def found(self, table: Versioned[Any], connection: Connection) -> list[Difference]:
        """What the comparison finds in one table."""
        return compare(table, CIPHER, connection, self.fresh).differences


def built(url: str) -> Engine:
    engine = open_engine(url)
    migrate(engine)
    Runner(engine, CIPHER, ListSource(list(year()))).catch_up()
    return engine


@contextmanager
def beside(url: str, folder: Path) -> Iterator[Both]:
    live, fresh = built(url), built(f"sqlite:///{folder / 'fresh.db'}")
    with fresh.connect() as connection:
        yield Both(live, connection)
    live.dispose()
    fresh.dispose()


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[Both]:
    """On SQLite and on PostgreSQL in turn."""
    with beside(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Both]:
    """For what does not depend on the database."""
    with beside(sqlite_url, tmp_path) as made:
        yield made


def stored(table: Table, connection: Connection) -> list[dict[str, Any]]:
    return [dict(zip(table.columns.keys(), row, strict=True)) for row in rows(table, connection).values()]


def other(column: Column[Any], value: Any) -> Any:
    """Another value of the column's type."""
    match column.type:
        case LargeBinary():
            return value[:-1] + bytes([value[-1] ^ 1])
        case Boolean():
            return not value
        case BigInteger():
            return (value or 0) + 10**6
    return f"{value or ''}x"


def another(value: Any, hint: Any) -> Any:
    """Another value of a sealed field; of one that is empty in the whole story, any."""
    if value is None:
        return next(
            (kind() for kind in (int, bool) if kind in get_args(hint)), () if "tuple" in str(hint) else "planted"
        )
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
    return type(value)() if value else None


def put(connection: Connection, table: Table, row: Mapping[str, Any], **changes: Any) -> None:
    same = and_(*(column == row[column.name] for column in table.primary_key))
    assert connection.execute(update(table).where(same).values(changes)).rowcount == 1


def key(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key}


def written(column: str, row: Mapping[str, Any]) -> int:
    ended: int = row["until"]
    return ended if column == "until" and ended != END else row["since"]


def plants(table: Versioned[Any], connection: Connection) -> Iterator[tuple[dict[str, Any], dict[str, Any], str, str]]:
    """A row, what becomes of it, and the column and the fault that have to be named: for every column and sealed field."""
    chance = random.Random(table.table.name)
    found = stored(table.table, connection)
    for column in table.table.columns:
        there = [row for row in found if row[column.name] is not None]
        sealed = isinstance(column.type, LargeBinary)
        fault = "seal" if sealed else "altered"
        row = chance.choice(there if sealed else found)
        yield row, {column.name: other(column, row[column.name])}, column.name, fault
        if column.nullable and not sealed and there:
            yield (row := chance.choice(there)), {column.name: None}, column.name, fault
    hints = get_type_hints(table.row)
    for field in sorted(table.sealed):
        memories = [(row, table.loaded(tuple(row.values()), CIPHER)) for row in found]
        row, memory = chance.choice([each for each in memories if each[1][field] is not None] or memories)
        forged = table.stored(memory | {field: another(memory[field], hints[field])}, CIPHER)
        changes = {name: forged[name] for name in table.sealed_columns if forged[name] != row[name]}
        yield row, changes, field, "altered"


def test_a_changed_value_of_each_column_of_each_view_is_named_with_row_column_and_position(both: Both) -> None:
    planted = 0
    for table in TABLES:
        with both.live.connect() as connection:
            everything = list(plants(table, connection))
        named = {column for _, _, column, _ in everything}
        assert named == {*table.table.columns.keys(), *table.sealed}
        for row, changes, column, fault in everything:
            with both.spoilt() as connection:
                put(connection, table.table, row, **changes)
                [found] = both.found(table, connection)
            wanted = (table.table.name, key(table.table, row), column, fault, written(column, row))
            assert (found.table, found.row, found.column, found.fault, found.position) == wanted
            assert found.sealed is (fault == "seal" or column in table.sealed)
            assert found.sealed or (found.shown, found.right) == (changes[column], row[column])
            assert not found.sealed or (found.shown, found.right) == (None, None)
            planted += 1
    assert planted > 500


def test_a_row_too_few_and_a_row_too_many_are_named_in_each_view(both: Both) -> None:
    for table in TABLES:
        with both.spoilt() as connection:
            row = stored(table.table, connection)[-1]
            same = and_(*(column == row[column.name] for column in table.table.primary_key))
            connection.execute(table.table.delete().where(same))
            [lost] = both.found(table, connection)
        assert (lost.fault, lost.row, lost.column) == ("missing", key(table.table, row), "")
        assert lost.position == written("until", row)
        with both.spoilt() as connection:
            first = next(iter(table.table.primary_key))
            more = row | {first.name: other(first, row[first.name])}
            connection.execute(table.table.insert().values(more))
            [strange] = both.found(table, connection)
        assert (strange.fault, strange.row, strange.column) == ("unfounded", key(table.table, more), "")
        with both.spoilt() as connection:
            assert both.found(table, connection) == []


def test_every_view_there_is_has_rows_to_be_changed(small: Both) -> None:
    """So that nothing above passed over an empty table; what is tracked is asked for below."""
    assert {*BY_NAME, TRACKING.name} == METADATA.tables.keys()
    with small.live.connect() as connection:
        assert [name for name, table in METADATA.tables.items() if not rows(table, connection)] == []


def test_a_changed_position_of_the_views_is_named(small: Both) -> None:
    head = len(year()) - 1
    last = max(row["since"] for table in TABLES for row in stored(table.table, small.fresh))
    asked = {
        "notification_id": [(0, last), (last - 5, last), (10**6, head)],
        "application_name": [("other", last)],
    }
    assert {(TRACKING.name, name) for name in TRACKING.columns.keys() - asked.keys()} == NOT_OF_THE_LOG
    with small.live.connect() as connection:
        assert reached(connection, TABLES, head) == (head, [])
    for column, values in asked.items():
        for value, position in values:
            with small.spoilt() as connection:
                connection.execute(update(TRACKING).values({column: value}))
                right, [found] = reached(connection, TABLES, head)
            assert (found.table, found.column, right, found.position) == (TRACKING.name, column, position, position)


def test_only_rows_that_name_a_case_are_compared_for_a_case(small: Both) -> None:
    table = BY_NAME["view_timeline"]
    one, two = (
        (stage := stages()["T"]).case,
        next(r.stream for r in stage.scene.records if r.stream[:5] == "case_" and r.stream != stage.case),
    )
    with small.spoilt() as connection:
        row = next(row for row in stored(table.table, connection) if row["case"] == one)
        put(connection, table.table, row, role="x")
        found = compare(table, CIPHER, connection, small.fresh, about=one)
        assert [each.row["case"] for each in found.differences] == [one]
        assert compare(table, CIPHER, connection, small.fresh, about=two).differences == []
        assert found.rows == sum(row["case"] == one for row in stored(table.table, small.fresh))
        gone = compare(table, CIPHER, connection, small.fresh, erased={one})
        assert (gone.gone, gone.differences) == (1, [])
