"""What it costs to put every protected read on record before it is answered: 32 clients read, with and without it.

    python bench/disclosure_cost.py [--rounds 5] [--seconds 4] [--postgres]

The demo is played up to the national review. Then two services answer over a copy of its data each, the one as it is,
the other with the recording taken out (here, nowhere else), and are loaded by turns, so that what else the machine does
meets both; the ratio is the median over the rounds. A token is taken without a proof of its key, which makes reads
cheaper and the share of the record larger. Exit code 1: it costs more than a tenth.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg
from postgres import postgres

from biaogan.app.bench.load import sent
from biaogan.app.bench.server import Server
from biaogan.app.cli import main as biaogan
from biaogan.app.client import Client
from biaogan.app.disclosing import Disclosing

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "app")]

from town import Town, town  # noqa: E402

CLIENTS = 32
TARGET = 0.9
OFF = "off"
ENVIRONMENT = {
    "BIAOGAN_BEARER": "1",
    "BIAOGAN_LIMIT_QUESTION": "",
    "BIAOGAN_LIMIT_KEY": "",
    "BIAOGAN_LIMIT_ADDRESS": "",
}
PURPOSE = "measuring"
CASE = """query($id: ID!) { __typename case(id: $id) { title organisationName status unit
  sections { section digest } declaration { industryClass } checklists { stage result } } }"""
PAGE = "{ __typename cases(first: 20) { nodes { id title status organisationName unit sections { section digest } } } }"


def without_records(arguments: list[str]) -> None:
    """`biaogan`, whose reads are not put on record: what the other is compared with."""

    async def nothing(_self: Disclosing, _reads: object) -> int:
        await asyncio.sleep(0)
        return 0

    Disclosing.disclose = nothing  # type: ignore[method-assign]
    sys.argv = ["biaogan", *arguments]
    biaogan()


def body(query: str, **variables: str) -> str:
    """A question as it is posted."""
    return json.dumps({"query": query, "variables": variables, "extensions": {"purpose": PURPOSE}})


@dataclass
class Load:
    """One kind of read: the bodies that are asked in turn, and as whom."""

    name: str
    bodies: list[str]
    people: list[str]


def played(place: Town) -> list[Load]:
    """The story as far as the national review."""
    play = place.play()
    for stage in (play.call, play.applications, play.recommendation, play.provincial):
        stage()
    place.catch_up()
    story = place.story
    seeing = [name for name, client in story.people.items() if client.ask(PAGE, purpose=PURPOSE)["cases"]["nodes"]][
        :CLIENTS
    ]
    cases = [body(CASE, id=case) for case in story.cases.values()][:CLIENTS]
    return [
        Load("one case, an officer of the office", cases, ["office_officer"]),
        Load(f"a page of 20 cases, {len(seeing)} people", [body(PAGE)], seeing),
    ]


@contextmanager
def databases(wanted: bool, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Where the story is written, and the two copies of it that are read; "" is SQLite in the directory."""
    if not wanted:
        yield "", "", ""
        return
    with postgres(folder) as server:
        run_on(server, "CREATE DATABASE story TEMPLATE template0")
        story, on, off = (server.replace("/postgres?", f"/{name}?") for name in ("story", "on", "off"))
        yield story, on, off


def run_on(server: str, statement: str) -> None:
    """One statement, outside any transaction."""
    with psycopg.connect(server.replace("postgresql+psycopg:", "postgresql:"), autocommit=True) as connection:
        connection.execute(statement.encode())


def copied(database: str, story: str) -> None:
    """A copy of the story's database, if it is not a file in the directory."""
    if database:
        name = database.split("?")[0].rpartition("/")[2]
        run_on(story.replace("/story?", "/postgres?"), f'CREATE DATABASE "{name}" TEMPLATE story')


def main() -> int:
    """The table; 1 when the records cost too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--postgres", action="store_true")
    chosen = parser.parse_args()
    os.environ.update(ENVIRONMENT)
    worst = 1.0
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        story_url, *urls = stack.enter_context(databases(chosen.postgres, folder))
        with town(folder / "story", story_url) as place:
            loads = played(place)
            people = dict(place.story.people)
        servers = []
        for kind, url in zip(("on", OFF), urls, strict=True):
            shutil.copytree(folder / "story", folder / kind)
            copied(url, story_url)
            program = [sys.executable, str(Path(__file__).resolve()), OFF] if kind == OFF else []
            servers.append(stack.enter_context(Server(folder / kind, url, program=program)))
        for load in loads:
            worst = min(worst, ratio(load, servers, people, chosen.rounds, chosen.seconds))
    print(f"worst {worst:.3f}, target {TARGET}")
    return int(worst < TARGET)


def ratio(load: Load, servers: list[Server], people: dict[str, Client], rounds: int, seconds: float) -> float:
    """Throughput with the records, of that without them; printed."""
    headers = [[signed_in(server, people[name]) for name in load.people] for server in servers]
    rates: list[list[float]] = [[], []]
    used: list[list[float]] = [[], []]
    for turn in range(rounds + 1):
        for which in (0, 1) if turn % 2 else (1, 0):
            before = servers[which].cpu_seconds()
            found = sent(servers[which].port, load.bodies, headers[which], CLIENTS, seconds)
            if set(found.outcomes) != {"Query"}:
                raise SystemExit(f"not every read was answered: {found.outcomes}")
            if turn:  # the first one warms up
                rates[which].append(found.rate)
                used[which].append(1e6 * (servers[which].cpu_seconds() - before) / found.acts)
    share = median(on / off for on, off in zip(*rates, strict=True))
    on, off = (median(found) for found in rates)
    cpu = " / ".join(f"{median(found):.0f}" for found in used)
    print(f"{load.name}: {on:.0f}/s with, {off:.0f}/s without: {share:.3f}; cpu {cpu} us a read", flush=True)
    return share


def signed_in(server: Server, person: Client) -> str:
    """The header of a session of this person there."""
    client = Client(server.url, person.person, person.key)
    return f"authorization: Bearer {client.sign_in()}\r\n"


if __name__ == "__main__":
    if sys.argv[1:2] == [OFF]:
        without_records(sys.argv[2:])
    else:
        raise SystemExit(main())
