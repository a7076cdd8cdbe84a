"""``biaogan erase`` tells what it would do for each kind of stream, and what is wrong with what it was given."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from erased_town import NAME, Erased, peopled
from test_app_erasure import opened
from town import town
from typer.testing import CliRunner

from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.client import Client
from biaogan.domain.ids import erasure_id
from biaogan.ledger.keyfile import save

LAW = ("--basis", "《中华人民共和国个人信息保护法》第四十七条", "--reference", "隐私〔2022〕1号")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erased]:
    """One town for all of them."""
    folder = tmp_path_factory.mktemp("erase")
    with town(folder / "data", f"sqlite:///{folder / 'test.db'}") as made:
        yield peopled(made)


def told(scene: Erased, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of the command."""
    settings = scene.town.biaogan.settings
    load("erase")
    where = ["--data", str(settings.data), "--database", settings.log_url, "--url", scene.town.url]
    answer = CliRunner().invoke(app, ["erase", *words, *where, "--passphrase", "", "--json"])
    return answer.exit_code, json.loads(answer.stdout)


def key_of(client: Client, folder: Path) -> tuple[str, str]:
    assert client.key is not None
    path = folder / f"{client.person}.json"
    save(path, client.key, actor=client.person)
    return "--key", str(path)


def test_a_dry_run_tells_what_is_lost_of_a_person_who_has_a_key_and_nothing_of_the_key(scene: Erased) -> None:
    for more in ((), ("--whole",)):
        code, found = told(scene, scene.person, "--dry-run", *more)
        assert (code, found["ok"]) == (0, True)
        lost = {each["what"]: each["fields"] for each in found["lost"]}
        assert "role_granted/1" in lost
        assert "key_enrolled/1" not in lost
        assert ("name" in lost["role_granted/1"], "role" in lost["role_granted/1"]) == (True, bool(more))


@pytest.mark.parametrize("stream", ["nonsense", "round_1", "person_00000000-0000-4000-8000-000000000000"])
def test_a_dry_run_of_what_is_never_erased_or_not_there_is_refused(scene: Erased, stream: str) -> None:
    code, found = told(scene, stream, "--dry-run")
    assert (code, found["code"]) == (1, "not_erasable")
    assert all(stream in found["message"][language] for language in ("zh", "en"))


def test_whoever_carries_it_out_is_told_to_repeat_the_proposal_and_then_the_person_is_erased(
    scene: Erased, tmp_path: Path
) -> None:
    assert NAME in opened(scene.town)
    code, found = told(scene, scene.person, "--propose", *key_of(scene.director, tmp_path), *LAW)
    assert (code, found["ok"]) == (0, True)
    custodian = key_of(scene.custodian, tmp_path)
    code, found = told(scene, scene.person, *custodian)
    assert (code, found["code"]) == (1, "digest_mismatch")
    for language in ("zh", "en"):
        assert all(option in found["message"][language] for option in ("--ground", "--basis", "--reference"))
    code, found = told(scene, scene.person, *custodian, *LAW)
    assert (code, found["stream"]) == (0, erasure_id(scene.person))
    assert NAME not in opened(scene.town)
