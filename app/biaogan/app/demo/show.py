"""Setting the stage: a deployment of its own, a server on loopback, the story, its verification, what to open."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app import checking, keyring, serving
from biaogan.app.client import Client
from biaogan.app.clock import Clock, system_clock
from biaogan.app.demo.clock import StoryClock
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import Story, at
from biaogan.app.demo.stages import TOTAL, Play
from biaogan.app.settings import Settings
from biaogan.app.terminal import console, progress
from biaogan.app.timekeeper import Timekeeper
from biaogan.app.wiring import Biaogan, build, initialise
from biaogan.ledger.keyfile import load as load_key
from biaogan.ledger.keyfile import save as save_key

ORIGIN = "demo.biaogan.invalid/log"
MARKER = "demo.json"
WATCHERS = ("office_officer", "expert_01", "investigator")
"""Whose sign-in links are printed."""


class DemoExists(Exception):
    """The directory holds something else; it is left alone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was played, and whether it holds."""

    facts: dict[str, Any]

    @property
    def ok(self) -> bool:
        """The log verifies and everything follows from it."""
        return bool(self.facts["verified"] and self.facts["replayed"])

    def to_json(self) -> str:
        """For programs."""
        return json.dumps({"ok": self.ok, **self.facts}, ensure_ascii=False, indent=2)

    def text(self) -> str:
        """For people."""
        facts = self.facts
        mark = {True: "[green]✓[/green]", False: "[red]✗[/red]"}
        return "\n".join(
            (
                f"{mark[self.ok]} 2022 年度: {facts['acts']} 项签名行为, {facts['refusals']} 次拒绝, {facts['records']} 条记录",
                f"  2022 cycle: {facts['acts']} signed acts, {facts['refusals']} refusals, {facts['records']} records",
                f"  {mark[facts['verified']]} 账本核验 / log verified    {mark[facts['replayed']]} 重演一致 / replay identical",
                f"  检查点 / checkpoint {facts['root']}",
            )
        )


def perform(data: Path, port: int, *, fresh: bool = False, quiet: bool = False) -> Shown:
    """Play the story into ``data``, or tell of the one that was played there. Raises `DemoExists`."""
    marker = data / MARKER
    if data.exists() and any(data.iterdir()) and not marker.exists():
        raise DemoExists
    if fresh and marker.exists():
        shutil.rmtree(data)
    if not marker.exists():
        data.mkdir(parents=True, exist_ok=True)
        marker.write_text("{}", encoding="utf-8")
        _play(settings_of(data, port), quiet=quiet)
    return Shown(json.loads(marker.read_text(encoding="utf-8")))


def settings_of(data: Path, port: int) -> Settings:
    """A demo's settings: sessions outlast a day of looking around, and a link with a token is enough to sign in."""
    return Settings(data=data, port=port, session_idle=timedelta(hours=12), bearer=True)


def _play(settings: Settings, *, quiet: bool) -> None:
    clock = StoryClock(at("2022-06-15 09:00"), system_clock)
    registrar = Ed25519PrivateKey.generate()
    keyring.create(settings.keys, ORIGIN)
    person = initialise(settings, registrar, clock=clock)
    with running(replace(settings, port=free_port()), clock) as (url, biaogan):
        with progress("演示 / playing", quiet=quiet) as step:
            tell = (lambda _: None) if quiet else lambda text: console.print(f"  [dim]{clock():%Y-%m-%d}[/dim]  {text}")
            story = Story(url, ORIGIN, Client(url, person, registrar), clock.jump, tell, lambda done: step(done, TOTAL))
            Play(story).all()
        size, root = biaogan.log.size(), biaogan.log.checkpoint().root.hex()
    _keep_keys(settings.data, story)
    with progress("核验 / verifying", quiet=quiet) as step:
        verified = checking.audit(settings, step).ok
    with progress("重演 / replaying", quiet=quiet) as step:
        replayed = checking.replay(settings, step).ok
    facts = {
        "cycle": CYCLE,
        "acts": story.acts,
        "refusals": len(story.refusals),
        "people": len(story.people),
        "cases": len(story.cases),
        "records": size,
        "root": root,
        "verified": verified,
        "replayed": replayed,
        "case": next(iter(story.cases.values())),
    }
    (settings.data / MARKER).write_text(json.dumps(facts, ensure_ascii=False, indent=2), encoding="utf-8")


def _keep_keys(data: Path, story: Story) -> None:
    folder = data / "people"
    folder.mkdir(exist_ok=True)
    for name, key in story.keys.items():
        save_key(folder / f"{name}.key.json", key, actor=story.people[name].person)


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(settings: Settings, clock: Clock = system_clock) -> Iterator[tuple[str, Biaogan]]:
    """A whole service in this process, on loopback, until the block ends."""
    biaogan = build(settings, clock=clock, command="serve")
    server = serving.server(biaogan, settings)
    stop = Event()
    thread = Thread(target=server.run, name="server", daemon=True)
    keeper = Timekeeper(biaogan, stop)
    biaogan.runner.start()
    keeper.start()
    thread.start()
    try:
        until = monotonic() + 20
        while not server.started:
            if monotonic() > until or not thread.is_alive():
                raise OSError(f"the server did not start on port {settings.port}")
            sleep(0.02)
        yield f"http://{settings.host}:{settings.port}", biaogan
    finally:
        server.should_exit = True
        stop.set()
        thread.join()
        keeper.join()
        biaogan.runner.stop()
        biaogan.close()


def serve(data: Path, port: int) -> None:
    """Serve a played demo, with the links to sign in by, until interrupted."""
    settings = settings_of(data, port)
    with running(settings) as (url, _):
        console.print(f"\n打开 / open   {url}/   {url}/graphql", highlight=False)
        for name in WATCHERS:
            held = load_key(data / "people" / f"{name}.key.json")
            token = Client(url, held.actor or "", held.private_key).sign_in()
            console.print(f"  {name:<15} {url}/graphql#token={token}", highlight=False, soft_wrap=True)
        facts = json.loads((data / MARKER).read_text(encoding="utf-8"))
        console.print(queries(facts), highlight=False, markup=False, soft_wrap=True)
        console.print("Ctrl-C 结束 / ends it")
        try:
            Event().wait()
        except KeyboardInterrupt:
            console.print("再见 / goodbye")


def queries(facts: dict[str, Any]) -> str:
    """Three ready queries: an officer's, an expert's, an investigator's."""
    cycle, case = facts["cycle"], facts["case"]
    return f"""
三条查询 / three queries (粘贴到 GraphiQL / paste into GraphiQL)
  office_officer:  {{ cases(first: 9, filter: {{cycle: "{cycle}", status: [TITLED]}}) {{ nodes {{ title finalRank titleNo }} }} }}
  expert_01:       {{ viewer {{ assignments {{ case {{ id title }} round {{ id kind status }} }} }} }}
  investigator:    {{ at(time: "2022-07-15T09:00:00+08:00") {{ case(id: "{case}") {{ title status t1Rank }} }} }}
"""
