"""What a command says when it fails: sentences for people; with ``--json`` one object for programs, whatever failed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.ledger.keyfile import save

NOWHERE = ["--url", "http://127.0.0.1:1"]
SIGNED_IN = [*NOWHERE, "--key", "own.key", "--passphrase", ""]
EMPTY = ["--data", "empty"]
FAILING: dict[str, tuple[str, list[str]]] = {
    "sign": ("unreachable", ["act.json", "--out", "signed", *SIGNED_IN]),
    "record": ("unreachable", ["act.json", *NOWHERE]),
    "why": ("unreachable", ["rank", "round_x", "case_x", *SIGNED_IN]),
    "suppose": ("unreachable", ["--round", "round_x", *SIGNED_IN]),
    "custody enrol": ("unreachable", SIGNED_IN),
    "custody release": ("unreachable", ["round_x", *SIGNED_IN]),
    "erase": ("unreachable", ["person_x", *SIGNED_IN]),
    "package": ("unreachable", ["case_x", *SIGNED_IN]),
    "report": ("unreachable", ["--cycle", "nqb-2022", "--out", "made", *SIGNED_IN]),
    "report verify": ("not_initialised", [".", *EMPTY]),
    "doctor": ("unreachable", NOWHERE),
    "verify": ("not_initialised", EMPTY),
    "replay": ("not_initialised", EMPTY),
    "rotate": ("not_initialised", EMPTY),
    "views rebuild": ("not_initialised", EMPTY),
    "audit-keys": ("not_initialised", ["--kms-log", "act.json", *EMPTY]),
    "migrate": ("migration", [*EMPTY, "--database", "sqlite:////nowhere/at/all.sqlite"]),
    "init": ("exists", ["--data", "there"]),
    "demo": ("exists", ["--data", "there"]),
    "key new": ("key_file", ["nowhere/own.key", "--passphrase", ""]),
    "key show": ("key_file", ["nowhere/own.key", "--passphrase", ""]),
    "key prove": ("key_file", ["nowhere/own.key", "--log", "l", "--actor", "a", "--nonce", "n", "--passphrase", ""]),
    "check": ("cycle_unknown", ["act.json", "--cycle", "no-such-cycle"]),
}
"""Command -> the code of a failure, and how it is brought about."""
NEVER_FAILS = {"bench"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in: a key, an act, and a data directory that holds something already."""
    monkeypatch.chdir(tmp_path)
    save("own.key", Ed25519PrivateKey.generate())
    Path("act.json").write_text('{"at": {}}', encoding="utf-8")
    Path("there/keys").mkdir(parents=True)
    Path("there/keys/log.key.json").touch()
    return tmp_path


def with_json(command: Any, name: str = "") -> Iterator[str]:
    """The names of every command that has ``--json``."""
    if any("--json" in option.opts for option in command.params):
        yield name
    for below, inner in getattr(command, "commands", {}).items():
        yield from with_json(inner, f"{name} {below}".strip())


def test_every_command_with_json_is_made_to_fail_here() -> None:
    load()
    assert set(with_json(typer.main.get_command(app))) == set(FAILING) | NEVER_FAILS


@pytest.mark.parametrize("name", FAILING)
def test_a_program_is_told_in_json_why_and_a_person_in_sentences(name: str, desk: Path) -> None:
    load(name.split()[0])
    code, words = FAILING[name]
    command = [*name.split(), *words]
    told, said = (CliRunner().invoke(app, [*command, *more]) for more in (["--json"], []))
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["ok"], answer["code"], told.stderr) == (1, False, code, "")
    assert set(answer["message"]) == {"zh", "en"}
    assert (said.exit_code, said.stdout) == (1, "")
    shown = "".join(said.stderr.split())
    assert all("".join(answer["message"][language].split())[:20] in shown for language in ("zh", "en"))
