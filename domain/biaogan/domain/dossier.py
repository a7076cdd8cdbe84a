"""The dossier of a case (申报材料): its forms, experience and evidence as they stand, its one correction, its secrecy.

Part of the state of a case; folded by :mod:`biaogan.domain.case_filing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from biaogan.domain.events_intake import FormSectionSaved
from biaogan.domain.forms_application import EvidenceRow, Experience, Finding
from biaogan.domain.media import SINGLE

SECTIONS = MappingProxyType(
    {
        "cover": "F0",
        "commitment": "F1",
        "management": "F3",
        "economic": "F4",
        "social": "F5",
        "competitors": "F6",
        "size": "size",
    }
)
"""Field of the event -> code of the form."""
PARTS = ("title", "profile", "background", "implementation", "results")
"""The parts of the experience, in their order (R-53..R-58)."""
EXPERIENCE, EVIDENCE = "experience", "evidence"


@dataclass(frozen=True, slots=True)
class Correction:
    """The correction asked for (补正): the parts it opens, its end as signed, and what has been saved anew."""

    items: tuple[str, ...]
    due: str
    saved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An uploaded file (上传文件), named by its digest; what was read under a digest was that file, whatever came after."""

    kind: str
    name: str
    size: int
    sha256: str
    media_type: str
    replaced: bool = False
    checker: str = ""
    """Version of the last check; "" before it."""


def takes_the_place(new: Document, old: Document) -> bool:
    """Whether ``new`` replaces ``old``: the one form, the one experience, else the file of that kind and name."""
    return new.kind == old.kind and (new.kind in SINGLE or new.name == old.name)


@dataclass(frozen=True, slots=True)
class Dossier:
    """``sections`` maps the code of a form to its value; ``findings`` the document checked to what was found."""

    sections: Mapping[str, Any] = field(default_factory=dict)
    experience: Experience | None = None
    trade_secrets: tuple[str, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    """Every file that was ever uploaded, in that order."""
    correction: Correction | None = None
    corrections: int = 0
    """How often the office has asked for a correction (D-12)."""
    submitted_at: str = ""
    """When the package reached the national office; nothing later is a fact of the case (D-12)."""
    suspected: tuple[str, ...] = ()
    """Documents in which a state secret is suspected; while there is one, the case is quarantined (R-33)."""


def given_sections(e: FormSectionSaved) -> dict[str, Any]:
    """Code -> value of the forms an event carries; the rules want exactly one."""
    return {
        SECTIONS[part.name]: value
        for part in fields(e)
        if part.name in SECTIONS and (value := getattr(e, part.name)) is not None
    }
