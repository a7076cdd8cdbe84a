"""A report in a folder (报告文件夹): written whole, and checked by anybody, without the service and without our word.

With the report go the first record of the log, which names the service's key, and its receipt: so the log's public key,
kept from earlier, is all that has to be trusted. `check` answers with what does not hold, by file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from biaogan.app.confidentiality.issuing import DOCUMENTS, HTML, PDF
from biaogan.app.confidentiality.making import Archive, NoReport
from biaogan.graphql.confidentiality.telling import KIND, WHOLE, WITHHELD
from biaogan.graphql.report_port import Issued
from biaogan.ledger.audit_receipt import verify_receipt
from biaogan.ledger.encoding import to_base64
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.jwk import load_public
from biaogan.ledger.log import NotInLog
from biaogan.ledger.report import verify_report
from biaogan.ledger.statement import parse, verify

JSON, SIGNATURE = "report.json", "report.json.jws"
GENESIS, RECEIPT = "log.statement", "log.receipt"
FILES: Final = (GENESIS, RECEIPT, JSON, SIGNATURE, HTML, PDF)
CREATED: Final = "log_created/1"
LOG: Final = "log"
"""What does not follow from the log is said of this "file"."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and where."""

    file: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a report says, as far as it is signed, what does not hold, and whether the content was counted anew."""

    told: Mapping[str, Any]
    faults: tuple[Fault, ...]
    counted: bool = False


def write(folder: Path, issued: Issued) -> None:
    """All files, the signature last: a folder without it is no report."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SIGNATURE).unlink(missing_ok=True)
    (folder / GENESIS).write_bytes(issued.genesis.encode())
    (folder / RECEIPT).write_bytes(issued.receipt.encode())
    (folder / HTML).write_bytes(issued.html.encode())
    (folder / PDF).write_bytes(issued.pdf)
    (folder / JSON).write_bytes(issued.text.encode())
    (folder / SIGNATURE).write_bytes(issued.jws.encode())


def check(folder: Path, vkey: str, archive: Archive | None = None) -> Checked:
    """(1) the files are there; (2) the log's first record names the service's key; (3) that key signed the report; (4) the
    documents are those it names; (5) with an archive, the content follows from the log. Of a report that is not of all records only
    the root can be compared: what its maker might see is not on record as such.

    ``vkey``: the log's public key; "" takes the first record on the folder's word.
    """
    held: dict[str, bytes] = {}
    for name in FILES:  # (1)
        try:
            held[name] = (folder / name).read_bytes()
        except OSError as error:
            return _refused(name, f"无法读取：{error}", f"cannot be read: {error}")
    try:
        key = _key(held[GENESIS])  # (2)
    except VerificationError as error:
        return _refused(GENESIS, f"不是账本的首条记录：{error}", f"not the first record of a log: {error}")
    try:
        if vkey:
            verify_receipt(_text(held[RECEIPT]), _text(held[GENESIS]), [vkey], kinds="g")
    except VerificationError as error:
        where = f"{RECEIPT}, {GENESIS}"
        return _refused(where, f"首条记录不在该公钥的账本中：{error}", f"not in the log of this key: {error}")
    try:
        told = verify_report(held[JSON], _text(held[SIGNATURE]), key)  # (3)
    except VerificationError as error:
        where = f"{JSON}, {SIGNATURE}"
        return _refused(where, f"签名与正文不符：{error}", f"not what this key signed: {error}")
    if told.get("kind") != KIND:
        return _refused(JSON, "不是保密审计报告", "not a confidentiality report")
    faults = list(_documents(told, held))  # (4)
    if archive is not None:
        faults += _followed(told, archive)  # (5)
    return Checked(told, tuple(faults), archive is not None and told["scope"] == WHOLE)


def _refused(file: str, zh: str, en: str) -> Checked:
    return Checked({}, (Fault(file, zh, en),))


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


def _documents(told: Mapping[str, Any], held: Mapping[str, bytes]) -> Iterator[Fault]:
    for name in (HTML, PDF):
        if sha256(held[name]).hexdigest() != told[DOCUMENTS][name]:
            yield Fault(name, "不是签名时的文件", "not the file that was signed")


def _followed(told: Mapping[str, Any], archive: Archive) -> Iterator[Fault]:
    """Counted anew from the records that were there then."""
    log, period, at = told["log"], told["period"], told["position"]
    if log["origin"] != archive.log.origin:
        yield Fault(LOG, f"属于另一账本 {log['origin']}", f"it is of another log, {log['origin']}")
        return
    try:
        root = to_base64(archive.log.root_at(log["size"]))
        again = archive.told(
            told["cycle"]["id"],
            period["first"],
            period["last"],
            at,
            end=told["coverage"]["end"],
            named=told["identities"] != WITHHELD,
        )
    except (NotInLog, NoReport):
        yield Fault(LOG, "账本没有这一位置", "the log has no such position")
        return
    if root != log["root"]:
        yield Fault(LOG, "账本的树根不同", "the log has another root there")
    for name, value in again.items() if told["scope"] == WHOLE else ():
        if value != told.get(name):
            yield Fault(LOG, f"重新计算的“{name}”与报告不同", f"{name}, counted anew, differs from the report")
