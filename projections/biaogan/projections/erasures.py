"""What was erased (删除记录): of which stream, on what ground, by which two persons; of what was erased, nothing. D-25."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.act import Recorded
from biaogan.domain.event import PERSONAL
from biaogan.domain.events import ErasureProposed, PersonalDataErased
from biaogan.domain.two_person import act_digest
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure (删除), proposed or done. It is sealed under its own stream's key, which outlives what it erased."""

    id: str
    proposal: str
    """Digest of what was proposed (提议摘要)."""
    subject: str
    personal: bool
    """The personal data went."""
    content: bool
    """Everything else that is confidential went too."""
    ground: str
    legal_basis: Annotated[str | None, Sealed("id")]
    reference: Annotated[str | None, Sealed("id")]
    proposed_by: str
    proposed_role: str
    proposed_at: str
    erased_by: str = ""
    erased_role: str = ""
    erased_at: str = ""
    """"" while it waits for the second person."""
    since: int = -1


ERASURES = Versioned("view_erasure", ErasureRow, ["id", "proposal"], ["subject"])
VIEW = View("erasures", ERASURES)


@VIEW.on(ErasureProposed)
def _proposed(store: Store, r: Recorded, e: ErasureProposed) -> None:
    if e.subject is None or e.keys is None:
        return
    row = {
        "id": r.stream,
        "proposal": act_digest(e),
        "subject": e.subject,
        "personal": e.subject + PERSONAL in e.keys,
        "content": e.subject in e.keys,
        "ground": e.ground or "",
        "legal_basis": e.legal_basis,
        "reference": e.reference,
        "proposed_by": r.actor,
        "proposed_role": r.role,
        "proposed_at": instant(r.at),
    }
    store[ERASURES].supersede(r.position, row | dict.fromkeys(("erased_by", "erased_role", "erased_at"), ""))


@VIEW.on(PersonalDataErased)
def _erased(store: Store, r: Recorded, e: PersonalDataErased) -> None:
    if e.proposal is not None:
        done = {"erased_by": r.actor, "erased_role": r.role, "erased_at": instant(r.at)}
        store[ERASURES].amend(r.position, r.stream, e.proposal, **done)


_OF = ERASURES.equals("subject", order=("erased_at", "id"))


def erasures(reader: Reader, subject: str, at: int) -> tuple[ErasureRow, ...]:
    """What was erased of a stream by position ``at``, oldest first; what is only proposed is not among it."""
    return tuple(row for row in reader.all(ERASURES, _OF, subject=subject, at=at) if row.erased_at)
