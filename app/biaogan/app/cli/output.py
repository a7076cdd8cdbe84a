"""What all commands share: the application, options, printing for people and for programs, exit codes."""

import json
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.markup import escape

from biaogan.app import keyring
from biaogan.app.settings import SettingInvalid, Settings, load
from biaogan.app.terminal import console, stderr

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="标杆 biaogan: 全国质量标杆遴选与审计账本 / selection of National Quality Benchmarks with an audit ledger.",
)


@app.callback()
def group() -> None:
    """标杆 biaogan: 全国质量标杆遴选与审计账本 / selection of National Quality Benchmarks with an audit ledger."""
    # with a callback Typer keeps the name of the command even when only one is loaded


Data = Annotated[
    Path, typer.Option("--data", help="数据目录 / directory of keys, guard and databases", envvar="BIAOGAN_DATA")
]
Database = Annotated[
    str,
    typer.Option(
        "--database", help="账本数据库 URL, 默认为目录内 SQLite / log database URL", envvar="BIAOGAN_DATABASE"
    ),
]
_FOR_PROGRAMS: ContextVar[bool] = ContextVar("for_programs", default=False)
"""Whether the command that runs was asked for JSON, for whatever fails below it."""


def _asked(context: typer.Context, as_json: bool) -> bool:
    before = _FOR_PROGRAMS.set(as_json)
    context.call_on_close(lambda: _FOR_PROGRAMS.reset(before))
    return as_json


Json = Annotated[bool, typer.Option("--json", help="供程序读取的 JSON 输出 / JSON for programs", callback=_asked)]
Url = Annotated[str, typer.Option("--url", help="服务地址 / address of the service", envvar="BIAOGAN_URL")]
DEFAULT_DATA = Path("var/biaogan")
DEFAULT_URL = "http://127.0.0.1:8000"


def say(as_json: bool, value: dict[str, Any], text: str) -> None:
    """Print ``text`` for people, or ``value`` for programs."""
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        console.print(text)


def fail(zh: str, en: str, *, code: str = "failed", **details: Any) -> NoReturn:
    """Say why in both languages, to a program that asked for JSON in JSON, and end with exit code 1."""
    if _FOR_PROGRAMS.get():
        value = {"ok": False, "code": code, "message": {"zh": zh, "en": en}, **details}
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        stderr.print(f"[red]✗[/red] {escape(zh)}\n  {escape(en)}")
    raise typer.Exit(1)


def configured(
    data: Path, database: str = "", host: str | None = None, port: int | None = None, project: bool | None = None
) -> Settings:
    """The settings, or exit code 2 naming the variable that means nothing."""
    try:
        return load(data, database, host=host, port=port, project=project)
    except SettingInvalid as error:
        raise typer.BadParameter(str(error)) from None


def ready(
    data: Path, database: str, host: str | None = None, port: int | None = None, project: bool | None = None
) -> Settings:
    """The settings of an initialised deployment, or exit code 1; 2 if one means nothing."""
    settings = configured(data, database, host, port, project)
    try:
        keyring.origin(settings.keys)
    except keyring.NotInitialised:
        fail(
            f"{data} 中没有账本, 请先运行 biaogan init",
            f"no log in {data}; run biaogan init first",
            code="not_initialised",
        )
    return settings
