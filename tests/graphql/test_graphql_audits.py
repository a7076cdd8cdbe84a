"""The audit suite of GraphQL over HTTP, as its authors publish it on npm, against our transport behind uvicorn."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
AUDITS = HERE / "audits"
NODE, NPM = shutil.which("node"), shutil.which("npm")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NODE is None or NPM is None, reason="node and npm are not installed"),
]


@pytest.fixture(scope="module")
def audits() -> Path:
    """The suite, installed from its lock file."""
    if not (AUDITS / "node_modules" / "graphql-http").is_dir():
        command = [str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=AUDITS, capture_output=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("the suite could not be fetched in time")
        if done.returncode:
            pytest.skip("the suite could not be fetched")
    return AUDITS / "audit.mjs"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server of this process's own on a free port."""
    with subprocess.Popen(
        [sys.executable, str(HERE / "audited_server.py")], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        assert port.isdigit(), "the server did not start"
        yield f"http://127.0.0.1:{port}/graphql"
        server.terminate()


def test_every_audit_of_graphql_over_http_passes(audits: Path, url: str) -> None:
    done = subprocess.run([str(NODE), str(audits), url], capture_output=True, text=True, timeout=120, check=True)
    result = json.loads(done.stdout)
    print(f"GraphQL over HTTP: {result['passed']} of {result['total']} audits passed")
    assert result["failed"] == []
    assert result["total"] >= 61


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((AUDITS / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
