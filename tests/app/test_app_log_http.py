"""The public log over HTTP, read by an implementation that shares nothing with ours."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from test_app_pipeline import applicant
from town import Town

from biaogan.app import log_http
from biaogan.app.clock import system_clock
from biaogan.app.demo.script import at
from biaogan.app.demo.show import free_port
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Append, Log, NewRecord
from biaogan.ledger.migrations import migrate
from biaogan.ledger.note import generate_signer

READER = Path(__file__).parents[1] / "independent" / "log_reader.py"


def read_independently(url: str, vkey: str) -> tuple[int, str]:
    """Size and root (hex) that the second implementation computes from what is served."""
    run = subprocess.run([sys.executable, READER, url, vkey], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    told = dict(line.split() for line in run.stdout.splitlines())
    return int(told["size"]), base64.b64decode(told["root"]).hex()


@contextmanager
def served(size: int, url: str) -> Iterator[tuple[str, str, Log]]:
    """A log of ``size`` records behind the same routes as the service's, on loopback: address, public key, log."""
    engine = create_engine(url)
    migrate(engine)
    signer = generate_signer("plain.example.invalid/log")
    log = Log(engine, signer.name, signer, system_clock)
    log.append_many([Append((NewRecord(f"plain_{number}", 1, "plain/1", b"x"),), {}) for number in range(size)])
    log.publish()
    app = Starlette(routes=[Mount("/log", routes=log_http.routes(log))])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{port}/log", signer.vkey(), log
    server.should_exit = True
    thread.join()
    log.close()
    engine.dispose()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 513])
def test_the_served_log_gives_the_root_of_its_checkpoint_at_tile_boundaries(sqlite_url: str, size: int) -> None:
    with served(size, sqlite_url) as (url, vkey, log):
        assert read_independently(url, vkey) == (size, log.checkpoint().root.hex())


def test_the_served_log_gives_the_root_on_postgresql_too(pg_url: str) -> None:
    with served(300, pg_url) as (url, vkey, log):
        assert read_independently(url, vkey) == (300, log.checkpoint().root.hex())


def test_the_served_log_gives_the_root_of_its_checkpoint_after_real_acts(service: Town) -> None:
    sizes = []
    for number in range(4):
        service.story.enrol(f"person {number}", [("expert", "")])
        size, root = read_independently(f"{service.url}/log", service.vkey)
        assert root == service.biaogan.log.checkpoint().root.hex()
        sizes.append(size)
    assert sizes == sorted(sizes)


def test_full_tiles_are_immutable_and_what_is_not_there_is_not_found(sqlite_url: str) -> None:
    with served(300, sqlite_url) as (url, _, _log):
        full = httpx.get(f"{url}/tile/0/000")
        assert (full.status_code, len(full.content)) == (200, 256 * 32)
        assert "immutable" in full.headers["cache-control"]
        part = httpx.get(f"{url}/tile/0/001.p/44")
        assert (part.status_code, len(part.content)) == (200, 44 * 32)
        assert "immutable" not in part.headers["cache-control"]
        missing = (
            "tile/0/002",
            "tile/0/001",
            "tile/0/1",
            "tile/9/000",
            "tile/entries/x002/000",
            "tile/..%2f..",
            "nothing",
        )
        for path in missing:
            assert httpx.get(f"{url}/{path}").status_code == 404, path


def test_a_leaf_tells_nothing_of_its_record(small: Town) -> None:
    person = applicant(small)
    person.sign_in()
    size = small.biaogan.log.checkpoint().size
    bundle = httpx.get(f"{small.url}/log/tile/entries/000.p/{size}").content
    for secret in (person.person, person.kid, "key_enrolled", "role_granted", "applicant"):
        assert secret.encode() not in bundle
    first = json.loads(bundle[2 : 2 + int.from_bytes(bundle[:2], "big")])
    assert (set(first), first["v"], len(base64.b64decode(first["c"]))) == ({"c", "k", "v"}, 1, 32)


def test_discovery_health_and_the_landing_page_answer(small: Town) -> None:
    small.clock.jump(at("2022-06-16 09:00"))
    told = httpx.get(f"{small.url}/.well-known/biaogan").json()
    assert told["log"]["vkey"] == small.vkey
    assert httpx.get(f"{small.url}/healthz").text == "ok\n"
    assert httpx.get(f"{small.url}/readyz").json()["behind"] >= 0
    page = httpx.get(small.url).text
    assert small.biaogan.log.checkpoint().root.hex() in page
    assert "标杆" in page
