"""``biaogan custody``: what a key custodian does with the key of a sealed round."""

from typing import Annotated, Any

import typer

from biaogan.app import custody as keeping
from biaogan.app.cli.acts import KeyOption, connected, guarded
from biaogan.app.cli.keys import ASK, Passphrase
from biaogan.app.cli.output import DEFAULT_URL, Json, Url, app, fail, say

custody = typer.Typer(no_args_is_help=True, help="评审密钥的保管 / keeping the keys of sealed rounds.")
app.add_typer(custody, name="custody")


@custody.command("enrol")
def enrol(key: KeyOption, url: Url = DEFAULT_URL, passphrase: Passphrase = ASK, as_json: Json = False) -> None:
    """登记保管密钥, 此后的份额交给它 / enrol your custody key: shares are sealed to it from then on."""
    client = connected(url, key, passphrase)
    _told(guarded(keeping.enrol, url, client), as_json)


@custody.command("release")
def release(
    round_: Annotated[str, typer.Argument(metavar="ROUND", help="评审轮次 / the round, round_...")],
    key: KeyOption,
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """交出本人份额以启封评分 / hand over your share, so that the scores of a closed round are opened."""
    client = connected(url, key, passphrase)
    try:
        outcome = guarded(keeping.release, url, client, round_)
    except keeping.NoShare:
        fail(
            f"{round_} 没有交给本人的份额, 或不是用这把密钥",
            f"{round_} has no share for you, or not under this key",
            code="no_share",
        )
    _told(outcome, as_json)


def _told(outcome: dict[str, Any], as_json: bool) -> None:
    if outcome["__typename"] != "Recorded":
        message = outcome.get("message") or {"zh": "已有更新, 请重试", "en": "moved on: try again"}
        fail(message["zh"], message["en"], code=outcome.get("code") or "stale", outcome=outcome)
    say(as_json, {"ok": True, **outcome}, f"[green]✓[/green] 入账位置 / position {outcome['position']}")
