"""``biaogan replay``: whatever the service shows can be had again from signed statements. The server need not run."""

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from biaogan.app import checking
from biaogan.app.cli.output import DEFAULT_DATA, Data, Database, Json, app, fail, ready
from biaogan.app.terminal import console, progress
from biaogan.ledger.errors import LedgerError

LONGEST = 60
"""Characters of a value that are shown."""
NOW = 2**62
FAULTS = {
    "missing": "缺少该行 / the row is missing",
    "unfounded": "该行并非由账本得出 / the row does not follow from the log",
    "seal": "密文不属于该行 / was not sealed for this row",
}


@app.command("replay")
def replay(
    data: Data = DEFAULT_DATA,
    database: Database = "",
    case: Annotated[str | None, typer.Option(metavar="CASE", help="只重演这一案卷 / this case alone")] = None,
    step: Annotated[
        bool, typer.Option("--step", help="逐项行为观看, 需 --case / watch it act by act, with --case")
    ] = False,
    as_json: Json = False,
) -> None:
    """由已签署的声明重演裁决与读模型并比对 / decide every act again from the signed statements and compare.

    退出码 0 一致, 1 不一致 / exit code 0: identical, 1: different. --json --step: 每行一项 / one act a line.
    """
    if case is not None and not case.strip():
        raise typer.BadParameter("--case 须写明案卷编号 / --case names a case")
    if step and case is None:
        raise typer.BadParameter("--step 须同时给出 --case / --step needs --case")
    settings = ready(data, database)
    try:
        with progress("重演 / replaying", quiet=as_json) as done:
            report = checking.replay(settings, done, case or "", steps=step)
    except LedgerError as error:
        fail(f"账本不可读: {error}", f"the log cannot be read: {error}", code="unreadable")
    except DBAPIError as error:
        why = error.orig
        fail(
            f"读模型不可读 ({why}), 可先运行 biaogan migrate",
            f"the views cannot be read ({why}); biaogan migrate makes what is missing",
            code="views_unreadable",
        )
    if case and not report.decided.acts:
        fail(f"账本中没有 {case}", f"the log knows no {case}", code="no_case")
    if as_json:
        for each in report.steps:
            typer.echo(json.dumps(each.to_json(), ensure_ascii=False))
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=None if step else 2))
    else:
        _watch(report.steps)
        _verdict(report)
    if not report.ok:
        raise typer.Exit(1)


def _verdict(report: Any) -> None:
    for fault in report.faults:
        console.print(f"[red]✗[/red] #{fault.position} {escape(fault.zh)} / {escape(fault.en)}", highlight=False)
    for found in report.differences:
        row = " ".join(f"{name}={value}" for name, value in found.row.items())
        place = " ".join(part for part in (found.table, found.column) if part)
        console.print(f"[red]✗[/red] #{found.position} {place}: {escape(_wrong(found))}", highlight=False)
        console.print(Text(f"  {row}", style="dim"))
    verdict = "[green]一致 / identical[/green]" if report.ok else "[red]不一致 / different[/red]"
    console.print(f"{report.decided.acts} 项行为 / acts, {report.views.rows} 行视图 / view rows: {verdict}")
    undecided, gone = report.decided.undecided, report.views.gone
    if undecided or gone:
        console.print(f"密封或已删除, 不可重演 / sealed or erased, not decided again: {undecided} acts, {gone} rows")


def _wrong(found: Any) -> str:
    if found.fault in FAULTS:
        return FAULTS[found.fault]
    if found.sealed:
        return "密封内容不符, 不显示 / sealed, differs, not shown"
    return f"{_value(found.shown)} (应为 / should be {_value(found.right)})"


def _value(value: Any) -> str:
    if value is None:
        return "-"
    text = "现行 / holds" if value == NOW else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _watch(steps: list[Any]) -> None:
    """One act after the other; Enter goes on, q ends it. All at once where nobody sits."""
    asks = sys.stdin.isatty() and console.is_terminal
    for number, step in enumerate(steps, 1):
        console.rule(f"{number}/{len(steps)}  位置 / position {step.position}  {step.at}", align="left", style="dim")
        for line in _told(step):
            console.print(line, highlight=False)
        if (
            asks
            and number < len(steps)
            and console.input("[dim]回车 下一项, q 退出 / Enter: next, q: quit[/dim] ") == "q"
        ):
            break


def _told(step: Any) -> Iterator[Any]:
    mark = "[green]✓ 签名成立 / signed[/green]" if step.signed else "[red]✗ 签名不成立 / signature false[/red]"
    yield f"[bold]{escape(step.zh[0])} / {escape(step.en[0])}[/bold]  {mark}"
    behalf = f" 代 / for {step.behalf}" if step.behalf else ""
    yield Text(f"{step.actor} ({step.role}){behalf}", style="cyan")
    for says in (step.zh[1], step.en[1]):
        if says:
            yield Text(says, style="italic")
    for fault in step.faults:
        yield f"[red]✗ #{fault.position} {escape(fault.zh)} / {escape(fault.en)}[/red]"
    if step.followed:
        yield "裁决 / decided"
        for position, topic, stream in step.followed:
            yield Text(f"  #{position} {topic}  {stream}")
    if step.changes:
        yield "变化 / changed"
        yield _changes(step.changes)


def _changes(changes: Any) -> Table:
    """Row by row; of a new row what it holds, of one that ended that it did."""
    table = Table.grid(padding=(0, 2))
    for row, group in groupby(changes, lambda change: (change.position, change.table, tuple(change.row.items()))):
        told = list(group)
        new, over = (all(getattr(each, end) is None for each in told) for end in ("before", "after"))
        sign = "+" if new else "-" if over else "~"
        table.add_row(f"  {sign} {row[1]}", Text(" ".join(str(value) for _, value in row[2]), style="dim"))
        for each in told if not over else ():
            after = escape(_value(each.after))
            if not new or each.after != "":
                table.add_row(f"    {each.column}", after if new else f"{escape(_value(each.before))} → {after}")
    return table
