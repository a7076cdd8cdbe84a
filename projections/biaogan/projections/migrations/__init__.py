"""The schema of the views (表结构), version by version, under its own version table ``views_alembic_version``.

Views hold nothing that the log does not: a migration that cannot carry rows over may drop them and set the tracked
position to none, and the next run rebuilds them.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

VERSION_TABLE = "views_alembic_version"


def migrate(engine: Engine, revision: str = "head") -> None:
    """Brings the schema of the views to ``revision``; safe at every start and from several processes at once."""
    upgrade(engine, Path(__file__).parent, VERSION_TABLE, revision)


def upgrade(engine: Engine, scripts: Path, version_table: str, revision: str = "head") -> None:
    """Runs the Alembic scripts in a folder, all or nothing; of several processes at once, one does and the rest wait.

    The folder's ``env.py`` takes the open connection from ``context.config.attributes``.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": version_table})
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
