"""All measurements of ``biaogan bench``, in an order that lets the short ones go first."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from biaogan.app.bench.acts import acts
from biaogan.app.bench.appends import appends
from biaogan.app.bench.baseline import Saves
from biaogan.app.bench.checks import checks
from biaogan.app.bench.corpus import Step
from biaogan.app.bench.decisions import decisions
from biaogan.app.bench.figures import Figure, Report, middle
from biaogan.app.bench.ground import Ground, ground
from biaogan.app.bench.rebuild import rebuild
from biaogan.app.bench.spans import profile
from biaogan.app.clock import system_clock

SECTION = "基准 / baseline"
Progress = Callable[[str], AbstractContextManager[Step]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: rounds of ``seconds`` each, ``blocks`` of the short ones, ``acts`` of the profile."""

    rounds: int
    seconds: float
    blocks: int
    acts: int


FULL, QUICK = Effort(3, 3.0, 40, 4000), Effort(2, 1.0, 16, 1500)


@contextmanager
def _saves(place: Ground) -> Iterator[dict[str, Saves]]:
    """The baseline on SQLite, and on PostgreSQL when that is measured."""
    with ExitStack() as stack:
        found = {"SQLite": Saves.on_sqlite(place.directory())}
        if place.server:
            found["PostgreSQL"] = Saves.on_postgres(place.database())
        for saves in found.values():
            stack.callback(saves.close)
        yield found


def perform(data: Path, server: str, effort: Effort, progress: Progress) -> Report:
    """Everything, on deployments below ``data`` or on new databases of the PostgreSQL ``server``."""
    with ground(data, server) as place, _saves(place) as saves:
        report = Report(place.kind)
        rates: dict[str, list[float]] = {kind: [] for kind in saves}

        def saved() -> float:
            for kind, application in saves.items():
                rates[kind].append(application.rate(min(1.0, effort.seconds / 2)))
            return rates[place.kind][-1]

        with progress("验签 / statements"):
            checked = checks(effort.blocks, system_clock())
        with progress("追加 / appends"):
            appended = appends(place, saved, effort.blocks)
        with progress("裁决 / decisions"):
            decided = decisions(place, effort.blocks)
        with progress("准备 / people and roles") as step:
            acted, settings = acts(place, saved, effort.rounds, effort.seconds, step)
        with progress("重建 / rebuild"):
            rebuilt = rebuild(settings)
        with progress("时间去向 / profile") as step:
            report.profile = profile(place, effort.acts, step)
        report.add(*_baseline(rates, place.kind), *appended, *acted, *decided, *checked, *rebuilt)
        return report


def _baseline(rates: dict[str, list[float]], kind: str) -> list[Figure]:
    of = middle(rates[kind])
    return [
        Figure(
            SECTION, f"saves: eventsourcing, {name}", middle(found), "/s", middle(found) / of, "saves",
            note=f"1 thread; {min(found):,.0f} - {max(found):,.0f}",
        )
        for name, found in rates.items()
    ]  # fmt: skip
