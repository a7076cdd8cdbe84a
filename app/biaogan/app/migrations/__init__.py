"""Tables of the service itself: challenges and sessions. Versions of their own, in the database of the views."""

from pathlib import Path

from sqlalchemy import Engine

from biaogan.projections.migrations import upgrade

VERSION_TABLE = "app_alembic_version"


def migrate(engine: Engine) -> None:
    """Bring the schema up to date, all or nothing."""
    upgrade(engine, Path(__file__).parent, VERSION_TABLE)
