"""Signed acts over HTTP (经 HTTP 的签名行为): a real service, real clients, real statements; 1 client and 32.

Measured by turns with the baseline. Twice: `biaogan serve` alone, and as in docker-compose, the views kept by a
`biaogan work` of their own.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from biaogan.app import wiring
from biaogan.app.bench.corpus import Corpus, Step
from biaogan.app.bench.figures import Figure
from biaogan.app.bench.ground import Ground
from biaogan.app.bench.load import Measured, measure
from biaogan.app.bench.server import Server
from biaogan.app.clock import system_clock
from biaogan.app.settings import Settings

SECTION = "经 HTTP 的签名行为 / signed acts over HTTP"
CLIENTS = 32
FASTEST = 2600
"""More acts than this in a second are not signed in advance; the measurement then ends sooner."""
TARGET = 0.5


class NotAdmitted(Exception):
    """The service did not admit every act of a load: the figures would mean nothing."""


@dataclass
class _Rounds:
    """What the rounds of one deployment found."""

    saves: list[float] = field(default_factory=list)
    one: list[Measured] = field(default_factory=list)
    many: list[Measured] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: float = 0.0


def needed(rounds: int, seconds: float) -> int:
    """How many acts the rounds of both shapes may use up."""
    return int(2 * rounds * seconds * FASTEST * 1.3)


def acts(
    ground: Ground, saves: Callable[[], float], rounds: int, seconds: float, step: Step
) -> tuple[list[Figure], Settings]:
    """All figures, and the deployment with its log, for what is measured on a log."""
    settings, registrar = ground.deployment()
    office = wiring.build(settings)
    corpus = Corpus.prepare(office.office, registrar, needed(rounds, seconds), system_clock, step)
    office.runner.catch_up()
    office.close()
    found = []
    for apart in (False, True):
        with ExitStack() as stack:
            if apart:
                worker = Server(settings.data, settings.database, verb="work")
                worker.launch()
                stack.callback(worker.stop)
            server = stack.enter_context(
                Server(settings.data, settings.database, *(["--no-projection"] if apart else []))
            )
            found.append(_rounds(server, corpus, saves, rounds, seconds))
    return [*_figures("serve", found[0], target=TARGET), *_figures("serve + work", found[1])], settings


def _rounds(server: Server, corpus: Corpus, saves: Callable[[], float], rounds: int, seconds: float) -> _Rounds:
    found = _Rounds()
    for _ in range(rounds):
        found.saves.append(saves())
        before = server.cpu_seconds()
        many = _measured(server, corpus, CLIENTS, seconds)
        found.cpu.append((server.cpu_seconds() - before) / many.acts)
        found.many.append(many)
        found.one.append(_measured(server, corpus, 1, seconds / 2))
    found.memory = server.memory_mb()
    return found


def _measured(server: Server, corpus: Corpus, clients: int, seconds: float) -> Measured:
    """One load, after everybody in it has acted once and the views have caught up."""
    fastest = FASTEST if clients > 1 else FASTEST // 4
    load = corpus.sign(int(seconds * fastest), system_clock())
    measure(server.port, load.first, CLIENTS)
    server.settle()
    found = measure(server.port, load.acts, clients, seconds)
    if found.outcomes != {"Recorded": found.acts}:
        raise NotAdmitted(found.outcomes)
    return found


def _figures(shape: str, found: _Rounds, target: float | None = None) -> list[Figure]:
    many, one = (median(load.rate for load in loads) for loads in (found.many, found.one))
    of_many, of_one = (
        median(load.rate / saved for load, saved in zip(loads, found.saves, strict=True))
        for loads in (found.many, found.one)
    )
    late = [1000 * median(getattr(load, name) for load in found.many) for name in ("p50", "p95", "p99")]
    alone = 1000 * median(load.p50 for load in found.one)
    cpu, own = 1e6 * median(found.cpu), 1e6 * median(load.cpu for load in found.many)
    lateness = "p50 {:.0f}, p95 {:.0f}, p99 {:.0f} ms".format(*late)
    used = f"cpu {cpu:.0f} µs/act, generator {own:.0f}"
    return [
        Figure(
            SECTION, f"{shape}: {CLIENTS} 个客户端 / clients", many, "/s", of_many, "saves", target,
            note=f"{lateness}; {used}",
        ),
        Figure(SECTION, f"{shape}: 1 个客户端 / client", one, "/s", of_one, "saves", note=f"p50 {alone:.1f} ms"),
        Figure(SECTION, f"{shape}: 内存 / memory", found.memory, "MB", note="all its processes"),
    ]  # fmt: skip
