"""``biaogan package``: all that a case has filed, as the one archive that goes to the national system (R-37)."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest
from io import BufferedIOBase
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

import httpx
import typer
from rich.markup import escape

from biaogan.app.cli.acts import KeyOption, Purpose, connected, guarded
from biaogan.app.cli.keys import ASK, Passphrase
from biaogan.app.cli.output import DEFAULT_URL, Json, Url, app, fail, say
from biaogan.app.packing import MANIFEST


@app.command("package")
def package(
    case: Annotated[str, typer.Argument(help="项目编号 / id of the case")],
    key: KeyOption,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="存入的文件夹 / folder to save it in", file_okay=False)
    ] = Path(),
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """下载一个项目所申报的全部材料, 打为一个 ZIP, 并逐个核对摘要 / all that a case has filed, as one ZIP, each digest checked."""
    client = connected(url, key, passphrase)
    with closing(client.http), closing(guarded(lambda: client.package(case, purpose), url)) as answer:
        if answer.status_code != 200:
            _refused(json.loads(answer.read()))
        name = Path(unquote(answer.headers["content-disposition"].rpartition("''")[2])).name
        with _arriving(out / name) as part:
            guarded(_save, url, answer, part)
            files = _checked(part)
    told = {"ok": True, "file": str(out / name), "files": files}
    say(
        as_json,
        told,
        f"[green]✓[/green] {escape(str(out / name))}  {len(files)} 个文件, 摘要相符 / files, digests match",
    )


def _refused(told: dict[str, Any]) -> None:
    missing = told.get("missing", [])
    names = f": {', '.join(missing)}" if missing else ""
    fail(
        told["zh"] + names,
        told["en"] + names,
        code=told["code"],
        **({"missing": missing} if missing else {}),
    )


@contextmanager
def _arriving(path: Path) -> Iterator[Path]:
    """A name for what is not whole yet; only what is gets the other one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _save(answer: httpx.Response, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in answer.iter_bytes():
            file.write(chunk)


def _checked(path: Path) -> list[dict[str, Any]]:
    """The files it names, each with the digest it says."""
    try:
        with ZipFile(path) as archive:
            files: list[dict[str, Any]] = json.loads(archive.read(MANIFEST))["files"]
            for file in files:
                with archive.open(file["path"]) as opened:
                    if file_digest(cast(BufferedIOBase, opened), "sha256").hexdigest() != file["sha256"]:
                        raise BadZipFile(file["path"])
    except (BadZipFile, KeyError, ValueError) as error:
        fail(
            f"收到的材料包不完整: {error}",
            f"the package that came is not whole: {error}",
            code="package_broken",
        )
    return files
