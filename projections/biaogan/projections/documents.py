"""Uploaded files (上传文件) of each case, all that ever were, with what the checks found; and which cases await a check."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import DocumentCheckCompleted, DocumentUploaded
from biaogan.domain.media import SINGLE
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file. A later one of its kind or name takes its place; it stays on record."""

    sha256: str
    kind: str
    name: str
    size: int
    media_type: str
    uploaded_at: str
    replaced: bool = False
    checker: str = ""
    """Version of the last check; "" before it."""
    findings: list[list[str]] = field(default_factory=list)
    """Rule, place, severity, code and detail of each."""
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentsRow:
    """The files of a case, in the order of their upload; ``None`` if erased."""

    case: str
    unchecked: int
    """How many await their first check."""
    files: Annotated[tuple[UploadedFile, ...] | None, Sealed("case")]
    since: int


DOCUMENTS = Versioned("view_documents", DocumentsRow, ["case"], ["unchecked"])
VIEW = View("documents", DOCUMENTS)


@VIEW.on(DocumentUploaded)
def _uploaded(store: Store, r: Recorded, e: DocumentUploaded) -> None:
    if e.sha256 is None:  # erased
        return
    row = store[DOCUMENTS].current(r.stream)
    new = UploadedFile(e.sha256, e.kind, e.name, e.size, e.media_type, instant(r.at))
    before = [replace(old, replaced=True) if _replaced(old, new) else old for old in _files(row)]
    _write(store, r, [*before, new])


@VIEW.on(DocumentCheckCompleted)
def _checked(store: Store, r: Recorded, e: DocumentCheckCompleted) -> None:
    findings = [[str(getattr(each, part.name)) for part in fields(each)] for each in e.findings or ()]
    files = [
        replace(old, checker=e.checker or "?", findings=findings, counts=dict(e.counts or {}))
        if old.sha256 == e.document
        else old
        for old in _files(store[DOCUMENTS].current(r.stream))
    ]
    _write(store, r, files)


def _files(row: Mapping[str, Any] | None) -> tuple[UploadedFile, ...]:
    return () if row is None else row["files"] or ()


def _replaced(old: UploadedFile, new: UploadedFile) -> bool:
    return old.kind == new.kind and (new.kind in SINGLE or old.name == new.name)


def _write(store: Store, r: Recorded, files: list[UploadedFile]) -> None:
    unchecked = sum(not file.checker for file in files)
    store[DOCUMENTS].supersede(r.position, {"case": r.stream, "unchecked": unchecked, "files": tuple(files)})


_BY_CASE = DOCUMENTS.equals("case")
_UNCHECKED = DOCUMENTS.select(DOCUMENTS.table.c.unchecked > 0).order_by(DOCUMENTS.table.c.case)


def documents(reader: Reader, case: str, at: int) -> tuple[UploadedFile, ...]:
    """The files of a case as they stood at position ``at``."""
    row = reader.one(DOCUMENTS, _BY_CASE, case=case, at=at)
    return () if row is None else row.files or ()


def unchecked(reader: Reader, at: int) -> tuple[str, ...]:
    """The cases with a file that awaits its first check, by id."""
    return tuple(row.case for row in reader.all(DOCUMENTS, _UNCHECKED, at=at))
