"""``biaogan audit-keys``: the journal of unwraps beside the log of the key service that unwrapped."""

from pathlib import Path
from typing import Annotated

import typer

from biaogan.app import key_audit
from biaogan.app.cli.output import DEFAULT_DATA, Data, Database, Json, app, fail, ready, say

SHOWN = 20


@app.command("audit-keys")
def audit_keys(
    kms_log: Annotated[
        Path,
        typer.Option(
            "--kms-log",
            help='密钥服务日志, 每行 {"at", "key"} / log of the key service, JSON lines with "at" and "key"',
            dir_okay=False,
            exists=True,
        ),
    ],
    data: Data = DEFAULT_DATA,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """密钥服务日志与解开记录对照 / unwraps a key service saw beside those that processes have journaled."""
    try:
        with kms_log.open(encoding="utf-8") as lines:
            found = key_audit.reconcile(ready(data, database), lines)
    except (key_audit.NoKeyLog, UnicodeDecodeError) as error:
        fail(f"日志格式不符: {error}", f"not a log of a key service: {error}", code="key_log")
    told = {
        "matched": found.matched,
        "unjournaled": [one.to_json() for one in found.unjournaled],
        "unseen": [one.to_json() for one in found.unseen],
    }
    if not found.ok:
        zh = f"{len(found.unjournaled)} 次解开无进程记录, {len(found.unseen)} 条记录未见于密钥服务"
        en = f"{len(found.unjournaled)} unwraps that no process journaled, {len(found.unseen)} journaled that were not seen"
        keys = ", ".join(f"{one.key} {one.at:%Y-%m-%d %H:%M:%S}" for one in found.unjournaled[:SHOWN])
        fail(f"{zh}  {keys}", en, code="keys_differ", **told)
    say(as_json, {"ok": True, **told}, f"[green]✓[/green] {found.matched} 次解开相符 / unwraps that both have")
