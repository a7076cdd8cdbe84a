"""A supposition in a folder (推演报告文件夹): kept as the service signed it, and checked like the report on reads."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from biaogan.app.report_folder import GENESIS, LOG, RECEIPT, Checked, Fault, Form, Refused, apart, opened
from biaogan.app.report_folder import write as write_files
from biaogan.domain.supposing.report import KIND, again, repeatable

if TYPE_CHECKING:
    from biaogan.app.confidentiality.making import Archive

JSON, SIGNATURE = "supposition.json", "supposition.jws"
FORM: Final = Form(KIND, "推演报告", "report of a supposition", JSON, SIGNATURE)


def write(folder: Path, report: Mapping[str, str]) -> None:
    """The report as the API answers it."""
    names = {GENESIS: "genesis", RECEIPT: "receipt", JSON: "text", SIGNATURE: "jws"}
    write_files(folder, FORM, {file: report[name].encode() for file, name in names.items()})


def check(folder: Path, vkey: str, archive: "Archive | None" = None) -> Checked:
    """As a signed report of its kind; then, with an archive, the content follows from the log. Where sheets were left out by
    signers of whom its reader might not know all, only the root can be compared: whom one might know is not on record as such.
    """
    try:
        told, _ = opened(folder, FORM, vkey)
    except Refused as refused:
        return Checked({}, (refused.fault,))
    if archive is None:
        return Checked(told, ())
    faults = tuple(apart(told, archive.log))
    if faults or not repeatable(told):
        return Checked(told, faults)
    return Checked(told, tuple(_followed(told, archive)), counted=True)


def _followed(told: Mapping[str, Any], archive: "Archive") -> Iterator[Fault]:
    """Counted anew from the signed statements."""
    from biaogan.app.supposing import Grounds  # it needs the log; asking and writing do not

    ground = Grounds(archive.log, archive.service).ground(told["round"], told["position"])
    if ground is None:
        zh, en = "该位置没有这一轮次，或其内容已删除", "no such round at that position, or it is erased since"
        yield Fault(LOG, "round", zh, en)
        return
    for name, value in again(told, ground).items():
        if value != told.get(name):
            yield Fault(
                LOG, "content", f"重新计算的“{name}”与报告不同", f"{name}, counted anew, differs from the report"
            )
