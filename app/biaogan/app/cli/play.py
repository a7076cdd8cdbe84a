"""``biaogan demo``: a whole synthetic cycle through the public API, verified, and served for looking around."""

from pathlib import Path
from typing import Annotated

import typer

from biaogan.app.cli.output import Json, app, fail
from biaogan.app.demo.show import DemoExists, Shown, perform, serve
from biaogan.app.terminal import console


@app.command("demo")
def demo(
    data: Annotated[Path, typer.Option("--data", help="演示数据目录 / directory for the demo")] = Path("var/demo"),
    port: Annotated[int, typer.Option(help="端口 / port")] = 8000,
    fresh: Annotated[bool, typer.Option(help="重新演示 / play it again")] = False,
    only: Annotated[bool, typer.Option("--no-serve", help="演示后不提供服务 / play and verify, do not serve")] = False,
    as_json: Json = False,
) -> None:
    """演示: 经公开接口跑完 2022 年度全流程 / play a whole synthetic 2022 cycle through the public API, verify it, serve it."""
    try:
        shown = perform(data, port, fresh=fresh, quiet=as_json)
    except DemoExists:
        fail(f"{data} 中已有不是演示的数据", f"{data} holds data that is not a demo", code="exists")
    tell(shown, as_json)
    if not shown.ok:
        raise typer.Exit(1)
    if not only:
        serve(data, port)


def tell(shown: Shown, as_json: bool) -> None:
    """What was played and what to open."""
    if as_json:
        typer.echo(shown.to_json())
        return
    console.print(shown.text(), highlight=False)
