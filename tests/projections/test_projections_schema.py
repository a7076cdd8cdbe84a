"""The migrations make exactly the tables that the views declare, beside whatever else is in the database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from biaogan.domain import events as ev
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import VERSION_TABLE, migrate
from biaogan.projections.registry import VIEWS
from biaogan.projections.versioned import METADATA, Versioned, View


def test_the_migrations_make_what_the_views_declare(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []
        found = inspect(connection)
        for table in METADATA.sorted_tables:
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]


def test_every_table_of_a_view_is_registered_and_named_as_a_view() -> None:
    registered = {table.table.name for view in VIEWS for table in view.tables}
    assert registered | {"view_tracking"} == set(METADATA.tables)
    assert all(name.startswith("view_") for name in METADATA.tables)


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE view_tracking SET notification_id = 7"))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT notification_id FROM view_tracking")).scalar() == 7


def test_views_leave_other_tables_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE log_record (position BIGINT PRIMARY KEY)"))
    migrate(engine)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    assert tables == {"log_record", VERSION_TABLE, *METADATA.tables}


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    engines = [open_engine(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    with engines[0].connect() as connection:
        assert connection.execute(text("SELECT notification_id FROM view_tracking")).scalars().all() == [0]
    for engine in engines:
        engine.dispose()


def test_text_is_ordered_by_code_point_on_every_database(engine: Engine) -> None:
    """PostgreSQL's own collation would order a before B; a page must be the same everywhere."""
    rows = [{"person": "p", "role": role, "scope": "", "at": ""} for role in ("b", "B", "质", "a_", "aa", "Z")]
    with engine.begin() as connection:
        columns = "(person, role, scope, granted_at, granted_by, since, until)"
        insert = f"INSERT INTO view_role {columns} VALUES (:person, :role, :scope, :at, :at, 0, 9)"
        connection.execute(text(insert), rows)
        found = connection.execute(text("SELECT role FROM view_role ORDER BY role")).scalars().all()
    assert found == sorted(row["role"] for row in rows)


@dataclass
class Sinceless:
    id: str


@dataclass
class Measured:
    id: str
    share: float
    since: int


@pytest.mark.parametrize(("row", "complaint"), [(Sinceless, "is not since"), (Measured, "no column for")])
def test_a_row_that_cannot_be_versioned_or_stored_exactly_is_refused(row: type, complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        Versioned("view_wrong", row, ["id"])


def test_a_view_folds_each_kind_of_event_once() -> None:
    view = View("doubled")

    def fold(*_: object) -> None: ...

    view.on(ev.CaseDrafted)(fold)
    with pytest.raises(TypeError, match="case_drafted/1 twice"):
        view.on(ev.CaseSubmittedToT1, ev.CaseDrafted)(fold)
