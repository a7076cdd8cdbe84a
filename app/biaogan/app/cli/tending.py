"""``biaogan migrate`` and ``doctor``: what an operator, a migrations job and a health check need."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from sqlalchemy.exc import SQLAlchemyError

from biaogan.app import keyring
from biaogan.app.cli.output import DEFAULT_DATA, Data, Database, Json, app, configured, fail, say
from biaogan.app.clock import system_clock
from biaogan.app.settings import HEARTBEAT, STALE_SECONDS, Settings


@app.command("migrate")
def migrate(data: Data = DEFAULT_DATA, database: Database = "", as_json: Json = False) -> None:
    """建立或升级全部数据表 / create or upgrade every table; safe to run at any time, also twice at once."""
    from biaogan.app import wiring  # a health check in the same module starts without it

    settings = configured(data, database)
    data.mkdir(parents=True, exist_ok=True)
    try:
        wiring.migrate(settings)
    except SQLAlchemyError as error:
        fail(f"无法迁移: {error}", f"cannot migrate: {error}", code="migration")
    say(as_json, {"ok": True}, "[green]✓[/green] 数据表已是最新 / every table is up to date")


@app.command("doctor")
def doctor(
    data: Data = DEFAULT_DATA,
    url: Annotated[str, typer.Option(help="检查运行中的服务 / check a running service")] = "",
    worker: Annotated[bool, typer.Option("--worker", help="检查后台进程 / check the worker of this directory")] = False,
    as_json: Json = False,
) -> None:
    """检查服务、后台进程或数据目录 / check a running service, the worker, or a data directory."""
    told: dict[str, Any]
    if url:
        told = _service(url)
    elif worker:
        told = _worker(configured(data))
    else:
        told = _directory(configured(data))
    say(
        as_json,
        {"ok": True, **told},
        "[green]✓[/green] " + ", ".join(f"{name} {value}" for name, value in told.items()),
    )


def _service(url: str) -> dict[str, Any]:
    try:
        answer = httpx.get(f"{url.rstrip('/')}/readyz", timeout=3)
        told: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        fail(f"服务无应答: {error}", f"the service does not answer: {error}", code="unreachable")
    if answer.status_code != 200:
        fail(f"服务未就绪: {told}", f"the service is not ready: {told}", code="not_ready")
    return told


def _worker(settings: Settings) -> dict[str, Any]:
    beat = settings.data / HEARTBEAT
    if not beat.exists():
        fail("后台进程没有心跳", "the worker has no heartbeat", code="no_worker")
    age = (system_clock() - datetime.fromtimestamp(beat.stat().st_mtime, UTC)).total_seconds()
    if age > STALE_SECONDS:
        fail(
            f"后台进程已停 {age:.0f} 秒",
            f"the worker has been silent for {age:.0f} s",
            code="worker_stale",
        )
    return {"heartbeat": f"{age:.0f}s"}


def _directory(settings: Settings) -> dict[str, Any]:
    try:
        origin = keyring.origin(settings.keys)
    except keyring.NotInitialised:
        fail(f"{settings.data} 中没有账本", f"no log in {settings.data}", code="not_initialised")
    loose = [str(path) for path in settings.keys.iterdir() if path.suffix == ".json" and path.stat().st_mode & 0o077]
    if loose:
        fail(f"密钥文件权限过宽: {loose}", f"key files are readable by others: {loose}", code="key_mode")
    return {"origin": origin, "guard": _size(settings.guard)}


def _size(guard: Path) -> str:
    return guard.read_text(encoding="utf-8").splitlines()[1] if guard.exists() else "-"
