"""The recorder alone (记录器): appends of one writer, with the tree and without it, and in groups.

The two logs are measured by turns, transaction after transaction, and compared by their medians: what else runs on the
machine hits both alike. What the tree costs is processor time, which a busy disk cannot blur.
"""

import os
from collections.abc import Callable
from statistics import median
from time import perf_counter, thread_time
from typing import NamedTuple
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.bench.figures import Figure
from biaogan.app.bench.ground import ORIGIN, Ground
from biaogan.app.clock import system_clock
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Append, Log, NewRecord
from biaogan.ledger.migrations import migrate
from biaogan.ledger.note import Signer

SECTION = "记录器 / recorder appends"
TREE = "树与叶的代价 / cost of tree and leaf"
BLOCK = 50
GROUP = 32
JWS, DISCLOSURES = os.urandom(410).hex().encode(), os.urandom(340).hex().encode()
"""About as long as the statements of the corpus."""


def appends(ground: Ground, saves: Callable[[], float], blocks: int) -> list[Figure]:
    """One record per transaction, and groups of 32; ``saves`` measures the baseline in between."""
    logs = {tree: _log(ground.url(), tree=tree) for tree in (True, False)}
    for log in logs.values():
        _took(log, 1)
    single: dict[bool, list[Took]] = {True: [], False: []}
    grouped: list[float] = []
    base: list[float] = []
    for number in range(blocks):
        if number % 5 == 0:
            base.append(saves())
        for turn in range(BLOCK):
            for tree in (True, False) if turn % 2 else (False, True):
                single[tree].append(_took(logs[tree], 1))
        grouped += [_took(logs[True], GROUP).wall for _ in range(BLOCK // 10)]
    for log in logs.values():
        log.close()
        log.database.engine.dispose()
    one, bare = (median(took.wall for took in single[tree]) for tree in (True, False))
    cpu, bare_cpu = (median(took.cpu for took in single[tree]) for tree in (True, False))
    many, saved = median(grouped) / GROUP, median(base)
    return [
        Figure(SECTION, "逐条, 含树与叶 / one by one, tree and leaf", 1 / one, "/s", 1 / one / saved, "saves"),
        Figure(SECTION, "逐条, 仅记录 / one by one, events alone", 1 / bare, "/s", 1 / bare / saved, "saves"),
        Figure(SECTION, f"每 {GROUP} 条一组 / in groups of {GROUP}", 1 / many, "/s", 1 / many / saved, "saves"),
        Figure(
            TREE,
            "处理器 / processor time",
            1e6 * (cpu - bare_cpu),
            "µs",
            cpu / bare_cpu - 1,
            "events alone",
            0.1,
            most=True,
        ),
        Figure(TREE, "连同磁盘 / with the disk", 1e6 * (one - bare), "µs", one / bare - 1, "events alone"),
    ]


def _log(url: str, *, tree: bool) -> Log:
    engine = create_engine(url)
    migrate(engine)
    return Log(engine, ORIGIN, Signer(ORIGIN, Ed25519PrivateKey.generate()), system_clock, tree=tree)


class Took(NamedTuple):
    """How long a transaction took, in seconds."""

    wall: float
    cpu: float


def _took(log: Log, group: int) -> Took:
    batch = [_append() for _ in range(group)]
    started, used = perf_counter(), thread_time()
    log.append_many(batch)
    return Took(perf_counter() - started, thread_time() - used)


def _append() -> Append:
    stream = f"org_{uuid4()}"
    record = NewRecord(stream, 1, "organisation_registered/1", JWS, DISCLOSURES, uuid4().hex)
    return Append((record,), {stream: 0})
