"""What the past costs (回看的代价): questions at early positions of a long log beside the same questions at its head.

    python bench/at_million.py [--records 1000000] [--cases 460] [--rounds 60]
                                [--database sqlite|postgres] [--data DIR] [--json FILE]

DIR (and its PostgreSQL) is built when it is empty, by `long_log`, and kept when it was named; the views are brought up by
the runner itself. Questions are asked in process, as a person who may see the answers, through the GraphQL transport; what
was read goes on record, as always. By turns, median processor time and wall time of a question, and their ratios to the
head; processor time is that of the database server too. Answers must have comparable sizes, so things are asked for that
are the same wherever one stands:

* ``first``, ``middle``, ``last``: a cycle that ended before all of them; ``first`` is the first position at which it did.
* ``midst``: a cycle in the middle of the log, its cases submitted and not yet reviewed, beside the same cycle at the head.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from long_log import Written, build, made
from postgres import postgres
from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, inspect, text

from biaogan.app import wiring
from biaogan.app.decoding import ahead
from biaogan.app.settings import Settings
from biaogan.domain.ids import organisation_id
from biaogan.graphql.context import Context
from biaogan.graphql.http import HttpRequest
from biaogan.graphql.ports import Session
from biaogan.graphql.schema import inner_schema, root
from biaogan.graphql.transport import Settings as Serving
from biaogan.graphql.transport import Transport
from biaogan.projections.database import open_engine
from biaogan.projections.runner import Runner

CASE = "id title status unit organisationName t1Rank provinceRank finalRank titleNo version updatedAt"
QUESTIONS = {
    "case": "case(id: $case) { " + CASE + " declaration { industryClass revenue } sections { section digest } }",
    "cases, page of 20": "cases(first: 20, filter: {cycle: $cycle}) { nodes { " + CASE + " } }",
    "cases by title": "cases(first: 20, filter: {cycle: $cycle}, orderBy: TITLE) { nodes { " + CASE + " } }",
    "timeline": "case(id: $case) { timeline(first: 50) { nodes { at type role recordedAt actorId } } }",
    "organisation": "case(id: $case) { organisation { ... on Organisation { id fullName industry address } } }",
    "pipeline": "pipeline(cycle: $cycle) { unit status cases }",
    "ranking, 20 cases": "ranking(round: $round) { method entries { caseId rank score } }",
    "round": "round(id: $round) { id status kind cases assigned closedAt }",
    "objections": "objections(first: 20, cycle: $cycle) { nodes { id status filedAt ground } }",
    "register": "register(first: 20, cycle: $cycle) { nodes { number experience } }",
}
UNFINISHED = ("case", "cases, page of 20", "cases by title", "organisation", "pipeline")
"""Of a cycle that is under way."""
LIMIT = 1.2


@dataclass
class Took:
    """Times of one question at one place, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: int = 0


class Asking:
    """Somebody who asks, in process."""

    def __init__(self, biaogan: wiring.Biaogan, person: str) -> None:
        lock = biaogan.settings.data / "postgres" / "postmaster.pid"
        self._postmaster = lock.read_text().split()[0] if lock.exists() else ""
        self._transport = Transport(inner_schema(), root, Serving(threads=False))
        session = Session(person, "kid", "token", biaogan.services.now() + timedelta(hours=1))
        services = biaogan.services

        async def context(_: HttpRequest) -> Context:
            return Context(services, session)

        self._context = context
        self._loop = asyncio.new_event_loop()

    def cpu(self) -> float:
        """Processor seconds of this process and of the database server it asks, so far.

        Of the server what serves connections and reads files: what it does for itself (autovacuum, checkpoints) comes when it comes.
        """
        return process_time() + sum(map(self._spent, self._backends())) / 1e9

    def _backends(self) -> list[Path]:
        children = Path(f"/proc/{self._postmaster}/task/{self._postmaster}/children")
        found = [Path("/proc") / pid for pid in (children.read_text().split() if self._postmaster else ())]
        return [path for path in found if any(kind in _read(path / "cmdline") for kind in (b"[local]", b"io worker"))]

    def _spent(self, process: Path) -> int:
        return int((_read(process / "schedstat").split() or [b"0"])[0])

    def ask(self, question: str, variables: dict[str, Any], at: int | None) -> bytes:
        """The body of the answer, which must be without errors."""
        inner = QUESTIONS[question]
        given = {name: value for name, value in variables.items() if f"${name}" in inner}
        used = ", ".join(f"${name}: ID!" for name in given)
        document = f"query({used}) {{ {inner} }}"
        if at is not None:
            document = f"query({used}, $at: Position!) {{ at(position: $at) {{ {inner} }} }}"
            given["at"] = at
        body = {"query": document, "variables": given, "extensions": {"purpose": "bench"}}
        request = HttpRequest("POST", "/graphql", "", {"content-type": "application/json"}, json.dumps(body).encode())
        answer = self._loop.run_until_complete(self._transport.handle(request, self._context)).body
        if b'"errors"' in answer:
            raise RuntimeError(answer[:500])
        return answer


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


Places = dict[str, int | None]


def measure(
    asking: Asking, places: Places, variables: dict[str, Any], which: Iterable[str], rounds: int
) -> Iterator[tuple[str, dict[str, Took]]]:
    """Every question at every place, by turns."""
    for question in which:
        found = {place: Took() for place in places}
        for number in range(rounds + 3):
            for place in places if number % 2 else reversed(places):
                cpu, wall = asking.cpu(), perf_counter()
                answer = asking.ask(question, variables, places[place])
                wall = perf_counter() - wall
                if number >= 3:
                    found[place].cpu.append(1000 * (asking.cpu() - cpu))
                    found[place].wall.append(1000 * wall)
                    found[place].size = len(answer)
        yield question, found


def of_cycle(number: int, written: Written) -> dict[str, Any]:
    """What is asked about a cycle: its first case, which won, and its first round."""
    case = number * written.cases
    return {
        "cycle": written.cycles[number], "case": made("case", case), "round": made("round", 2 * number + 1),
        "organisation": organisation_id(f"code-{case}"),
    }  # fmt: skip


def show(console: Console, title: str, rows: Iterator[tuple[str, dict[str, Took]]]) -> list[dict[str, Any]]:
    """Print a table; the figures for programs."""
    table, figures = Table(title=title, show_edge=False), []
    table.add_column("ms (ratio of wall/cpu to head)")
    for question, found in rows:
        for place in () if figures else (*found, "bytes"):
            table.add_column(place, justify="right")
        base_wall, base_cpu = median(found["head"].wall), median(found["head"].cpu)
        cells = []
        for place, took in found.items():
            wall, cpu = median(took.wall), median(took.cpu)
            ratio = max(wall / base_wall, cpu / base_cpu)
            mark = "" if place == "head" else f" ({wall / base_wall:.2f}/{cpu / base_cpu:.2f})"
            cells.append(f"{wall:.2f}{mark}" if ratio <= LIMIT else f"[bold red]{wall:.2f}{mark}[/]")
            figures.append({"question": question, "place": place, "wall_ms": wall, "cpu_ms": cpu,
                            "wall_ratio": wall / base_wall, "cpu_ratio": cpu / base_cpu, "bytes": took.size})  # fmt: skip
        table.add_row(question, *cells, "/".join(str(took.size) for took in found.values()))
    console.print(table)
    return figures


def sizes(url: str, console: Console) -> dict[str, int]:
    """Rows of every table that has some, views and log."""
    engine = create_engine(url)
    found = {}
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            count = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            if count:
                found[name] = int(count)
    engine.dispose()
    console.print("  ".join(f"{name} {count:,}" for name, count in sorted(found.items(), key=lambda one: -one[1])))
    return found


@contextmanager
def settings_of(kind: str, data: Path) -> Iterator[Settings]:
    """Where the log lies; a PostgreSQL of its own below ``data``."""
    if kind == "sqlite":
        yield Settings(data=data)
        return
    with postgres(data, keep=True) as url:
        yield Settings(data=data, database=url)


def brought_up(biaogan: wiring.Biaogan, written: Written, console: Console) -> None:
    """The views at the head of the log, by the runner."""
    behind, settings = written.records - 1 - biaogan.runner.position(), biaogan.settings
    if not behind:
        return
    started, used = perf_counter(), seconds_used()
    engine = open_engine(settings.views_url)
    with ahead(settings, biaogan.log) as source:
        Runner(engine, biaogan.cipher, source).catch_up()
    engine.dispose()
    took, busy = perf_counter() - started, seconds_used() - used
    rate = f"{behind / took:,.0f}/s, {behind / busy:,.0f} per cpu-second of all processes"
    console.print(f"views: {behind:,} records, {rate}; load {os.getloadavg()[0]:.1f}")


def seconds_used() -> float:
    """Processor time of this process and of those it has ended."""
    return sum(os.times()[:4])


def compared(settings: Settings, written: Written, rounds: int, console: Console) -> dict[str, Any]:
    """Everything measured on one log."""
    biaogan = wiring.build(settings)
    try:
        brought_up(biaogan, written, console)
        tables = sizes(settings.views_url, console)
        last, first, middle = biaogan.runner.position(), written.ends[0], len(written.cycles) // 2
        asking = Asking(biaogan, written.director)
        wide: Places = {"head": None, "first": first, "middle": last // 2, "last": last}
        found = measure(asking, wide, of_cycle(0, written), QUESTIONS, rounds)
        far = show(console, f"{last + 1:,} records; first is {first:,}", found)
        under_way: Places = {"head": None, "midst": written.midst[middle]}
        found = measure(asking, under_way, of_cycle(middle, written), UNFINISHED, rounds)
        near = show(console, f"a cycle under way at {written.midst[middle]:,}", found)
    finally:
        biaogan.close()
    return {"records": last + 1, "tables": tables, "first": far, "midst": near}


def main() -> None:
    """Build what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=460)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures here")
    given = parser.parse_args()
    console = Console(width=170)
    with ExitStack() as stack:
        data = given.data or Path(stack.enter_context(TemporaryDirectory(prefix="biaogan-million-")))
        settings = stack.enter_context(settings_of(given.database, data))
        if not (data / "long.json").exists():
            build(
                settings,
                given.records,
                given.cases,
                lambda size, rate: console.print(f"{size:,} records, {rate:,.0f}/s"),
            )
        figures = compared(settings, Written.read(data), given.rounds, console)
        if given.json:
            given.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
