"""A signed report in a folder (报告文件夹): written whole, and opened by anybody, without the service and without our word.

With the report go the first record of the log, which names the service's key, and its receipt: so the log's public key,
kept from earlier, is all that has to be trusted. What does not hold is told by file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.encoding import to_base64
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.jwk import load_public
from biaogan.ledger.log import Log, NotInLog
from biaogan.ledger.report import verify_report
from biaogan.ledger.statement import parse, verify

GENESIS, RECEIPT = "log.statement", "log.receipt"
CREATED: Final = "log_created/1"
LOG: Final = "log"
"""What does not follow from the log is said of this "file"."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of report (报告种类): what it says it is, what it is called, its files."""

    kind: str
    zh: str
    en: str
    json: str
    signature: str
    documents: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The files that only a report of this kind has."""
        return (*self.documents, self.json, self.signature)

    @property
    def files(self) -> tuple[str, ...]:
        """All of them, the signature last."""
        return (GENESIS, RECEIPT, *self.own)


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and where; ``code`` is a word for programs."""

    file: str
    code: str
    zh: str
    en: str


class Refused(Exception):
    """The folder holds no such report."""

    def __init__(self, file: str, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.fault = Fault(file, code, zh, en)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a report says, as far as it is signed, what does not hold, and whether the content was counted anew."""

    told: Mapping[str, Any]
    faults: tuple[Fault, ...]
    counted: bool = False


def write(folder: Path, form: Form, contents: Mapping[str, bytes]) -> None:
    """All files, the signature last: a folder without it is no report."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / form.signature).unlink(missing_ok=True)
    for name in form.files:
        (folder / name).write_bytes(contents[name])


def opened(folder: Path, form: Form, vkey: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the report says, and the files: (1) they are there; (2) the log's first record names the service's key; (3) that
    key signed the report. Raises `Refused`.

    ``vkey``: the log's public key; "" takes the first record on the folder's word.
    """
    held: dict[str, bytes] = {}
    for name in form.files:  # (1)
        try:
            held[name] = (folder / name).read_bytes()
        except OSError as error:
            raise Refused(name, "unreadable", f"无法读取：{error}", f"cannot be read: {error}") from error
    try:
        key = _key(held[GENESIS])  # (2)
    except VerificationError as error:
        zh, en = f"不是账本的首条记录：{error}", f"not the first record of a log: {error}"
        raise Refused(GENESIS, error.code, zh, en) from error
    try:
        if vkey:
            verify_receipt(_text(held[RECEIPT]), _text(held[GENESIS]), [vkey], kinds="g")
    except VerificationError as error:
        zh, en = f"首条记录不在该公钥的账本中：{error}", f"not in the log of this key: {error}"
        raise Refused(f"{RECEIPT}, {GENESIS}", error.code, zh, en) from error
    try:
        told = verify_report(held[form.json], _text(held[form.signature]), key)  # (3)
    except VerificationError as error:
        zh, en = f"签名与正文不符：{error}", f"not what this key signed: {error}"
        raise Refused(f"{form.json}, {form.signature}", error.code, zh, en) from error
    if told.get("kind") != form.kind:
        raise Refused(form.json, "report_kind", f"不是{form.zh}", f"not a {form.en}")
    return told, held


def apart(told: Mapping[str, Any], log: Log) -> Iterator[Fault]:
    """In what the report's log is not this one."""
    named = told["log"]
    if named["origin"] != log.origin:
        yield Fault(LOG, "origin", f"属于另一账本 {named['origin']}", f"it is of another log, {named['origin']}")
        return
    try:
        root = to_base64(log.root_at(named["size"]))
    except NotInLog:
        yield no_position()
        return
    if root != named["root"]:
        yield Fault(LOG, "root", "账本的树根不同", "the log has another root there")


def no_position() -> Fault:
    """The report is of a longer log."""
    return Fault(LOG, "position", "账本没有这一位置", "the log has no such position")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _key(genesis: bytes) -> Ed25519PublicKey:
    """The service's key, by the record it signed itself."""
    statement = parse(genesis)
    jwk = statement.body.get("jwk")
    if statement.type != CREATED or not isinstance(jwk, Mapping):
        raise VerificationError("genesis", "it names no key")
    key = load_public(jwk)
    verify(statement, key)
    return key
