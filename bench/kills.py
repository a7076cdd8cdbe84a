"""Views and ``kill -9`` (读模型崩溃考验): workers and builders of views kill themselves at random points, again and again.

    python bench/kills.py --kills 100                    SQLite
    python bench/kills.py --kills 100 --postgres         a PostgreSQL of its own

A point is any call of a function or return from one. After each kill a new process goes on with what the database holds:
a worker where it stands, a builder from zero. In the end every row is, byte for byte, what one process makes that nobody
kills; after each kill of a builder all views are the old ones or all are the new. Prints a JSON summary; exit code 0
if all held.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, text

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "projections"))

from killing import Kill, killer
from postgres import postgres
from view_answers import ListSource, applied, dump, emptied, leftovers
from view_cipher import CIPHER
from view_histories import whole_cycle

from biaogan.projections import tracking
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.runner import Runner

RECORDS = whole_cycle(3).records
BATCH = 5
PLANTED = "UPDATE view_case SET status = 'TITLED'"
"""Old views that can be told from new ones."""


@contextmanager
def database(folder: Path, *, wanted: bool) -> Iterator[str]:
    """An empty database."""
    if not wanted:
        yield f"sqlite:///{folder / 'views.db'}"
        return
    with postgres(folder) as url:
        yield url


def workers(engine: Engine, kill: Kill, right: str, kills: int, chance: random.Random) -> dict[str, Any]:
    """The worker that keeps the views up to date, killed and continued; when it is done it begins anew."""
    emptied(engine)
    every, position, last = kill("catch_up", 0) or 0, len(RECORDS) - 1, len(RECORDS) - 1
    killed, wholes, reached = 0, 0, set()
    while killed < kills or position < last:
        if position == last:
            wholes += dump(engine) == right
            emptied(engine)
        killed += kill("catch_up", chance.randint(1, every // 3)) is None
        with engine.connect() as connection:
            position = tracking.applied(connection)
        reached.add(position)
    told = {"killed": killed, "points": every, "positions": len(reached), "finished": wholes + 1}
    return told | {"identical": dump(engine) == right}


def builders(engine: Engine, kill: Kill, right: str, kills: int, chance: random.Random) -> dict[str, Any]:
    """``views rebuild``, killed and begun again."""

    def spoil() -> str:
        with engine.begin() as connection:
            connection.execute(text(PLANTED))
        return dump(engine)

    old = new = other = killed = 0
    wrong, every = spoil(), kill("rebuild", 0) or 0
    for number in range(kills):
        spoil()
        first = every * 99 // 100 if number % 2 else 1  # half of them while the new views take the place of the old
        killed += kill("rebuild", chance.randint(first, every)) is None
        found = dump(engine)
        old, new, other = old + (found == wrong), new + (found == right), other + (found not in (wrong, right))
    Runner(engine, CIPHER, ListSource(RECORDS)).rebuild()
    told = {"killed": killed, "points": every, "left_old": old, "left_new": new, "left_other": other}
    return told | {"identical": dump(engine) == right and not other and not leftovers(engine)}


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="of workers, and of builders")
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--postgres", action="store_true", help="start a PostgreSQL for this run")
    wanted = parser.parse_args()
    chance, told = random.Random(wanted.seed), dict[str, Any]()
    with tempfile.TemporaryDirectory() as folder, database(Path(folder), wanted=wanted.postgres) as url:
        engine = open_engine(url)
        migrate(engine)
        applied(engine, RECORDS)
        right = dump(engine)
        with killer(url, BATCH) as kill:
            for name, part in (("workers", workers), ("builders", builders)):
                started = perf_counter()
                told[name] = part(engine, kill, right, wanted.kills, chance)
                told[name]["seconds"] = round(perf_counter() - started, 1)
        told |= {"database": engine.dialect.name, "records": len(RECORDS), "rows": right.count("\n") + 1}
        engine.dispose()
    print(json.dumps(told, indent=2))
    return 0 if all(told[name]["identical"] for name in ("workers", "builders")) else 1


if __name__ == "__main__":
    sys.exit(main())
