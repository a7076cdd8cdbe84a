"""``biaogan bench``: how fast this machine does it, as ratios within one run."""

import json
from typing import Annotated, Any

import typer
from rich.table import Table

from biaogan.app.bench.run import bench as run
from biaogan.app.cli.output import Json, app
from biaogan.app.terminal import console, progress


@app.command("bench")
def bench(
    database: Annotated[
        str, typer.Option("--database", help="空数据库 URL, 默认临时 SQLite / an empty database; default: SQLite")
    ] = "",
    quick: Annotated[bool, typer.Option(help="短测 / a short run")] = False,
    as_json: Json = False,
) -> None:
    """测速, 以同一次运行内的比值表示 / measure this machine, as ratios to bare `eventsourcing` in the same run."""
    with progress("测速 / measuring", quiet=as_json) as step:
        found = run(database, quick=quick, step=step)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    table = Table(show_edge=False)
    for heading in ("", "测得 / measured", "比值 / ratio"):
        table.add_column(heading)
    for row in rows(found):
        table.add_row(*row)
    console.print(table)


def rows(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The table: what, figure, ratio to its baseline."""
    http, appends, texts = found["http"], found["appends"], found["statements"]
    base = http["bare_saves_per_second"]
    many, one = f"{http['ratio_32_clients']:.2f}", f"{http['ratio_1_client']:.2f}"
    table = [
        ("eventsourcing, 单线程保存 / bare saves, one thread", f"{base:,.0f}/s", "1.00"),
        ("HTTP 签名行为, 32 客户端 / signed acts, 32 clients", f"{http['acts_per_second_32_clients']:,.0f}/s", many),
        ("HTTP 签名行为, 1 客户端 / signed acts, 1 client", f"{http['acts_per_second_1_client']:,.0f}/s", one),
        ("  延迟 / latency p50 p95 p99", " ".join(f"{http[name]:.1f}" for name in ("p50_ms", "p95_ms", "p99_ms")) + " ms", ""),
        ("记录器, 逐条 / recorder, one by one", f"{appends['alone_per_second']:,.0f}/s", f"{appends['alone_per_second'] / base:.2f}"),
        ("  无树 / without the tree", f"{appends['alone_without_tree_per_second']:,.0f}/s", f"+{appends['tree_costs_percent']:.1f} %"),
        ("记录器, 成组 / recorder, in groups", f"{appends['grouped_per_second']:,.0f}/s", f"{appends['grouped_per_second'] / base:.2f}"),
        ("Ed25519 / raw verification", f"{texts['raw_per_second']:,.0f}/s", "1.00"),
        ("声明解析并验签 / statement, read and verified", f"{texts['parse_and_verify_per_second']:,.0f}/s", f"{texts['ratio_to_raw']:.2f}"),
        ("视图重建 / views rebuilt", f"{found['views']['rebuild_per_second']:,.0f}/s", ""),
        ("重演 / acts replayed", f"{found['replay']['acts_per_second']:,.0f}/s", ""),
        ("账本核验 / log verified", f"{found['verify']['records_per_second']:,.0f}/s", ""),
        ("内存 / memory: server, bench", f"{http['server_memory_mb']:.0f} MB, {found['memory']['bench_mb']:.0f} MB", ""),
    ]  # fmt: skip
    whole = found["spans"]["whole"]
    table += [
        (f"  一项行为的时间 / of an act: {name}", f"{value:.0f} µs", f"{value / whole:.0%}")
        for name, value in found["spans"].items()
    ]
    return table
