"""The confidentiality report in a folder (报告文件夹): `check` answers with what does not hold, by file."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from biaogan.app.confidentiality.issuing import DOCUMENTS, HTML, PDF
from biaogan.app.confidentiality.making import Archive, NoReport
from biaogan.app.report_folder import GENESIS, LOG, RECEIPT, Checked, Fault, Form, Refused, apart, no_position, opened
from biaogan.app.report_folder import write as write_files
from biaogan.graphql.confidentiality.telling import KIND, WHOLE, WITHHELD
from biaogan.graphql.report_port import Issued
from biaogan.ledger.log import NotInLog

JSON, SIGNATURE = "report.json", "report.json.jws"
FORM: Final = Form(KIND, "保密审计报告", "confidentiality report", JSON, SIGNATURE, (HTML, PDF))


def write(folder: Path, issued: Issued) -> None:
    """All files of an issued report."""
    texts = {
        GENESIS: issued.genesis, RECEIPT: issued.receipt, HTML: issued.html, JSON: issued.text, SIGNATURE: issued.jws
    }  # fmt: skip
    write_files(folder, FORM, {PDF: issued.pdf, **{name: text.encode() for name, text in texts.items()}})


def check(folder: Path, vkey: str, archive: Archive | None = None) -> Checked:
    """As a signed report of its kind; then (4) the documents are those it names; (5) with an archive, the content follows
    from the log. Of a report that is not of all records only the root can be compared: what its maker might see is not on
    record as such.
    """
    try:
        told, held = opened(folder, FORM, vkey)
    except Refused as refused:
        return Checked({}, (refused.fault,))
    faults = list(_documents(told, held))  # (4)
    if archive is not None:
        faults += _followed(told, archive)  # (5)
    return Checked(told, tuple(faults), archive is not None and told["scope"] == WHOLE)


def _documents(told: Mapping[str, Any], held: Mapping[str, bytes]) -> Iterator[Fault]:
    for name in (HTML, PDF):
        if sha256(held[name]).hexdigest() != told[DOCUMENTS][name]:
            yield Fault(name, "document", "不是签名时的文件", "not the file that was signed")


def _followed(told: Mapping[str, Any], archive: Archive) -> Iterator[Fault]:
    """Counted anew from the records that were there then."""
    if faults := list(apart(told, archive.log)):
        yield from faults
        return
    period = told["period"]
    try:
        again = archive.told(
            told["cycle"]["id"],
            period["first"],
            period["last"],
            told["position"],
            end=told["coverage"]["end"],
            named=told["identities"] != WITHHELD,
        )
    except (NotInLog, NoReport):
        yield no_position()
        return
    for name, value in again.items() if told["scope"] == WHOLE else ():
        if value != told.get(name):
            yield Fault(
                LOG, "content", f"重新计算的“{name}”与报告不同", f"{name}, counted anew, differs from the report"
            )
