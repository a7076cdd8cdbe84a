"""What suppositions need of the outside (推演接口): the ground, folded from signed statements, and a signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from biaogan.domain.supposing.ground import Ground


@dataclass(frozen=True, slots=True)
class Attested:
    """A report's canonical text, and the service's detached signature over it (RFC 7515 appendix F).

    With the first record of the log, which names the service's key, and its receipt: so it is checked without the service.
    """

    text: str
    jws: str
    genesis: str
    receipt: str


class GroundsPort(Protocol):
    """The log, as far as suppositions go. Nothing here writes."""

    def ground(self, round_: str, at: int) -> Ground | None:
        """A round as it stood after the record ``at``; ``None`` if it was none then."""
        ...

    def attest(self, report: Mapping[str, Any], at: int) -> Attested:
        """The report with the log's origin, size and root, and the version of the code; text and signature are the same each time."""
        ...
