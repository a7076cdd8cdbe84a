"""One run of the bench: a deployment of its own on the database asked for, every section, ratios to the baseline."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app import checking, keyring, wiring
from biaogan.app.bench import sections, spans
from biaogan.app.bench.corpus import EACH, Corpus
from biaogan.app.bench.hand import Hand
from biaogan.app.bench.server import Server
from biaogan.app.clock import system_clock
from biaogan.app.replaying import replay
from biaogan.app.settings import Settings, load
from biaogan.ledger.database import create_engine
from biaogan.projections.database import open_engine

ORIGIN = "bench.biaogan.invalid/log"
Step = Callable[[int, int], None]


def bench(database: str, *, quick: bool, step: Step) -> dict[str, Any]:
    """Everything, on SQLite in a temporary directory, or on the empty database of a URL."""
    seconds, rounds, acts = (1.0, 2, 3000) if quick else (3.0, 3, 6000)
    with TemporaryDirectory(prefix="biaogan-bench-") as name:
        folder = Path(name)
        files = count()
        settings = load(folder / "data", database or None)
        steps = iter(range(1, 100))

        def done() -> None:
            step(next(steps), rounds + 7)

        corpus, hand = _prepared(settings, rounds * (acts + acts // 8) + 600 + EACH * 4)
        done()
        found: dict[str, Any] = {"http": _http(settings, corpus, folder, seconds, rounds, acts, done)}
        found["appends"] = sections.appends(lambda: f"sqlite:///{folder / f'appends{next(files)}.db'}", seconds)
        done()
        statements = corpus.sign(600, system_clock())
        found["statements"] = _verified(statements.acts, hand)
        done()
        found["spans"] = spans.measured(settings, statements.first + statements.acts)
        done()
        found |= _reading(settings, folder)
        done()
        found["memory"]["bench_mb"] = sections.peak_memory_mb()
        return found


def _prepared(settings: Settings, acts: int) -> tuple[Corpus, Hand]:
    keyring.create(settings.keys, ORIGIN)
    key = Ed25519PrivateKey.generate()
    registrar = Hand.of(wiring.initialise(settings, key), key, ORIGIN)
    office = wiring.build(settings)
    corpus = Corpus.prepare(office.office, registrar, acts, system_clock, lambda done, total: None)
    office.runner.catch_up()
    office.close()
    return corpus, registrar


def _http(
    settings: Settings, corpus: Corpus, folder: Path, seconds: float, rounds: int, acts: int, done: Callable[[], None]
) -> dict[str, Any]:
    """Baseline, one client and 32 clients, by turns."""
    saves, many, one, last = [], [], [], None
    with Server(settings.data, settings.database) as server:
        server.settle()
        for _ in range(rounds):
            saves.append(sections.bare(settings.log_url, folder, seconds))
            last = sections.over_http(server, corpus, 32, acts, seconds)
            many.append(last.rate)
            one.append(sections.over_http(server, corpus, 1, acts // 8, seconds).rate)
            done()
        memory = server.memory_mb()
    ratios = [rate / base for rate, base in zip(many, saves, strict=True)]
    return {
        "bare_saves_per_second": median(saves),
        "acts_per_second_32_clients": median(many),
        "ratio_32_clients": median(ratios),
        "ratios_32_clients": ratios,
        "acts_per_second_1_client": median(one),
        "ratio_1_client": median([rate / base for rate, base in zip(one, saves, strict=True)]),
        "p50_ms": last.p50 * 1000 if last else 0,
        "p95_ms": last.p95 * 1000 if last else 0,
        "p99_ms": last.p99 * 1000 if last else 0,
        "outcomes": last.outcomes if last else {},
        "server_memory_mb": memory,
    }


def _verified(texts: list[str], hand: Hand) -> dict[str, Any]:
    """The statements signed again by one hand, so that one key verifies them all."""
    del texts
    made = [hand.state(hand.enrolment(), hand.person, "registrar", at=system_clock()) for _ in range(600)]
    return sections.verification(made, hand.key.public_key())


def _reading(settings: Settings, folder: Path) -> dict[str, Any]:
    """Rebuild, replay and audit of the log the bench has made."""
    found: dict[str, Any] = {"views": sections.rebuild(settings, folder)}
    engine, views = create_engine(settings.log_url), open_engine(settings.views_url)
    log = wiring.open_log(settings, engine)
    start = perf_counter()
    replayed = replay(log, views, lambda done, total: None)
    found["replay"] = {"acts_per_second": replayed.acts / (perf_counter() - start), "ok": replayed.ok}
    log.close()
    engine.dispose()
    views.dispose()
    start = perf_counter()
    report = checking.audit(replace(settings), lambda done, total: None)
    found["verify"] = {"records_per_second": report.records / (perf_counter() - start), "ok": report.ok}
    found["memory"] = {}
    return found
