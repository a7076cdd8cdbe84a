"""How fast the log appends (追加速度): with the tree and without it, by turns in one run, so that noise hits both alike.

`python bench/append.py DATABASE_URL...` wants two empty databases of one kind, for instance two new SQLite files on the
disk that matters. Times are medians over single appends; the rates of groups are medians over runs.
"""

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from uuid import uuid4

from biaogan.ledger.append import Append, NewRecord
from biaogan.ledger.appender import Appender
from biaogan.ledger.database import Database, create_engine
from biaogan.ledger.migrations import migrate

SINGLES = 3000
GROUPS = (16, 64, 256)
JWS, DISCLOSURES = os.urandom(500).hex().encode(), os.urandom(550).hex().encode()  # about 2.1 KB, as statements are
_ticks = count()


def clock() -> datetime:
    return datetime(2022, 6, 20, tzinfo=UTC) + timedelta(microseconds=next(_ticks))


def statement() -> Append:
    stream = f"case_{uuid4()}"
    return Append((NewRecord(stream, 1, "case_drafted/1", JWS, DISCLOSURES, uuid4().hex),), {stream: 0})


def appender(url: str, tree: bool) -> Appender:
    engine = create_engine(url)
    migrate(engine)
    return Appender(Database(engine), clock, tree=tree)


def measure(appenders: dict[str, Appender], size: int, rounds: int) -> dict[str, float]:
    """Median seconds of one group of `size` appends, for each appender."""
    seconds: dict[str, list[float]] = {name: [] for name in appenders}
    for _ in range(rounds):
        for name in random.sample(list(appenders), len(appenders)):
            group = [statement() for _ in range(size)]
            started = time.perf_counter()
            appenders[name].append_many(group)
            seconds[name].append(time.perf_counter() - started)
    return {name: median(values) for name, values in seconds.items()}


def main(with_tree: str, without_tree: str) -> None:
    appenders = {"with": appender(with_tree, True), "without": appender(without_tree, False)}
    measure(appenders, 1, 50)
    for size in (1, *GROUPS):
        took = measure(appenders, size, SINGLES if size == 1 else max(40, SINGLES // size))
        share = 100 * (took["with"] / took["without"] - 1)
        print(
            f"groups of {size:>3}: {size / took['with']:>7,.0f} records/s with the tree, "
            f"{size / took['without']:>7,.0f} without: the tree costs {share:.1f} % of the time"
        )
    for each in appenders.values():
        each.database.close()
        each.database.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:3])
