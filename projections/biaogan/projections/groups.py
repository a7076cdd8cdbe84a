"""Professional groups (专业组): seats and cases, the consensus after each round, departures from the scores. R-12, R-69, R-72.

K2, and K3 for persons, votes and dissent. The state is what the domain's own fold says.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import CaseVote, ConsensusDecision, RankedCase
from biaogan.domain.group import EVOLVE, Group
from biaogan.domain.ids import kind_of
from biaogan.domain.status import Phase, Status
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed, passed_on
from biaogan.projections.versioned import Store, Versioned, View, instant

DESK, FINAL = "DESK", "FINAL"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group (专业组). ``round`` is the round last deliberated on."""

    id: str
    cycle: str
    code: Annotated[str | None, Sealed("id")]
    field: Annotated[str | None, Sealed("id")]
    leader: Annotated[str | None, Sealed("id")]
    members: Annotated[tuple[str, ...] | None, Sealed("id")]
    cases: Annotated[tuple[str, ...] | None, Sealed("id")]
    round: Annotated[str | None, Sealed("id")]
    status: str
    """``DESK_REVIEW``, ``DESK_CONSENSUS``, ``DEFENCE``, ``FINAL_CONSENSUS``, or ``CLOSED`` once it has reported."""
    formed_at: str
    since: int


@dataclass(frozen=True, slots=True)
class ConsensusRow:
    """What a group decided after a round (合议): ``DESK`` which cases are defended; ``FINAL`` its report (专业组报告)."""

    group: str
    kind: str
    round: Annotated[str | None, Sealed("group")]
    opened_at: str | None
    decisions: Annotated[tuple[ConsensusDecision, ...] | None, Sealed("group")]
    """Of the desk consensus."""
    entries: Annotated[tuple[RankedCase, ...] | None, Sealed("group")]
    """Of the report, ranked."""
    attendance: Annotated[tuple[str, ...] | None, Sealed("group")]
    votes: Annotated[tuple[CaseVote, ...] | None, Sealed("group")]
    dissent: Annotated[str | None, Sealed("group")]
    minutes_digest: Annotated[str | None, Sealed("group")]
    concluded_at: str | None
    since: int


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """The consensus on a case departs from its score (合议与评分不一致): both ranks are kept."""

    group: str
    number: int
    round: Annotated[str | None, Sealed("group")]
    case: Annotated[str | None, Sealed("group")]
    statistic_rank: Annotated[int | None, Sealed("group")]
    decided_rank: Annotated[int | None, Sealed("group")]
    decided_score: Annotated[str | None, Sealed("group")]
    reason: Annotated[str | None, Sealed("group")]
    recorded_at: str
    since: int


GROUPS = Versioned("view_group", GroupRow, ["id"], ["cycle"])
CONSENSUS = Versioned("view_consensus", ConsensusRow, ["group", "kind"])
OVERRIDES = Versioned("view_override", OverrideRow, ["group", "number"])
VIEW = View("groups", GROUPS, CONSENSUS, OVERRIDES)


@VIEW.on(ev.GroupFormed)
def _formed(store: Store, r: Recorded, e: ev.GroupFormed) -> None:
    row = {
        "id": r.stream,
        "cycle": e.cycle or "",
        "code": e.code,
        "field": e.field,
        "leader": e.leader,
        "members": listed(e.members),
        "cases": listed(e.cases),
        "round": None,
        "status": Status.DESK_REVIEW.value,
        "formed_at": instant(r.at),
    }
    store[GROUPS].supersede(r.position, row)


@VIEW.on(ev.GroupMemberReplaced)
def _replaced(store: Store, r: Recorded, e: ev.GroupMemberReplaced) -> None:
    row = store[GROUPS].current(r.stream)
    if row is None or e.member is None:
        return
    leader = e.replacement if row["leader"] == e.member else row["leader"]
    store[GROUPS].amend(r.position, r.stream, leader=leader, members=passed_on(row["members"], e.member, e.replacement))


def _moved(store: Store, r: Recorded, **changes: Any) -> bool:
    row = store[GROUPS].current(r.stream)
    if row is None or kind_of(r.stream) != "group":
        return False
    before = Status(row["status"]) if row["status"] in Status.__members__ else Phase(row["status"])
    state = Group(row["cycle"], row["leader"] or "", (), (), status=before)
    status = EVOLVE[type(r.event)](state, r.event, r).status
    store[GROUPS].amend(r.position, r.stream, status=status.value, **changes)
    return True


def _open(store: Store, r: Recorded, kind: str, round_: str | None) -> None:
    if _moved(store, r, round=round_):
        row = dict.fromkeys(CONSENSUS.fields) | {"group": r.stream, "kind": kind, "round": round_}
        store[CONSENSUS].supersede(r.position, row | {"opened_at": instant(r.at)})


def _conclude(store: Store, r: Recorded, kind: str, e: Any, **found: Any) -> None:
    if not _moved(store, r):
        return
    if store[CONSENSUS].current(r.stream, kind) is None:
        row = dict.fromkeys(CONSENSUS.fields) | {"group": r.stream, "kind": kind}
        store[CONSENSUS].supersede(r.position, row)
    held = {"attendance": listed(e.attendance), "votes": listed(e.votes), "dissent": e.dissent}
    ended = {"minutes_digest": e.minutes_digest, "concluded_at": instant(r.at)}
    store[CONSENSUS].amend(r.position, r.stream, kind, **held, **ended, **found)


@VIEW.on(ev.DeskConsensusOpened)
def _desk_opened(store: Store, r: Recorded, e: ev.DeskConsensusOpened) -> None:
    _open(store, r, DESK, e.round)


@VIEW.on(ev.FinalConsensusOpened)
def _final_opened(store: Store, r: Recorded, e: ev.FinalConsensusOpened) -> None:
    _open(store, r, FINAL, e.round)


@VIEW.on(ev.DeskConsensusConcluded)
def _desk_concluded(store: Store, r: Recorded, e: ev.DeskConsensusConcluded) -> None:
    _conclude(store, r, DESK, e, decisions=listed(e.decisions))


@VIEW.on(ev.GroupReportAdopted)
def _reported(store: Store, r: Recorded, e: ev.GroupReportAdopted) -> None:
    _conclude(store, r, FINAL, e, entries=listed(e.entries))


@VIEW.on(ev.ConsensusOverrideRecorded)
def _overridden(store: Store, r: Recorded, e: ev.ConsensusOverrideRecorded) -> None:
    row = {name: getattr(e, name) for name in ("case", "statistic_rank", "decided_rank", "decided_score", "reason")}
    round_ = (store[GROUPS].current(r.stream) or {}).get("round")
    place = {"group": r.stream, "number": r.version, "round": round_, "recorded_at": instant(r.at)}
    store[OVERRIDES].supersede(r.position, row | place, first=True)


_BY_ID = GROUPS.equals("id")
_OF_CYCLE = GROUPS.equals("cycle")
_CONSENSUS = CONSENSUS.equals("group")
_OVERRIDES = OVERRIDES.equals("group")


def group(reader: Reader, id_: str, at: int) -> GroupRow | None:
    """The group as it stood at position ``at``."""
    return reader.one(GROUPS, _BY_ID, id=id_, at=at)


def groups(reader: Reader, cycle: str, at: int) -> tuple[GroupRow, ...]:
    """The groups of a cycle at position ``at``, by id."""
    return reader.all(GROUPS, _OF_CYCLE, cycle=cycle, at=at)


def consensus(reader: Reader, group: str, at: int) -> tuple[ConsensusRow, ...]:
    """The deliberations of a group up to position ``at``, the desk's first."""
    return reader.all(CONSENSUS, _CONSENSUS, group=group, at=at)


def overrides(reader: Reader, group: str, at: int) -> tuple[OverrideRow, ...]:
    """Where a group departed from the scores, up to position ``at``, in order."""
    return reader.all(OVERRIDES, _OVERRIDES, group=group, at=at)
