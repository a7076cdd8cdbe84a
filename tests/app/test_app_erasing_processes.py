"""``biaogan erase`` and ``rotate`` as people run them: processes beside a running service, one of them killed on the way."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from erased_town import CONTACT, Erased, peopled
from test_app_erasure import opened, ring_of
from test_app_processes import once, until
from town import Town

from biaogan.app.client import Client
from biaogan.app.demo.intake import CYCLE
from biaogan.domain.events import AccessGrantProposed
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant_text
from biaogan.ledger.keyfile import save

ROTATE = "from biaogan.app import rotating; rotating.GRACE = float({grace}); from biaogan.app.cli import main; main()"
LAW = ("--basis", "《中华人民共和国个人信息保护法》第四十七条", "--reference", "隐私〔2022〕1号", "--passphrase", "")


def environment(town: Town) -> dict[str, str]:
    settings = town.biaogan.settings
    return {
        "BIAOGAN_DATA": str(settings.data), "BIAOGAN_DATABASE": settings.log_url, "BIAOGAN_URL": town.url,
    }  # fmt: skip


def key_of(client: Client, folder: Path) -> str:
    """The person's key file."""
    assert client.key is not None
    path = folder / f"{client.person}.key.json"
    if not path.exists():
        save(path, client.key, actor=client.person)
    return str(path)


def told(town: Town, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of a command."""
    done = once(*arguments, "--json", **environment(town))
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def proposed_keys(scene: Erased) -> list[str]:
    return [scene.case + "+P"]


def held(scene: Erased) -> str:
    """A live grant over the case; its stream."""
    story, grant = scene.town.story, f"grant_{uuid4()}"
    auditor, other = (story.enrol(name, [("integrity_auditor", "")]) for name in ("auditor", "auditor_2"))
    body = {
        "cycle": CYCLE, "grantee": auditor.person, "classes": ["case.sealed"], "streams": [scene.case], "purpose": "核查",
        "expires": instant_text(scene.town.clock() + timedelta(days=10)),
    }  # fmt: skip
    story.do(scene.director, "proposeAccess", on=grant, **body)
    story.do(other, "grantAccess", on=grant, proposal=act_digest(AccessGrantProposed(**body)), **body)  # type: ignore[arg-type]
    return grant


@pytest.mark.slow
def test_a_person_is_erased_from_the_command_line_by_two_and_everything_still_verifies(
    small: Town, tmp_path: Path
) -> None:
    scene = peopled(small)
    director, custodian = (key_of(who, tmp_path) for who in (scene.director, scene.custodian))
    code, listed = told(small, "erase", scene.case, "--dry-run")
    assert (code, listed["keys"]) == (0, [scene.case + "+P"])
    assert {"contact"} <= {name for lost in listed["lost"] for name in lost["fields"]}
    assert CONTACT in opened(small), "nothing was changed"
    grant = held(scene)
    code, refused = told(small, "erase", scene.case, "--propose", "--key", director, *LAW)
    assert (code, refused["code"]) == (1, "legal_hold")
    small.story.do(scene.director, "revokeAccess", on=grant, reason="核查已结束")
    code, proposed = told(small, "erase", scene.case, "--propose", "--key", director, *LAW)
    assert (code, proposed["ok"]) == (0, True)
    same = {"subject": scene.case, "keys": proposed_keys(scene), "ground": "personal_request", "legalBasis": LAW[1]}
    alone = scene.director.act("erasePersonalData", proposal="", reference=LAW[3], **same)
    assert alone["code"] == "role_not_held", "who proposed it does not carry it out"
    assert CONTACT in opened(small)
    code, done = told(small, "erase", scene.case, "--key", custodian, *LAW)
    assert (code, done["ok"]) == (0, True)
    assert CONTACT not in opened(small)
    assert told(small, "verify")[0] == 0


@pytest.mark.slow
def test_a_rotation_killed_on_its_way_goes_on_where_it_stopped_while_the_service_runs(small: Town) -> None:
    scene, data = peopled(small), environment(small)
    killed = subprocess.Popen(
        [sys.executable, "-c", ROTATE.format(grace=600), "rotate"],
        env={**os.environ, **data}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wrapped = small.biaogan.log.keys
    before = len(list(wrapped.names("")))
    until(lambda: len(ring_of(small).keys) == 2, 60)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(20) == -signal.SIGKILL
    assert list(ring_of(small).keys) == ["kek-1", "kek-2"], "the old key is there as long as anything may need it"
    assert CONTACT in opened(small)
    small.story.enrol("meanwhile", [("publisher", "")])
    done = subprocess.run(
        [sys.executable, "-c", ROTATE.format(grace=0.1), "rotate", "--json"],
        env={**os.environ, **data}, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert answer["ok"]
    assert 0 <= answer["moved"] <= len(list(wrapped.names(""))), "those already moved were not moved again"
    assert len(list(wrapped.names(""))) > before
    assert (list(ring_of(small).keys), ring_of(small).current) == (["kek-2"], "kek-2")
    wrapped.forget([])
    assert CONTACT in opened(small)
    scene.erase(scene.case)
    assert CONTACT not in opened(small)
