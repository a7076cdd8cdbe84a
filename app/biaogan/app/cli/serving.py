"""``biaogan init``, ``serve``, ``work``: making a log and keeping a service on it."""

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app import keyring, serving
from biaogan.app.cli.keys import ASK, Passphrase, asked
from biaogan.app.cli.output import DEFAULT_DATA, Data, Database, Json, app, configured, fail, ready, say
from biaogan.app.genesis import AlreadyCreated
from biaogan.app.terminal import console
from biaogan.app.wiring import build, initialise
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.keyfile import save


@app.command("init")
def init(
    data: Data = DEFAULT_DATA,
    database: Database = "",
    origin: Annotated[
        str, typer.Option(help="账本名, 公开且不变 / name of the log, public and permanent")
    ] = "biaogan.invalid/log",
    registrar: Annotated[
        Path | None, typer.Option(help="首位登记员的密钥文件, 默认新建于数据目录 / key file of the first registrar")
    ] = None,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """建立账本: 账本密钥、首位登记员、创世记录 / create a log: its keys, the first registrar, the genesis records."""
    settings = configured(data, database)
    path = registrar or data / "registrar.key.json"
    private = Ed25519PrivateKey.generate()
    try:
        keyring.create(settings.keys, origin)
        save(path, private, asked(passphrase, confirm=True))
        person = initialise(settings, private)
    except FileExistsError as error:
        fail(f"{error} 已存在, 不予覆盖", f"{error} exists and is not overwritten", code="exists")
    except AlreadyCreated:
        fail("数据库中已有账本", "the database holds a log already", code="exists")
    say(
        as_json,
        {"ok": True, "origin": origin, "registrar": person, "key": str(path), "data": str(data)},
        f"[green]✓[/green] 账本 / log [bold]{origin}[/bold]\n  登记员 / registrar {person}\n  密钥 / key {path}",
    )


@app.command("serve")
def serve(
    data: Data = DEFAULT_DATA,
    database: Database = "",
    host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口 / port to listen on")] = None,
    no_projection: Annotated[
        bool, typer.Option(help="读模型由 biaogan work 维护 / the read models are kept by biaogan work")
    ] = False,
) -> None:
    """启动服务 / serve the API and the public log."""
    settings = ready(data, database, host, port, False if no_projection else None)
    try:
        office = build(settings, command="serve")
    except LedgerError as error:
        fail(
            f"账本未通过启动检查, 拒绝服务: {error}",
            f"the log fails its start-up check; not serving: {error}",
            code="integrity",
        )
    console.print(f"标杆 biaogan  http://{settings.host}:{settings.port}  ({settings.log_url.split(':')[0]})")
    serving.run(office, settings)


@app.command("work")
def work(
    data: Data = DEFAULT_DATA,
    database: Database = "",
    once: Annotated[bool, typer.Option(help="做完已有的就结束 / finish what is due and stop")] = False,
) -> None:
    """后台工作: 维护读模型、到期公示 / keep the read models, expire notices when their time has come."""
    settings = ready(data, database, project=True)
    serving.work(build(settings, command="work"), once=once)
