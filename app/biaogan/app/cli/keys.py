"""``biaogan key``: make, show and protect a person's own key file. The key never leaves this machine."""

import os
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.cli.output import Json, app, fail, say
from biaogan.ledger.errors import LedgerError
from biaogan.ledger.keyfile import KeyFile, load, save
from biaogan.ledger.keys import proof_of_possession, public_jwk, thumbprint

key = typer.Typer(no_args_is_help=True, help="本人签名密钥 / your own signing key.")
app.add_typer(key, name="key")

KeyPath = Annotated[Path, typer.Argument(help="密钥文件 / key file", dir_okay=False)]
VARIABLE = "BIAOGAN_PASSPHRASE"
Passphrase = Annotated[
    str,
    typer.Option(
        "--passphrase",
        help="口令, 默认询问, 空为不加密 / passphrase; asked for by default; empty: not encrypted",
        show_default=False,
        envvar=VARIABLE,
    ),
]
ASK = "?"


def asked(passphrase: str, *, confirm: bool) -> str:
    """The passphrase given, or asked for on the terminal."""
    if passphrase != ASK:
        return passphrase
    if os.environ.get(VARIABLE) == "":  # which Typer takes for none at all
        return ""
    answer: str = typer.prompt("口令 / passphrase", hide_input=True, confirmation_prompt=confirm, default="")
    return answer


def read(path: Path, passphrase: str) -> KeyFile:
    """A person's key, or exit code 1 with what is wrong."""
    try:
        return load(path, asked(passphrase, confirm=False))
    except (LedgerError, OSError) as error:
        fail(f"无法读取密钥文件 {path}: {error}", f"cannot read the key file {path}: {error}", code="key_file")


@key.command("new")
def new(
    path: KeyPath,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """生成新密钥 / make a new key; hand the printed public key to your registrar."""
    private = Ed25519PrivateKey.generate()
    try:
        save(path, private, asked(passphrase, confirm=True))
    except OSError as error:
        fail(f"无法写入 {path}: {error}", f"cannot write {path}: {error}", code="key_file")
    jwk = public_jwk(private.public_key())
    kid = thumbprint(jwk)
    say(
        as_json,
        {"ok": True, "kid": kid, "jwk": jwk, "file": str(path)},
        f"[green]✓[/green] {path}\n  kid {kid}\n  x   {jwk['x']}",
    )


@key.command("show")
def show(path: KeyPath, passphrase: Passphrase = ASK, as_json: Json = False) -> None:
    """显示公钥 / show the public key and its thumbprint."""
    held = read(path, passphrase)
    jwk = public_jwk(held.private_key.public_key())
    kid = thumbprint(jwk)
    say(as_json, {"ok": True, "kid": kid, "jwk": jwk, "actor": held.actor}, f"kid {kid}\nx   {jwk['x']}")


@key.command("prove")
def prove(
    path: KeyPath,
    log: Annotated[str, typer.Option(help="账本名 / origin of the log")],
    actor: Annotated[str, typer.Option(help="人员编号 / your person id, given by the registrar")],
    nonce: Annotated[str, typer.Option(help="登记员给出的随机数 / the registrar's nonce")],
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """证明持有密钥 / prove possession of the key to a registrar who enrols it."""
    proof = proof_of_possession(read(path, passphrase).private_key, log, actor, nonce)
    say(as_json, {"ok": True, "proof": proof}, proof)
