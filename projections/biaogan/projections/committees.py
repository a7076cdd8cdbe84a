"""The review committee of a cycle (评审委员会), R-11: its seats by person, K3+P until they may be published (D-10)."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.act import Recorded
from biaogan.domain.events import CommitteeFormed, MemberReplaced
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed, passed_on
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A committee (评审委员会). Seats are ``None`` where they are erased."""

    id: str
    cycle: str
    chair: Annotated[str | None, Sealed("id")]
    vice_chairs: Annotated[tuple[str, ...] | None, Sealed("id")]
    members: Annotated[tuple[str, ...] | None, Sealed("id")]
    formed_at: str
    since: int


COMMITTEES = Versioned("view_committee", CommitteeRow, ["id"], ["cycle"])
VIEW = View("committees", COMMITTEES)


@VIEW.on(CommitteeFormed)
def _formed(store: Store, r: Recorded, e: CommitteeFormed) -> None:
    seats = {"chair": e.chair, "vice_chairs": listed(e.vice_chairs), "members": listed(e.members)}
    row = {"id": r.stream, "cycle": e.cycle or "", "formed_at": instant(r.at)}
    store[COMMITTEES].supersede(r.position, row | seats)


@VIEW.on(MemberReplaced)
def _replaced(store: Store, r: Recorded, e: MemberReplaced) -> None:
    row = store[COMMITTEES].current(r.stream)
    if row is None or e.member is None:
        return
    seats = {name: passed_on(row[name], e.member, e.replacement) for name in ("vice_chairs", "members")}
    chair = e.replacement if row["chair"] == e.member else row["chair"]
    store[COMMITTEES].amend(r.position, r.stream, chair=chair, **seats)


_OF_CYCLE = COMMITTEES.equals("cycle")


def committee(reader: Reader, cycle: str, at: int) -> CommitteeRow | None:
    """The committee of a cycle at position ``at``."""
    return reader.one(COMMITTEES, _OF_CYCLE, cycle=cycle, at=at)
