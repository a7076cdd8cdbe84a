"""The processes of docker-compose.yml, each by itself, on loopback: PostgreSQL, migrations, init, API, worker."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from biaogan.app.client import Client
from biaogan.app.demo.show import free_port
from biaogan.ledger.keyfile import load

ROOT = Path(__file__).parents[2]
BIAOGAN = Path(sys.executable).parent / "biaogan"


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A `biaogan` process, asked to stop when the block ends, and expected to do so in order."""
    made = subprocess.Popen([BIAOGAN, *arguments], env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        yield made
    finally:
        made.send_signal(signal.SIGTERM)
        assert made.wait(20) in (0, -signal.SIGTERM)


def once(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A `biaogan` command that ends by itself."""
    return subprocess.run(
        [BIAOGAN, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )


def until(ready: "object", seconds: float = 90) -> None:
    """Wait until a check succeeds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if callable(ready) and ready():
            return
        time.sleep(0.1)
    raise AssertionError("not in time")


@pytest.mark.slow
def test_migrations_init_two_apis_and_a_worker_work_together_on_one_postgresql(tmp_path: Path, pg_url: str) -> None:
    data, ports = tmp_path / "data", (free_port(), free_port())
    environment = {"BIAOGAN_DATABASE": pg_url, "BIAOGAN_DATA": str(data), "BIAOGAN_KEY_PASSPHRASE": "not a default"}
    assert once("migrate", **environment).returncode == 0
    assert once("migrate", **environment).returncode == 0
    assert once("doctor", **environment).returncode == 1
    made = once(
        "init", "--origin", "compose.example.invalid/log", "--json", **environment, BIAOGAN_PASSPHRASE="her own"
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert once("init", **environment, BIAOGAN_PASSPHRASE="x").returncode == 1
    told = json.loads(made.stdout)
    assert once("doctor", **environment).returncode == 0
    apis = [("serve", "--host", "127.0.0.1", "--no-projection", "--port", str(port)) for port in ports]
    with process(*apis[0], **environment), process(*apis[1], **environment), process("work", **environment):
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        for url in urls:
            until(lambda url=url: once("doctor", "--url", url).returncode == 0)
        until(lambda: once("doctor", "--worker", **environment).returncode == 0)
        key = load(told["key"], "her own").private_key
        one, two = (Client(url, told["registrar"], key) for url in urls)
        outcome = one.act("grantRole", on=told["registrar"], role="auditor", scope="", name="")
        assert outcome["code"] == "role_not_grantable"
        outcome = two.act("grantRole", on=told["registrar"], role="integrity_auditor", scope="", name="")
        assert outcome["__typename"] == "Recorded", outcome
        seen = one.ask("{ viewer { roles { role } } }", minPosition=outcome["position"])
        assert {role["role"] for role in seen["viewer"]["roles"]} >= {"registrar", "integrity_auditor"}
        # A leaf of reads comes a second later, perhaps between two questions: they agree, then, at the next asking.
        until(lambda: len({httpx.get(f"{url}/readyz").json()["size"] for url in urls}) == 1)
        one.http.close()
        two.http.close()
    verified = once("verify", "--json", **environment)
    assert (verified.returncode, json.loads(verified.stdout)["ok"]) == (0, True), verified.stdout
    assert once("replay", **environment).returncode == 0


def test_the_compose_file_runs_commands_that_exist_and_has_no_default_password() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    commands = set(re.findall(r'command: \["biaogan", "([a-z]+)"', text)) | set(
        re.findall(r'"CMD", "biaogan", "([a-z]+)"', text)
    )
    assert commands == {"migrate", "init", "serve", "work", "doctor"}
    for name in commands:
        assert once(name, "--help").returncode == 0
    secrets = re.findall(r"\$\{([A-Z_]*(?:PASSWORD|PASSPHRASE)[A-Z_]*)(:[^}]*)?\}", text)
    assert secrets
    assert all(default.startswith(":?") for _, default in secrets)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert all(re.search(rf"^{name}=$", example, flags=re.MULTILINE) for name, _ in secrets)
    for service in ("postgres", "migrate", "api", "worker"):
        assert re.search(rf"^  {service}:$", text, flags=re.MULTILINE)


def test_the_image_installs_the_pinned_files_alone_and_does_not_run_as_root() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"pip install[^\n\\]*(?:\\\n[^\n\\]*)*", text)
    assert all("--require-hashes" in line or "--no-deps --no-index" in line for line in installs)
    assert text.index("USER biaogan") < text.index("CMD")
    for folder in re.findall(r"^COPY (\w+) \1$", text, flags=re.MULTILINE):
        assert (ROOT / folder).is_dir()
