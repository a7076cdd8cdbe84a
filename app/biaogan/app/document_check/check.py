"""The check of one uploaded file (文件检查): its format, and for the experience its layout and lengths."""

from collections.abc import Iterable
from typing import BinaryIO

from biaogan.app.document_check import word
from biaogan.app.document_check.formats import detect
from biaogan.app.document_check.unfit import Unfit
from biaogan.domain import layout_checks
from biaogan.domain.config_filing import Documents
from biaogan.domain.forms_application import Finding
from biaogan.domain.layout_checks import ERROR, WARNING
from biaogan.domain.media import EXPERIENCE, MEDIA_TYPES

CHECKER = f"document-check/1 {layout_checks.CHECKER}"
FILE = "file"
Checked = tuple[list[Finding], dict[str, int]]


def check(file: BinaryIO, kind: str, media_type: str, documents: Documents, years: Iterable[int]) -> Checked:
    """Findings, and characters of each part. ``media_type`` is what was stated; "" if nothing was."""
    try:
        found = detect(file)
        if media_type and MEDIA_TYPES[found] != media_type:
            return [Finding("D-27", FILE, ERROR, "format_differs", MEDIA_TYPES[found])], {}
        if kind != EXPERIENCE:
            return [], {}
        if found != "docx":
            return [Finding("D-27", FILE, WARNING, "not_machine_checked", found)], {}
        return layout_checks.examined(word.read(file), documents, years)
    except Unfit as unfit:
        return [_told(unfit)], {}


def _told(unfit: Unfit) -> Finding:
    if unfit.code.startswith("archive_"):
        return Finding("D-28", FILE, ERROR, "unsafe_archive", unfit.code)
    if unfit.code == "format_unknown":
        return Finding("D-27", FILE, ERROR, "format_differs", "?")
    return Finding("D-27", FILE, ERROR, unfit.code)
