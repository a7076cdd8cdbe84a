"""``make docs``: the documents that are written from the code. A test compares what is committed with what this makes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.docs_cycle import cycle_file
from biaogan.app.docs_lifecycle import lifecycle
from biaogan.app.docs_rules import rules_table
from biaogan.app.docs_visibility import visibility
from biaogan.graphql.schema import sdl

ROOT = Path(__file__).resolve().parents[3]


def documents() -> Mapping[str, str]:
    """Path below the project -> text."""
    return {
        "graphql/schema.graphql": sdl(),
        "docs/cli.md": command_line(),
        "docs/cycle-file.md": cycle_file(),
        "docs/lifecycle.md": lifecycle(),
        "docs/rules.md": rules_table(),
        "docs/visibility.md": visibility(),
    }


def command_line() -> str:
    """``--help`` of every command."""
    load()
    parts = [
        "# 命令行 / Command line\n",
        "Written by `make docs`. Exit code 0: good; 1: refused or does not verify; 2: usage.\n",
    ]
    for name, command in _commands(get_command(app), "biaogan"):
        context = command.context_class(command, info_name=name)
        parts.append(f"## {name}\n\n{(command.help or '').strip()}\n")
        rows = [row for parameter in command.params if (row := parameter.get_help_record(context))]
        if rows:
            parts.append("| Option | Meaning |\n|---|---|")
            parts[-1] += "".join(f"\n| `{_cell(option)}` | {_cell(meaning)} |" for option, meaning in rows) + "\n"
    return "\n".join(parts)


def _commands(command: Any, name: str) -> list[tuple[str, Any]]:
    """Every command that does something, groups opened."""
    parts = getattr(command, "commands", None)
    if parts is None:
        return [(name, command)]
    alone = [(name, command)] if command.invoke_without_command else []
    return alone + [found for part in sorted(parts) for found in _commands(parts[part], f"{name} {part}")]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def main() -> None:
    """Write them."""
    for path, text in documents().items():
        (ROOT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
