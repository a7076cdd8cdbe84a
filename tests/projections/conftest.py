"""An empty, migrated database of views, of each kind in turn."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from view_cipher import CIPHER

from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.queries import Views


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on migrated, empty views."""
    engine = open_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def views(engine: Engine) -> Iterator[Views]:
    """The read side of ``engine``."""
    views = Views(engine, CIPHER)
    yield views
    views.close()
