"""``biaogan sign``, ``record``, ``query``: a person's acts and questions, against a running service."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.markup import escape

from biaogan.app.cli.keys import ASK, Passphrase, read
from biaogan.app.cli.output import DEFAULT_URL, Json, Url, app, fail, say
from biaogan.app.client import Client, DraftMismatch, RequestFailed, Signed
from biaogan.app.terminal import console
from biaogan.graphql.faults import PURPOSE_REQUIRED

KeyOption = Annotated[Path, typer.Option("--key", help="密钥文件 / your key file", dir_okay=False)]
Purpose = Annotated[
    str, typer.Option(help="查阅目的, 审计和调查人员必填 / what the read is for; auditors and investigators must say")
]
GOOD = frozenset({"Recorded"})


def connected(url: str, key: Path | None, passphrase: str) -> Client:
    """A client, signed in if a key is given; exit code 1 with what is wrong otherwise."""
    client = Client(url, key=read(key, passphrase).private_key if key else None)
    if key:
        guarded(client.sign_in, url)
    return client


def guarded(call: Any, url: str, *arguments: Any) -> Any:
    """``call``'s answer, with the faults of a conversation as sentences."""
    try:
        return call(*arguments)
    except httpx.HTTPError as error:
        fail(f"无法连接 {url}: {error}", f"cannot reach {url}: {error}", code="unreachable")
    except RequestFailed as failed:
        said = {language: "; ".join(dict.fromkeys(_sentences(failed, language))) for language in ("zh", "en")}
        fail(f"服务未予办理: {said['zh']}", f"the service did not do it: {said['en']}", code="request_failed")
    except (DraftMismatch, json.JSONDecodeError) as error:
        fail(f"服务未予办理: {error}", f"the service did not do it: {error}", code="request_failed")


def _sentences(failed: RequestFailed, language: str) -> Iterator[str]:
    """What the service said, each in this language if it has it."""
    for error in failed.errors:
        told = error if isinstance(error, dict) else {"message": error}
        message, more = told.get("message"), told.get("extensions") or {}
        words = message if isinstance(message, dict) else more
        hint = ": --purpose" if more.get("code") == PURPOSE_REQUIRED else ""
        yield f"{words.get(language) or message or told}{hint}"


@app.command("sign")
def sign(
    action: Annotated[Path, typer.Argument(help='行为 JSON: {"draftCase": {...}} / the act as JSON')],
    key: KeyOption,
    out: Annotated[Path, typer.Option("--out", "-o", help="签署后的声明 / where to write the signed statement")],
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问 / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """草拟、阅读并签署一项行为 / have an act drafted, read what it means, sign it with your key."""
    try:
        [(name, body)] = json.loads(action.read_text(encoding="utf-8")).items()
    except (OSError, ValueError, AttributeError) as error:
        fail(
            f"无法读取行为 {action}: {error}",
            f"cannot read the act {action}: {error}",
            code="bad_action",
        )
    client = connected(url, key, passphrase)
    with closing(client.http):
        signed: Signed = guarded(lambda: client.draft(name, **body), url)
    if not as_json:
        console.print(f"{escape(signed.summary['zh'])}\n{escape(signed.summary['en'])}")
        if signed.why_not is not None:
            message = signed.why_not
            console.print(f"[yellow]![/yellow] 将被拒绝 / would be refused: {message['zh']} {message['en']}")
    if not yes and not typer.confirm("签署 / sign"):
        raise typer.Exit(1)
    out.write_text(signed.text, encoding="ascii")
    say(as_json, {"ok": True, "stream": signed.stream, "file": str(out)}, f"[green]✓[/green] {out}  ({signed.stream})")


@app.command("record")
def record(
    statement: Annotated[Path, typer.Argument(help="已签署的声明 / the signed statement")],
    receipt: Annotated[Path | None, typer.Option("--receipt", help="回执文件 / where to keep the receipt")] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """提交已签署的声明并取得回执 / hand in a signed statement and keep the receipt."""
    outcome = guarded(Client(url).record, url, statement.read_text(encoding="ascii").strip())
    if receipt is not None and outcome.get("receipt"):
        receipt.write_text(outcome["receipt"], encoding="utf-8")
        if outcome.get("refusal"):  # the receipt of a refusal proves this statement, not the one handed in
            receipt.with_name(receipt.name + ".refusal").write_text(outcome["refusal"], encoding="ascii")
    if outcome["__typename"] not in GOOD:
        message = outcome.get("message") or {
            "zh": f"已有更新: 应为第 {outcome.get('expected')} 版",
            "en": f"moved on: version {outcome.get('expected')} is due",
        }
        fail(message["zh"], message["en"], code=outcome.get("code") or "stale", outcome=outcome)
    note = "重复提交, 原回执 / a duplicate: the original receipt" if outcome["duplicate"] else outcome["stream"]
    say(as_json, {"ok": True, **outcome}, f"[green]✓[/green] 入账位置 / position {outcome['position']}  {note}")


@app.command("query")
def query(
    text: Annotated[str, typer.Argument(help="GraphQL 查询, 或 @文件 / a GraphQL query, or @file")],
    variables: Annotated[str, typer.Option(help="变量 JSON / variables as JSON")] = "{}",
    key: Annotated[
        Path | None, typer.Option("--key", help="密钥文件, 用于登录 / your key file, to sign in", dir_okay=False)
    ] = None,
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    purpose: Purpose = "",
) -> None:
    """查询 / ask a question; the answer is JSON."""
    try:
        document = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        values = json.loads(variables)
    except (OSError, ValueError) as error:
        fail(f"无法读取查询: {error}", f"cannot read the query: {error}", code="bad_query")
    client = connected(url, key, passphrase)
    told = {"purpose": purpose} if purpose else {}
    with closing(client.http):
        answer = guarded(lambda: client.query(document, values, **told), url)
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
