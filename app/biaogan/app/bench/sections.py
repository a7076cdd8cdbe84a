"""What ``biaogan bench`` measures: each section answers plain figures; ratios are made within one run of one machine.

The baseline is what `eventsourcing` alone does: saves of a one-event aggregate from one thread, on the same kind of
database. Baseline and subject are measured by turns, because machines are noisy.
"""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from os import urandom
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from sqlalchemy import make_url

from biaogan.app.bench.corpus import Corpus
from biaogan.app.bench.load import Measured, measure
from biaogan.app.bench.server import Server
from biaogan.app.reading import Events
from biaogan.app.settings import Settings
from biaogan.app.wiring import open_log
from biaogan.ledger.append import Append, NewRecord
from biaogan.ledger.appender import Appender
from biaogan.ledger.database import Database, create_engine
from biaogan.ledger.migrations import migrate as migrate_log
from biaogan.ledger.statement import parse, verify
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate as migrate_views
from biaogan.projections.runner import Runner

JWS, DISCLOSURES = urandom(500).hex().encode(), urandom(550).hex().encode()
"""About 2.1 KB, as a statement has."""
GROUP = 32


class Thing(Aggregate):
    """An aggregate with one event: the least that `eventsourcing` can save."""

    @event("Created")
    def __init__(self, name: str) -> None:
        self.name = name


def environment(url: str, folder: Path) -> dict[str, str]:
    """How `eventsourcing` is told to use this kind of database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / f"bare-{uuid4().hex}.db")}
    host = parsed.query.get("host", parsed.host or "127.0.0.1")
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parsed.database or "",
        "POSTGRES_HOST": str(host),
        "POSTGRES_PORT": str(parsed.port or 5432),
        "POSTGRES_USER": parsed.username or "postgres",
        "POSTGRES_PASSWORD": parsed.password or "",
    }


def bare(url: str, folder: Path, seconds: float) -> float:
    """Bare `eventsourcing` saves a second from one thread."""
    app: Application[UUID] = Application(env=environment(url, folder))
    app.save(Thing("warm"))
    saves, start = 0, perf_counter()
    while perf_counter() - start < seconds:
        app.save(Thing("saved"))
        saves += 1
    rate = saves / (perf_counter() - start)
    app.close()
    return rate


def appends(make_url_: Callable[[], str], seconds: float) -> dict[str, Any]:
    """Recorder alone: one record in a transaction with and without the tree, by turns, and groups with it."""
    ticks = count()

    def clock() -> datetime:
        return datetime(2022, 6, 20, tzinfo=UTC) + timedelta(microseconds=next(ticks))

    with _appender(make_url_(), clock, tree=True) as trees, _appender(make_url_(), clock, tree=False) as plain:
        taken: dict[str, list[float]] = {"tree": [], "plain": []}
        start = perf_counter()
        while perf_counter() - start < seconds:
            for name, appender in (("tree", trees), ("plain", plain)):
                one = [_record()]
                began = perf_counter()
                appender.append_many(one)
                taken[name].append(perf_counter() - began)
        tree, without = median(taken["tree"]), median(taken["plain"])
        grouped, began = 0, perf_counter()
        while perf_counter() - began < seconds:
            grouped += len(trees.append_many([_record() for _ in range(GROUP)]))
        rate = grouped / (perf_counter() - began)
    return {
        "alone_per_second": 1 / tree,
        "alone_without_tree_per_second": 1 / without,
        "tree_costs_percent": 100 * (tree / without - 1),
        "grouped_per_second": rate,
    }


@contextmanager
def _appender(url: str, clock: Callable[[], datetime], *, tree: bool) -> Iterator[Appender]:
    engine = create_engine(url)
    migrate_log(engine)
    database = Database(engine)
    yield Appender(database, clock, tree=tree)
    database.close()
    engine.dispose()


def _record() -> Append:
    stream = f"case_{uuid4()}"
    return Append((NewRecord(stream, 1, "case_drafted/1", JWS, DISCLOSURES, uuid4().hex),), {stream: 0})


def verification(texts: list[str], key: Ed25519PublicKey) -> dict[str, Any]:
    """Reading and verifying a statement, against nothing but Ed25519 over the same bytes."""
    parsed = [parse(text) for text in texts]
    pairs = [(statement.signature, statement.jws.rpartition(".")[0].encode()) for statement in parsed]
    raw, read, whole = [], [], []
    for _ in range(3):
        raw.append(_rate(lambda: [key.verify(signature, message) for signature, message in pairs], len(pairs)))
        read.append(_rate(lambda: [parse(text) for text in texts], len(texts)))
        whole.append(_rate(lambda: [verify(text, key) for text in texts], len(texts)))
    return {
        "raw_per_second": median(raw),
        "parse_per_second": median(read),
        "parse_and_verify_per_second": median(whole),
        "ratio_to_raw": median(whole) / median(raw),
    }


def _rate(work: Callable[[], object], number: int) -> float:
    start = perf_counter()
    work()
    return number / (perf_counter() - start)


def over_http(server: Server, corpus: Corpus, clients: int, acts: int, seconds: float) -> Measured:
    """Signed acts through a real server, by people it has seen before; the views have caught up when it starts."""
    load = corpus.sign(acts, datetime.now(UTC))  # noqa: TID251 - statements for a server with a real clock
    measure(server.port, load.first, clients)
    server.settle()
    found = measure(server.port, load.acts, clients, seconds)
    server.settle()
    return found


def rebuild(settings: Settings, folder: Path) -> dict[str, Any]:
    """Reading the log from its first record into fresh views."""
    engine, views = create_engine(settings.log_url), open_engine(f"sqlite:///{folder / 'rebuilt.db'}")
    migrate_views(views)
    log = open_log(settings, engine)
    start = perf_counter()
    reached = Runner(views, Events(log)).catch_up() + 1
    seconds = perf_counter() - start
    log.close()
    engine.dispose()
    views.dispose()
    return {"records": reached, "rebuild_per_second": reached / seconds}


def peak_memory_mb() -> float:
    """Largest resident memory of this process and of its largest child, in MB."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + children) / 1024
