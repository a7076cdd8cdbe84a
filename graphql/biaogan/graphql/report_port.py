"""What a report of reads needs of the outside (报告接口): the two documents, and the service's signature over all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed report: canonical text, detached signature (RFC 7515 appendix F), and the documents it names.

    With the first record of the log, which names the service's key, and its receipt: so it is checked without the service.
    """

    text: str
    jws: str
    html: str
    pdf: bytes
    genesis: str
    receipt: str


class IssuingPort(Protocol):
    """Whoever signs. Nothing here writes."""

    def issue(self, report: Mapping[str, Any], at: int, lang: str) -> Issued:
        """The report with the log's origin, size and root, and the version of the code; the same each time."""
        ...
