"""``biaogan erase`` and ``rotate``: keys are destroyed by two persons' acts; backups follow when the ring is rotated."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from biaogan.app import erasing, rotating
from biaogan.app.cli.acts import connected, guarded
from biaogan.app.cli.keys import ASK, Passphrase
from biaogan.app.cli.output import DEFAULT_DATA, DEFAULT_URL, Data, Database, Json, Url, app, fail, ready, say
from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.app.terminal import progress
from biaogan.domain.events import ErasureProposed
from biaogan.ledger.database import create_engine
from biaogan.ledger.errors import LedgerError


@app.command("erase")
def erase(
    stream: Annotated[str, typer.Argument(metavar="STREAM", help=f"{erasing.KINDS} 之一 / one of these")],
    data: Data = DEFAULT_DATA,
    database: Database = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只列出将不可读的内容 / only list what would become unreadable")
    ] = False,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="除个人信息外全部保密内容 / everything confidential, not personal data alone"),
    ] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="第一人: 提出申请 / as the first person: propose it")
    ] = False,
    key: Annotated[Path | None, typer.Option("--key", help="密钥文件 / your key file", dir_okay=False)] = None,
    ground: Annotated[
        str, typer.Option(help="事由 / ground: personal_request | retention_lapsed")
    ] = "personal_request",
    basis: Annotated[str, typer.Option(help="法律依据 / the provision it rests on")] = "",
    reference: Annotated[str, typer.Option(help="卷号 / the file the reasons are kept in")] = "",
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """销毁一个流的密钥, 由两人签署 / destroy the keys of a stream, by the signed acts of two persons."""
    event = erasing.proposal(stream, whole=whole, ground=ground, legal_basis=basis, reference=reference)
    if dry_run:
        _listed(ready(data, database), event, whole=whole, as_json=as_json)
        return
    if key is None:
        raise typer.BadParameter("须给出 --key 或 --dry-run / --key is needed, or --dry-run")
    client = connected(url, key, passphrase)
    with closing(client.http):
        outcome = guarded(erasing.propose if propose else erasing.erase, url, client, event)
    if outcome["__typename"] != "Recorded":
        message = outcome.get("message") or {"zh": "已有更新, 请重试", "en": "moved on: try again"}
        if outcome.get("code") == "digest_mismatch":
            message = _REPEAT
        fail(message["zh"], message["en"], code=outcome.get("code") or "stale", outcome=outcome)
    done = "已申请, 待密钥保管人执行 / proposed; a custodian carries it out" if propose else _DONE
    say(as_json, {"ok": True, **outcome}, f"[green]✓[/green] 入账位置 / position {outcome['position']}  {done}")


_REPEAT = {
    "zh": "没有这样的申请: --whole、--ground、--basis 和 --reference 须与第一人申请时完全相同",
    "en": "nothing like this is proposed: repeat --whole, --ground, --basis and --reference as the first person gave them",
}
_DONE = "密钥已销毁; 备份中的密钥随 biaogan rotate 失效 / destroyed; keys in backups die with biaogan rotate"


def _listed(settings: Settings, event: ErasureProposed, *, whole: bool, as_json: bool) -> None:
    engine = create_engine(settings.log_url)
    log = open_log(settings, engine, command="erase")
    try:
        found = list(erasing.lost(log, settings, event.subject, whole=whole))
    except erasing.NotErasable:
        fail(
            f"没有可删除的流 {event.subject}: 须为已有的 {erasing.KINDS} 之一",
            f"there is no stream {event.subject} to erase: one that exists, of {erasing.KINDS}",
            code="not_erasable",
        )
    finally:
        log.close()
        engine.dispose()
    lines = [
        f"  {'' if lost.position is None else lost.position} {lost.what}  {', '.join(lost.fields)}" for lost in found
    ]
    told: dict[str, Any] = {"ok": True, "keys": event.keys, "lost": [lost.to_json() for lost in found]}
    heading = f"{len(found)} 处将不可读, 未作改动 / {len(found)} places would become unreadable; nothing was changed"
    say(as_json, told, "\n".join([heading, *lines]))


@app.command("rotate")
def rotate(data: Data = DEFAULT_DATA, database: Database = "", as_json: Json = False) -> None:
    """更换密钥加密密钥, 服务不必停 / a new key-encryption key in place of the old; services may go on running."""
    settings = ready(data, database)
    try:
        with progress("更换密钥 / rotating", quiet=as_json) as step:
            moved = rotating.rotate(settings, lambda done: step(done, done))
    except rotating.KekElsewhere:
        fail(
            "密钥环来自 BIAOGAN_KEK: 请先改用文件 keys/kek 再更换",
            "the ring comes from BIAOGAN_KEK: keep it in the file keys/kek to rotate it",
            code="kek_elsewhere",
        )
    except (LedgerError, OSError) as error:
        fail(f"未能更换: {error}", f"not rotated: {error}", code="not_rotated")
    say(as_json, {"ok": True, "moved": moved}, f"[green]✓[/green] {moved} 把数据密钥已换 / data keys wrapped anew")
