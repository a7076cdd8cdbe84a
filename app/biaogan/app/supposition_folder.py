"""A supposition in a folder (推演报告文件夹): kept as the service signed it, and checked like the report on reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from biaogan.app.report_folder import GENESIS, RECEIPT, Checked, Form, Refused, apart, opened
from biaogan.app.report_folder import write as write_files
from biaogan.domain.supposing.telling import KIND

if TYPE_CHECKING:
    from biaogan.app.confidentiality.making import Archive

JSON, SIGNATURE = "supposition.json", "supposition.jws"
FORM: Final = Form(KIND, "推演报告", "report of a supposition", JSON, SIGNATURE)


def write(folder: Path, report: Mapping[str, str]) -> None:
    """The report as the API answers it."""
    names = {GENESIS: "genesis", RECEIPT: "receipt", JSON: "text", SIGNATURE: "jws"}
    write_files(folder, FORM, {file: report[name].encode() for file, name in names.items()})


def check(folder: Path, vkey: str, archive: "Archive | None" = None) -> Checked:
    """As a signed report of its kind; with an archive, of this log."""
    try:
        told, _ = opened(folder, FORM, vkey)
    except Refused as refused:
        return Checked({}, (refused.fault,))
    return Checked(told, () if archive is None else tuple(apart(told, archive.log)))
