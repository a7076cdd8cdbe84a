"""``biaogan bench``: how fast this machine does it, as ratios within one run."""

import json
from pathlib import Path
from typing import Annotated

import typer

from biaogan.app.bench.suite import FULL, QUICK, perform
from biaogan.app.cli.output import Json, app
from biaogan.app.terminal import console, progress


@app.command("bench")
def bench(
    data: Annotated[
        Path, typer.Option("--data", help="测量场地, 用后清除 / where to measure; cleared afterwards")
    ] = Path("var"),
    database: Annotated[
        str,
        typer.Option(
            "--database",
            help="PostgreSQL URL, 其用户可建库; 默认 SQLite / a PostgreSQL whose user may create databases; default SQLite",
        ),
    ] = "",
    quick: Annotated[bool, typer.Option("--quick", help="短测 / shorter")] = False,
    as_json: Json = False,
) -> None:
    """测量: 签名行为、追加、验签、重建, 均与同次基准相比 / measure acts, appends, checks, rebuilds, against a baseline of the same run."""
    report = perform(data, database, QUICK if quick else FULL, lambda title: progress(title, quiet=as_json))
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        report.show(console)
