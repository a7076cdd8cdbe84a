"""``biaogan report``: who read what of which case, signed; ``report verify``: for whoever is handed one."""

import json
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from biaogan.app import checking
from biaogan.app.cli import supposed_words
from biaogan.app.cli.acts import connected, guarded
from biaogan.app.cli.keys import ASK, Passphrase
from biaogan.app.cli.output import DEFAULT_DATA, DEFAULT_URL, Data, Database, Json, Url, app, fail, ready, say
from biaogan.app.report_folder import Form
from biaogan.app.terminal import console
from biaogan.domain.ids import cycle_id
from biaogan.ledger.errors import LedgerError

LANGUAGES = ("zh", "en")
report = typer.Typer(invoke_without_command=True, no_args_is_help=True)
app.add_typer(report, name="report")


@report.callback()
def make(
    context: typer.Context,
    data: Data = DEFAULT_DATA,
    database: Database = "",
    cycle: Annotated[str, typer.Option(help="年度活动, 如 nqb-2022 / the cycle, by name or id")] = "",
    first: Annotated[int, typer.Option("--from", help="起始账本位置 / reads from this position on")] = 0,
    last: Annotated[
        int | None, typer.Option("--to", help="截止账本位置, 默认至今 / to this position; by default until now")
    ] = None,
    lang: Annotated[str, typer.Option(help="文件语言 / language of the documents: zh | en")] = "zh",
    out: Annotated[Path | None, typer.Option(help="写入的文件夹 / folder to write", file_okay=False)] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            help="审计人员密钥: 向服务申请, 含人员代号 / an auditor's key: asked of the service, with pseudonyms"
        ),
    ] = None,
    purpose: Annotated[str, typer.Option(help="用途, 随密钥填写 / what it is for, with a key")] = "",
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """保密审计报告: 谁查阅了什么, 含签名 / who read what of which case: report.html, report.pdf, report.json, signed."""
    if context.invoked_subcommand is not None:
        return
    if not cycle or out is None or lang not in LANGUAGES:
        raise typer.BadParameter(
            "须给出 --cycle 与 --out, --lang 为 zh 或 en / --cycle and --out are needed; --lang is zh or en"
        )
    from biaogan.app.confidentiality import fetching, folder, making  # a health check does not draw

    try:
        if key is not None:
            id_ = cycle if cycle.startswith("cycle_") else cycle_id(cycle)
            client = connected(url, key, passphrase)
            with closing(client.http):
                issued = guarded(fetching.fetch, url, client, id_, first, last, lang, purpose)
        else:
            with making.archive(ready(data, database)) as archive:
                issued = archive.issue(archive.cycle(cycle), first, last, lang)
        folder.write(out, issued)
    except making.NoReport as error:
        zh, en = f"无权查阅, 或没有该年度活动或位置: {error}", f"not open to you, or no such cycle or position: {error}"
        fail(zh, en, code="no_report")
    except (LedgerError, OSError) as error:
        fail(f"未能出具: {error}", f"not made: {error}", code="report")
    told, digest = json.loads(issued.text), sha256(issued.text.encode()).hexdigest()
    say(as_json, {"ok": True, "folder": str(out), "sha256": digest, **_brief(told)}, _lines(told, out, digest))


def _brief(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "cycle": told["cycle"]["id"],
        "position": told["position"],
        "totals": told["totals"],
        "signals": len(told["findings"]),
        "grants": len(told["grants"]),
        "coverage": told["coverage"],
        "documents": told["documents"],
    }


def _lines(told: dict[str, Any], out: Path, digest: str) -> str:
    totals = told["totals"]
    return "\n".join(
        (
            f"[green]✓[/green] {escape(str(out))}  #{told['position']}",
            f"  {totals['reads']} 次查阅 / reads, {totals['denials']} 次被拒 / denials",
            f"  {totals['readers']} 人 / readers, {totals['cases']} 个项目 / cases",
            f"  {len(told['findings'])} 条信号, 不是结论 / signals, not findings; {len(told['grants'])} 项授权 / grants",
            f"  report.json SHA-256 {digest}",
        )
    )


@report.command("verify")
def verify(
    folder: Annotated[Path, typer.Argument(help="报告文件夹 / folder of the report", file_okay=False)],
    vkey: Annotated[
        str, typer.Option("--key", "--vkey", help="账本公钥 / the log's public key, kept from earlier")
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option(help="数据目录: 由账本重新计算内容 / data directory: count everything anew from the log"),
    ] = None,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """离线核验报告 / check a report offline, of reads or of a supposition: the signature, the documents, with --data the content."""
    from biaogan.app import supposition_folder
    from biaogan.app.confidentiality import folder as reads_folder
    from biaogan.app.confidentiality import making

    kinds = (reads_folder, supposition_folder)
    there = [kind for kind in kinds if any((folder / name).exists() for name in kind.FORM.own)]
    if len(there) > 1:
        zh, en = f"{folder} 中有两份报告", f"there are two reports in {folder}"
        fail(zh, en, code="two_reports")
    kind = there[0] if there else reads_folder
    if data is None:
        checked = kind.check(folder, vkey)
    else:
        settings = ready(data, database)
        with making.archive(settings) as archive:
            checked = kind.check(folder, vkey or checking.vkey(settings), archive)
    if checked.faults:
        faults = [
            {"file": fault.file, "code": fault.code, "message": {"zh": fault.zh, "en": fault.en}}
            for fault in checked.faults
        ]
        fail(
            "; ".join(f"{fault.file} {fault.zh}" for fault in checked.faults),
            "; ".join(f"{fault.file} {fault.en}" for fault in checked.faults),
            code="report", faults=faults,
        )  # fmt: skip
    trusted, told = bool(vkey) or data is not None, dict(checked.told)
    brief = supposed_words.brief if kind is supposition_folder else _brief
    value = {"ok": True, "key": trusted, "content": checked.counted, **_ground(told), **brief(told)}
    say(as_json, value, "\n".join(_verified(kind.FORM, told)))
    if not as_json:
        _limits(trusted, checked.counted)


def _ground(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("kind", "log", "position", "code")}


def _verified(form: Form, told: dict[str, Any]) -> Iterator[str]:
    """What holds, of which log it is, and what was supposed."""
    held = (
        "签名与文件相符 / the signature and both documents hold" if form.documents else "签名相符 / the signature holds"
    )
    log, code = told["log"], told["code"]
    yield f"[green]✓[/green] {held}  #{told['position']}  {form.zh} / {form.en}"
    yield f"  账本 / log {escape(log['origin'])}, {log['size']} 条记录 / records, 树根 / root {escape(log['root'])}"
    yield f"  代码 / code {escape(code['name'])} {escape(code['version'])}"
    if not form.documents:
        yield from supposed_words.told_in_report(told)


def _limits(trusted: bool, counted: bool) -> None:
    """What was not checked."""
    if not trusted:
        console.print(
            "[yellow]![/yellow] 未给出账本公钥: 公钥取自文件夹本身 / no --key: the key is the folder's own word"
        )
    note = (
        "内容已由账本重新计算 / counted anew from the log" if counted else "未核对内容与账本 / content not counted anew"
    )
    console.print(f"  {note}")
