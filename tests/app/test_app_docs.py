"""Documents cannot rot: what is generated is what is committed, settings are all told, README commands run."""

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from biaogan.app import settings
from biaogan.app.cli import COMMANDS
from biaogan.app.docs import documents

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("path", sorted(documents()))
def test_generated_documents_are_the_committed_ones(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == documents()[path], "run `make docs`"


def test_every_setting_is_documented_and_every_documented_variable_is_read() -> None:
    told = set(re.findall(r"`BIAOGAN_([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8")))
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    read = set(re.findall(r'_(?:environment|number|flag|rate)\("([A-Z_]+)"', code)) | set(
        re.findall(r'"BIAOGAN_([A-Z_]+)"', code)
    )
    assert told == read
    assert len(fields(settings.Settings)) == 21


def test_both_readmes_tell_the_same_story() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    for pattern in (r"```sh\n(.*?)```", r"^\| .*?\| (`.*?`).*\|$", r"^#+ ", r"\]\((docs/[^)]*)\)"):
        one, other = (re.findall(pattern, text, flags=re.DOTALL | re.MULTILINE) for text in (english, chinese))
        assert one == other, pattern


def commands() -> list[str]:
    """The commands of the README's `sh` blocks, after `make demo` itself."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("make")]


@pytest.mark.slow
def test_the_commands_of_the_readme_run_and_succeed(tmp_path: Path) -> None:
    """The demo is played as `make demo` does, served, and every command is typed as printed."""
    from biaogan.app.demo.show import free_port

    port = free_port()
    environment = {**os.environ, "BIAOGAN_URL": f"http://127.0.0.1:{port}"}
    with subprocess.Popen(
        [BIN / "biaogan", "demo", "--data", "var/demo", "--port", str(port)],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as demo:  # fmt: skip
        try:
            assert demo.stdout is not None
            printed = []
            for line in demo.stdout:
                printed.append(line)
                if "Ctrl-C" in line:
                    break
            text = "".join(printed)
            assert "investigator" in text, text
            assert text.count("#token=") == 3
            assert "✗" not in text
            for line in commands():
                run = subprocess.run(
                    line.replace(".venv/bin/", f"{BIN}/"), shell=True, cwd=tmp_path, env=environment,
                    capture_output=True, text=True, timeout=300,
                )  # fmt: skip
                assert run.returncode == 0, (line, run.stdout, run.stderr)
        finally:
            demo.terminate()


def test_every_command_is_found_by_its_module() -> None:
    registered = set(re.findall(r"^## biaogan ([\w-]+)", documents()["docs/cli.md"], flags=re.MULTILINE))
    assert registered == {command for commands in COMMANDS.values() for command in commands}


def test_wrong_usage_ends_with_2_and_a_refusal_with_1(tmp_path: Path) -> None:
    def run(*arguments: str) -> int:
        return subprocess.run([BIN / "biaogan", *arguments], cwd=tmp_path, capture_output=True).returncode

    assert run("serve", "--no-such-option") == 2
    assert run("verify", "--data", "nothing-here") == 1
    assert run("--help") == 0
