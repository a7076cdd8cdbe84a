"""The public log over HTTP, read by an implementation that shares nothing with ours."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from test_app_pipeline import applicant
from town import Town

from biaogan.app.demo.script import at
from biaogan.domain.events import Refused
from biaogan.ledger.log import Append

READER = Path(__file__).parents[1] / "independent" / "log_reader.py"


def read_independently(town: Town) -> tuple[int, str]:
    """Size and root (hex) that the second implementation computes from what is served."""
    run = subprocess.run(
        [sys.executable, READER, f"{town.url}/log", town.vkey], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    told = dict(line.split() for line in run.stdout.splitlines())
    return int(told["size"]), base64.b64decode(told["root"]).hex()


def filled_to(town: Town, size: int) -> None:
    """Records of the service's own up to a size of the log."""
    office = town.biaogan.office
    appends = []
    for _ in range(size - office.log.size()):
        event = Refused("0" * 64, "none", "none", "none", "none", "none", {})
        made = office.service.record(event, stream=f"refusal_{uuid4()}", seq=1, prev=None, at=town.clock(), basis=0)
        appends.append(Append((made.record,), {}))
    office.log.append_many(appends)
    office.log.publish()


@pytest.mark.parametrize("size", [255, 256, 257, 513])
def test_the_served_log_gives_the_root_of_its_checkpoint_at_tile_boundaries(
    town_without_audit: Town, size: int
) -> None:
    filled_to(town_without_audit, size)
    found, root = read_independently(town_without_audit)
    assert found == size
    assert root == town_without_audit.biaogan.log.checkpoint().root.hex()


def test_the_served_log_gives_the_root_of_its_checkpoint_after_real_acts(service: Town) -> None:
    sizes = []
    for number in range(4):
        service.story.enrol(f"person {number}", [("expert", "")])
        size, root = read_independently(service)
        assert root == service.biaogan.log.checkpoint().root.hex()
        sizes.append(size)
    assert sizes == sorted(sizes)


def test_full_tiles_are_immutable_and_what_is_not_there_is_not_found(town_without_audit: Town) -> None:
    filled_to(town_without_audit, 300)
    url = f"{town_without_audit.url}/log"
    full = httpx.get(f"{url}/tile/0/000")
    assert (full.status_code, len(full.content)) == (200, 256 * 32)
    assert "immutable" in full.headers["cache-control"]
    part = httpx.get(f"{url}/tile/0/001.p/44")
    assert (part.status_code, len(part.content)) == (200, 44 * 32)
    assert "immutable" not in part.headers["cache-control"]
    for path in (
        "tile/0/002",
        "tile/0/001",
        "tile/0/1",
        "tile/9/000",
        "tile/entries/x002/000",
        "tile/..%2f..",
        "nothing",
    ):
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
