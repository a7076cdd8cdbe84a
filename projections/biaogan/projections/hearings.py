"""The file of an objection (核查卷宗): who was heard, and the evidence that joined it. R-75. All of it is K3."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class HearingRow:
    """Somebody was heard, or evidence joined the file (听取意见、补充证据); ``kind``: applicant, expert, evidence."""

    objection: str
    number: int
    """Version of the objection's stream."""
    kind: str
    expert: Annotated[str | None, Sealed("objection")]
    name: Annotated[str | None, Sealed("objection")]
    """Of a piece of evidence."""
    text: Annotated[str | None, Sealed("objection")]
    digest: Annotated[str | None, Sealed("objection")]
    heard_on: Annotated[str | None, Sealed("objection")]
    waived: bool
    recorded_by: str
    recorded_at: str
    since: int


HEARINGS = Versioned("view_hearing", HearingRow, ["objection", "number"])
VIEW = View("hearings", HEARINGS)


def _on_file(store: Store, r: Recorded, kind: str, text: str | None, digest: str | None, **more: Any) -> None:
    row = dict.fromkeys(HEARINGS.fields) | {"objection": r.stream, "number": r.version, "kind": kind, "waived": False}
    told = {"text": text, "digest": digest, "recorded_by": r.actor, "recorded_at": instant(r.at)}
    store[HEARINGS].supersede(r.position, row | told | more, first=True)


@VIEW.on(ev.ApplicantHeard)
def _applicant_heard(store: Store, r: Recorded, e: ev.ApplicantHeard) -> None:
    more = {"heard_on": e.heard_on, "waived": bool(e.waived)}
    _on_file(store, r, "applicant", e.statement, e.statement_digest, **more)


@VIEW.on(ev.ExpertHeard)
def _expert_heard(store: Store, r: Recorded, e: ev.ExpertHeard) -> None:
    _on_file(store, r, "expert", e.statement, e.statement_digest, expert=e.expert)


@VIEW.on(ev.EvidenceAdded)
def _evidence_added(store: Store, r: Recorded, e: ev.EvidenceAdded) -> None:
    _on_file(store, r, "evidence", e.remark, e.digest, name=e.name)


_OF = HEARINGS.equals("objection")


def hearings(reader: Reader, objection: str, at: int) -> tuple[HearingRow, ...]:
    """What is on the objection's file at position ``at``, in order."""
    return reader.all(HEARINGS, _OF, objection=objection, at=at)
