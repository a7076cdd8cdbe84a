"""``biaogan verify``: nobody has to trust the operator. The server need not run."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from biaogan.app import checking
from biaogan.app.cli.output import DEFAULT_DATA, Data, Database, Json, app, fail, ready
from biaogan.app.terminal import console, progress
from biaogan.ledger.errors import LedgerError


@app.command("verify")
def verify(
    data: Data = DEFAULT_DATA,
    database: Database = "",
    receipt: Annotated[Path | None, typer.Option(help="只核验一份回执 / verify one receipt only")] = None,
    statement: Annotated[
        Path | None, typer.Option(help="回执所属的已签署声明 / the statement the receipt is for")
    ] = None,
    vkey: Annotated[
        str, typer.Option(help="账本公钥; 默认取自数据目录 / the log's public key; default: of the data directory")
    ] = "",
    as_json: Json = False,
) -> None:
    """逐条核验整个账本, 或一份回执 / check the whole log, or one receipt, as a numbered list."""
    if receipt is not None:
        if statement is None:
            raise typer.BadParameter("--receipt 须同时给出 --statement / --statement is needed with --receipt")
        _verify_receipt(receipt, statement, vkey or checking.vkey(ready(data, database)), as_json)
        return
    settings = ready(data, database)
    with progress("核验 / verifying", quiet=as_json) as step:
        report = checking.audit(settings, step)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    if not report.ok:
        raise typer.Exit(1)


def _verify_receipt(receipt: Path, statement: Path, vkey: str, as_json: bool) -> None:
    try:
        told = checking.receipt(
            receipt.read_text(encoding="utf-8"), statement.read_text(encoding="ascii").strip(), vkey
        )
    except (LedgerError, OSError, ValueError) as error:
        fail(f"回执不成立: {error}", f"the receipt does not verify: {error}", code="receipt")
    if as_json:
        typer.echo(json.dumps({"ok": True, **told}, ensure_ascii=False, indent=2))
    else:
        console.print(
            f"[green]✓[/green] 位置 / position {told['position']}, {told['admittedAt']}, 账本 / log {told['origin']}"
        )


def _print(report: Any) -> None:
    table = Table(show_edge=False)
    for heading in ("#", "核验项 / check", "数量 / n", "结果 / result"):
        table.add_column(heading)
    for check in report.checks:
        mark = "[green]✓[/green]" if not check.findings else f"[red]✗ {check.findings}[/red]"
        table.add_row(str(check.number), f"{check.zh}\n[dim]{check.en}[/dim]", str(check.count), mark)
    console.print(table)
    for finding in report.findings:
        console.print(f"[red]{finding.kind}[/red] #{finding.check} {escape(str(finding))}")
    verdict = "[green]完好 / sound[/green]" if report.ok else "[red]不成立 / does not verify[/red]"
    console.print(f"{report.records} 条记录 / records: {verdict}")
