"""Issuing the report (出具报告): both documents are made, and the JSON that names them by digest is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from biaogan.app.attesting import first_record, grounded, signed
from biaogan.app.service import Service
from biaogan.graphql.report_port import Issued
from biaogan.graphql.scalars import instant
from biaogan.ledger.log import Log

HTML, PDF = "report.html", "report.pdf"
DOCUMENTS = "documents"
"""Where the JSON names them."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """`biaogan.graphql.report_port.IssuingPort` with the service's key."""

    log: Log
    service: Service
    font: Path | None = None
    """What the PDF carries along, if not the standard fonts."""

    def issue(self, report: Mapping[str, Any], at: int, lang: str) -> Issued:
        """As the port has it."""
        [record] = self.log.read_from(at, 1)
        told = grounded({**report, "as_of": instant(record.admitted_at)}, self.log, at)
        html, pdf = drawn(told, lang, self.font)
        named = {"language": lang, HTML: sha256(html.encode()).hexdigest(), PDF: sha256(pdf).hexdigest()}
        return Issued(*signed({**told, DOCUMENTS: named}, self.service), html, pdf, *first_record(self.log))


def drawn(told: Mapping[str, Any], lang: str, font: Path | None = None) -> tuple[str, bytes]:
    """The page and the PDF of a report."""
    from biaogan.app.confidentiality.document import document  # it draws: what never makes a report starts faster
    from biaogan.app.confidentiality.page import page
    from biaogan.app.confidentiality.printed import printed

    made = document(told, lang)
    return page(made), printed(made, font)
