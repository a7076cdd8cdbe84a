"""Services for the tests of the app."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from town import Town, town


@pytest.fixture
def service(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """A fresh service, on SQLite and on PostgreSQL in turn."""
    with town(tmp_path / "data", database_url) as made:
        yield made


@pytest.fixture
def small(tmp_path: Path, sqlite_url: str) -> Iterator[Town]:
    """A fresh service on SQLite, for what does not depend on the database."""
    with town(tmp_path / "data", sqlite_url) as made:
        yield made
