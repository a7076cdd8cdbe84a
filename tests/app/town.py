"""A running service and people with keys of their own, for tests at the contract: HTTP in, HTTP out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from audit_helper import assert_clean
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, inspect, text

from biaogan.app import keyring
from biaogan.app.client import Client
from biaogan.app.clock import system_clock
from biaogan.app.demo.clock import StoryClock
from biaogan.app.demo.script import Story, at
from biaogan.app.demo.show import free_port, running
from biaogan.app.demo.stages import Play
from biaogan.app.opening import signer
from biaogan.app.settings import Settings
from biaogan.app.timekeeper import commit_reads
from biaogan.app.wiring import Biaogan, initialise

ORIGIN = "town.biaogan.invalid/log"


@dataclass
class Town:
    """One deployment: its address, its insides for checking, the story's helpers, the first registrar."""

    url: str
    biaogan: Biaogan
    story: Story
    clock: StoryClock
    registrar: Client

    @property
    def vkey(self) -> str:
        """The log's public key."""
        return signer(self.biaogan.settings).vkey()

    def play(self) -> Play:
        """The demo's stages, to be played in part."""
        return Play(self.story)

    def catch_up(self) -> int:
        """Wait until the views have everything; answers the position."""
        last = self.biaogan.log.size() - 1
        assert self.biaogan.runner.wait_for(last, 10)
        return last


@contextmanager
def town(folder: Path, database_url: str) -> Iterator[Town]:
    """A service on loopback over ``database_url``, its clock standing in June 2022; audited when the test is over."""
    clock = StoryClock(at("2022-06-15 09:00"), system_clock)
    settings = Settings(data=folder, database=database_url, views=views_beside(folder, database_url), port=free_port())
    registrar = Ed25519PrivateKey.generate()
    keyring.create(settings.keys, ORIGIN)
    person = initialise(settings, registrar, clock=clock)
    with running(settings, clock) as (url, biaogan):
        settle(biaogan)
        client = Client(url, person, registrar, httpx.Client(timeout=30))
        story = Story(url, ORIGIN, client, clock.jump, tell=lambda _: None)
        yield Town(url, biaogan, story, clock, client)
        client.http.close()
        biaogan.log.publish()
        assert_clean(biaogan.log)


def settle(biaogan: Biaogan) -> None:
    """What a service unwraps as it starts is on record and committed to: no leaf of it comes between what a test does."""
    assert biaogan.runner.wait_for(biaogan.log.size() - 1, 10)
    biaogan.log.record_unwraps()
    commit_reads(biaogan)


def views_beside(folder: Path, database_url: str) -> str:
    """SQLite views in a file of their own; PostgreSQL views in the log's database."""
    return f"sqlite:///{folder / 'views.db'}" if database_url.startswith("sqlite") else ""


def everything(town: Town) -> bytes:
    """All bytes of both databases, with the write-ahead logs, or all rows where a server keeps them."""
    settings = town.biaogan.settings
    if settings.log_url.startswith("sqlite"):
        files = [path for path in Path(settings.data).rglob("*") if path.is_file() and path.parent.name != "keys"]
        files += Path(settings.log_url.removeprefix("sqlite:///")).parent.glob("*.db*")
        return b"".join(path.read_bytes() for path in files)
    engine = create_engine(settings.log_url)
    with engine.connect() as connection:
        rows = [
            repr(tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)).encode()
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))
        ]
    engine.dispose()
    return b"\n".join(rows)
