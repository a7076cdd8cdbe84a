"""Versions of the log database's schema (账本库迁移): Alembic without an ini file, run by `migrate(engine)`.

Promise: `migrate` is safe to call at every start and from several processes at once; it runs in one transaction, so a
failed migration leaves the schema as it was. The read models have migrations of their own, with another version table.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

VERSION_TABLE = "ledger_schema"
_ADVISORY_LOCK = 0x62696167  # "biag": one migration at a time on PostgreSQL


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the log database to `revision` (迁移到最新结构)."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(biaogan_no_transaction=is_sqlite) as connection, connection.begin():
        if is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
