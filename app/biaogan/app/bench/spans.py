"""Where an act's time goes (时间去向): the service runs in this process under load, and each stage's processor time is read.

A thread's own clock tells processor time from waiting; so other programs on the machine change the waits, not the
figures. Watching costs about 1 µs a span.
"""

import functools
import gc
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from biaogan.app import admission, deciding, serving, wiring
from biaogan.app.answers import Answers
from biaogan.app.bench.corpus import Corpus, Step
from biaogan.app.bench.figures import Share
from biaogan.app.bench.ground import Ground
from biaogan.app.bench.load import measure
from biaogan.app.bench.server import cpu_seconds, free_port
from biaogan.app.clock import system_clock
from biaogan.app.deciding import Deciding
from biaogan.app.seals import Aside
from biaogan.app.settings import Settings
from biaogan.app.streams import Streams
from biaogan.ledger.guard import Guard
from biaogan.ledger.log import Log

CLIENTS = 32
ANSWER = b'{"data":{"record":{"__typename":"Recorded"}}}' + b" " * 2600


@dataclass
class Spans:
    """Own processor and wall time of functions, by label; what a watched function calls is not counted twice."""

    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    wall: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inner: threading.local = field(default_factory=threading.local)

    def wrapped(self, function: Callable[..., Any], label: str) -> Callable[..., Any]:
        """The function, watched."""

        @functools.wraps(function)
        def watched(*arguments: Any, **named: Any) -> Any:
            stack: list[list[float]] = self._inner.__dict__.setdefault("stack", [])
            stack.append([0.0, 0.0])
            cpu, wall = time.thread_time(), time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
                inner = stack.pop()
                self.cpu[label] += cpu - inner[0]
                self.wall[label] += wall - inner[1]
                if stack:
                    stack[-1][0] += cpu
                    stack[-1][1] += wall

        return watched


WATCHED: tuple[tuple[Any, str, str, str], ...] = (
    (admission, "parse", "door", "读取声明 / read the statement"),
    (Streams, "refresh", "office", "读取状态 / read states"),
    (Streams, "load", "office", "读取状态 / read states"),
    (deciding, "admit", "office", "受理检查 / checks of the door, typed body"),
    (Deciding, "plan", "office", "裁决 / decide"),
    (Log, "append_many", "office", "入账 / append: records, leaves, tree, commit"),
    (
        Log,
        "publish",
        "counter",
        "发布(服务时在另一进程) / publish: read back, hash again, sign, insert; in a process aside when served",
    ),
    (Guard, "advance", "counter", "守护 / guard"),
    (Answers, "settle", "counter", "回执 / receipts"),
)
REST = {
    "door": "收件 / hand signatures over",
    "office": "办理其余 / office, the rest",
    "counter": "答复 / answer, the rest",
}


@contextmanager
def watching(spans: Spans) -> Iterator[None]:
    """Watch the stages of the pipeline."""
    kept = [(owner, name, getattr(owner, name)) for owner, name, _, _ in WATCHED]
    for owner, name, _, label in WATCHED:
        setattr(owner, name, spans.wrapped(getattr(owner, name), label))
    try:
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def profile(ground: Ground, acts: int, step: Step) -> list[Share]:
    """Shares of an act under 32 clients, in the order in which they come."""
    settings, registrar = ground.deployment()
    settings = Settings(data=settings.data, database=settings.database, port=free_port())
    biaogan = wiring.build(settings)
    corpus = Corpus.prepare(biaogan.office, registrar, 2 * acts, system_clock, step)
    biaogan.runner.catch_up()
    aside = biaogan.office.seals = Aside()
    spans = Spans()
    with watching(spans), _at_rest():
        biaogan.runner.start()
        with _running(serving.server(biaogan, settings)):
            load = corpus.sign(acts, system_clock())
            measure(settings.port, load.first, CLIENTS)
            measure(settings.port, load.acts[: acts // 4], CLIENTS)
            spans.cpu.clear()
            spans.wall.clear()
            before, seals = _threads(), cpu_seconds(aside.pid)
            found = measure(settings.port, load.acts[acts // 4 :], CLIENTS)
            after, sealed = _threads(), cpu_seconds(aside.pid)
        biaogan.runner.stop()
    biaogan.close()
    used = {name: 1e6 * (after[name] - before.get(name, 0.0)) / found.acts for name in after}
    carrying = _carrying()
    shares = [
        Share("HTTP", carrying, 0.0),
        Share("GraphQL, 交接 / GraphQL, handing over", used["loop"] - carrying, 0.0),
        Share("验签(另一进程) / signature, in a process aside", 1e6 * (sealed - seals) / found.acts, 0.0),
    ]
    return shares + _stages(spans, used, found.acts) + [Share("读模型 / views", used.get("biaogan-views_0", 0.0), 0.0)]


def _stages(spans: Spans, used: dict[str, float], acts: int) -> list[Share]:
    shares: list[Share] = []
    for thread, rest in REST.items():
        labels = list(dict.fromkeys(label for _, _, of, label in WATCHED if of == thread))
        for label in labels:
            cpu = 1e6 * spans.cpu[label] / acts
            shares.append(Share(label, cpu, max(0.0, 1e6 * spans.wall[label] / acts - cpu)))
        told = sum(1e6 * spans.cpu[label] / acts for label in labels)
        shares.append(Share(rest, max(0.0, used.get(thread, 0.0) - told), 0.0))
    return shares


def _threads() -> dict[str, float]:
    """Processor time of each thread of this process, by its name."""
    found = {}
    for thread in threading.enumerate():
        if thread.ident is not None:
            found[thread.name] = time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
    return found


@contextmanager
def _running(server: uvicorn.Server) -> Iterator[None]:
    thread = threading.Thread(target=server.run, name="loop", daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(20)


@contextmanager
def _at_rest() -> Iterator[None]:
    """The collector and the switching of threads as in a service; afterwards as before."""
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    serving.at_rest()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)


def _carrying() -> float:
    """Processor time of HTTP alone: the same server, requests and answers, with nothing between them."""

    async def bare(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await receive()
            length = (b"content-length", str(len(ANSWER)).encode())
            await send({"type": "http.response.start", "status": 200, "headers": [length]})
            await send({"type": "http.response.body", "body": ANSWER})

    port = free_port()
    config = uvicorn.Config(bare, port=port, log_level="warning", access_log=False, lifespan="off")
    with _running(uvicorn.Server(config)):
        texts = ["x" * 1536] * 2000
        measure(port, texts[:200], CLIENTS)
        before = _threads()["loop"]
        found = measure(port, texts, CLIENTS)
        return 1e6 * (_threads()["loop"] - before) / found.acts
