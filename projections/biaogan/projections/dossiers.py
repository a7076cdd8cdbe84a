"""The filing dossier of a case (申报材料): which sections are on file, by digest and never by content; what checks found.

Form F2, which names the case's kind, is shown by its fields, without the contact person.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.dossier import given_sections
from biaogan.domain.forms import FileRef
from biaogan.domain.forms_application import Finding
from biaogan.domain.ids import kind_of
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section on file (材料部分): F0 to F6, ``size``, F7 of a tier, ``experience``, ``evidence``, or the ``package``."""

    case: str
    section: str
    digest: Annotated[str | None, Sealed("case")]
    """SHA-256 (hex) of the section as canonical JSON, without people; ``None`` where it is erased."""
    files: Annotated[tuple[FileRef, ...] | None, Sealed("case")]
    """Of the package: its manifest."""
    times: int
    """How often it was saved."""
    saved_at: str
    since: int


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """Form F2 (申报表), R-43, as last saved."""

    case: str
    enterprise_type: Annotated[str | None, Sealed("case")]
    industry_class: Annotated[str | None, Sealed("case")]
    organisation_size: Annotated[str | None, Sealed("case")]
    directions: Annotated[tuple[str, ...] | None, Sealed("case")]
    revenue: Annotated[tuple[str, ...] | None, Sealed("case")]
    profit: Annotated[tuple[str, ...] | None, Sealed("case")]
    since: int


@dataclass(frozen=True, slots=True)
class DocumentCheckRow:
    """What the checker found in a document (文件检查); each check stays."""

    case: str
    number: int
    """Version of the case's stream."""
    document: Annotated[str | None, Sealed("case")]
    findings: Annotated[tuple[Finding, ...] | None, Sealed("case")]
    counts: Annotated[dict[str, int] | None, Sealed("case")]
    checker: Annotated[str | None, Sealed("case")]
    checked_at: str
    since: int


SECTIONS = Versioned("view_section", SectionRow, ["case", "section"])
DECLARATIONS = Versioned("view_declaration", DeclarationRow, ["case"])
DOCUMENT_CHECKS = Versioned("view_document_check", DocumentCheckRow, ["case", "number"])
VIEW = View("dossiers", SECTIONS, DECLARATIONS, DOCUMENT_CHECKS)


def _save(store: Store, r: Recorded, section: str, content: Any, files: Iterable[FileRef] | None = None) -> None:
    if kind_of(r.stream) != "case":
        return
    before = store[SECTIONS].current(r.stream, section)
    row = {
        "case": r.stream,
        "section": section,
        "digest": None if content is None else _digest(content),
        "files": listed(files),
        "times": before["times"] + 1 if before else 1,
        "saved_at": instant(r.at),
    }
    store[SECTIONS].supersede(r.position, row)


def _digest(content: Any) -> str:
    parts = [part for part in content if part is not None] if isinstance(content, list) else content
    return sha256(_text(parts).encode()).hexdigest()


def _values(part: Any) -> dict[str, Any]:
    """A value inside an event, field by field."""
    return {field.name: getattr(part, field.name) for field in fields(part)}


_text = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_values).encode


@VIEW.on(ev.FormSectionSaved)
def _form(store: Store, r: Recorded, e: ev.FormSectionSaved) -> None:
    for section, content in given_sections(e).items():
        _save(store, r, section, content)


@VIEW.on(ev.DeclarationSaved)
def _declared(store: Store, r: Recorded, e: ev.DeclarationSaved) -> None:
    _save(store, r, "F2", e.declaration)
    if kind_of(r.stream) != "case":
        return
    row: dict[str, Any] = dict.fromkeys(DECLARATIONS.fields) | {"case": r.stream}
    for name in DECLARATIONS.fields[1:-1]:
        value = getattr(e.declaration, name, None)
        row[name] = listed(value) if isinstance(value, list) else value
    store[DECLARATIONS].supersede(r.position, row)


@VIEW.on(ev.T1RecommendationFilled)
def _t1_form(store: Store, r: Recorded, e: ev.T1RecommendationFilled) -> None:
    _save(store, r, "F7-T1", e.recommendation)


@VIEW.on(ev.T2RecommendationFilled)
def _t2_form(store: Store, r: Recorded, e: ev.T2RecommendationFilled) -> None:
    _save(store, r, "F7-T2", e.recommendation)


@VIEW.on(ev.ExperienceDescribed)
def _experience(store: Store, r: Recorded, e: ev.ExperienceDescribed) -> None:
    _save(store, r, "experience", e.experience)


@VIEW.on(ev.EvidenceIndexed)
def _evidence(store: Store, r: Recorded, e: ev.EvidenceIndexed) -> None:
    _save(store, r, "evidence", e.rows)


@VIEW.on(ev.CaseSubmittedToT1, ev.NationalPackageSubmitted, ev.CorrectionSupplied)
def _package(store: Store, r: Recorded, e: Any) -> None:
    _save(store, r, "package", e.manifest, e.manifest)


@VIEW.on(ev.DocumentChecked, ev.DocumentCheckCompleted)
def _checked(store: Store, r: Recorded, e: Any) -> None:
    if kind_of(r.stream) != "case":
        return
    row = {
        "case": r.stream,
        "number": r.version,
        "document": e.document,
        "findings": listed(e.findings),
        "counts": e.counts,
        "checker": e.checker,
        "checked_at": instant(r.at),
    }
    store[DOCUMENT_CHECKS].supersede(r.position, row, first=True)


_SECTIONS = SECTIONS.equals("case")
_DECLARATION = DECLARATIONS.equals("case")
_CHECKS = DOCUMENT_CHECKS.equals("case")


def sections(reader: Reader, case: str, at: int) -> tuple[SectionRow, ...]:
    """What is on file of a case at position ``at``, by section."""
    return reader.all(SECTIONS, _SECTIONS, case=case, at=at)


def declaration(reader: Reader, case: str, at: int) -> DeclarationRow | None:
    """Form F2 as saved at position ``at``."""
    return reader.one(DECLARATIONS, _DECLARATION, case=case, at=at)


def document_checks(reader: Reader, case: str, at: int) -> tuple[DocumentCheckRow, ...]:
    """What was found in the documents of a case up to position ``at``, in order."""
    return reader.all(DOCUMENT_CHECKS, _CHECKS, case=case, at=at)
