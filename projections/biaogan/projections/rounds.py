"""Review rounds (评审轮次) and who scores what in them (评审分配)."""

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import bindparam, select

from biaogan.domain.act import Recorded
from biaogan.domain.events import (
    EarlyOpeningApproved,
    EarlyOpeningProposed,
    ExpertRecused,
    ExpertReplaced,
    KeyShare,
    ReviewRoundClosed,
    ReviewRoundExtended,
    ReviewRoundOpened,
    RoundSealed,
    ScoreStatisticsComputed,
    SealOpened,
)
from biaogan.domain.status import Phase
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round (评审轮次), D-05: ``provincial``, ``desk`` or ``defence``; ``closes`` is the announced end, ``closed_at`` the real one."""

    id: str
    cycle: str | None
    kind: str | None
    status: str
    """``OPEN`` or ``CLOSED``."""
    closes: str | None
    cases: int
    assigned: int
    """Score sheets expected: experts over all cases."""
    method: Annotated[str | None, Sealed("id")]
    """How scores are aggregated (D-02); known once the statistics are."""
    opened_at: str
    closed_at: str | None
    shares: tuple[KeyShare, ...]
    """The sealed shares of the key of the scores (密钥份额); empty where the operator keeps it."""
    custody: str | None
    """Who keeps the key of the scores (密钥保管方式), R-13; ``None``: they are not sealed."""
    sealed: bool
    """Whether nobody can read the scores (密封)."""
    unsealed_at: str | None
    early: bool
    """Whether the scores were, or are to be, opened before the round was closed (提前启封)."""
    early_reason: Annotated[str | None, Sealed("id")]
    since: int


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An expert is to score a case in a round (评审分配). Who scores what is K3."""

    round: str
    case: str
    expert: str
    cycle: str | None
    kind: str | None
    closes: str | None
    since: int


@dataclass(frozen=True, slots=True)
class Seat:
    """An expert had a case of a round to score from one position to another (评审席位); ``until`` is exclusive."""

    round: str
    case: str
    since: int
    until: int


ROUNDS = Versioned("view_round", RoundRow, ["id"], ["cycle"])
ASSIGNMENTS = Versioned("view_assignment", AssignmentRow, ["round", "case", "expert"], ["expert"], ["case"])
VIEW = View("rounds", ROUNDS, ASSIGNMENTS)


@VIEW.on(ReviewRoundOpened)
def _opened(store: Store, r: Recorded, e: ReviewRoundOpened) -> None:
    panels = e.panels or {}
    shared = {"cycle": e.cycle, "kind": e.kind, "closes": e.closes}
    row = {
        "id": r.stream,
        "status": Phase.OPEN.value,
        "cases": len(panels),
        "assigned": sum(len(experts or ()) for experts in panels.values()),
        "method": None,
        "opened_at": instant(r.at),
        "closed_at": None,
        "shares": (),
        "custody": None,
        "sealed": False,
        "unsealed_at": None,
        "early": False,
        "early_reason": None,
        **shared,
    }
    first = r.version == 1
    store[ROUNDS].supersede(r.position, row, first=first)
    for case, experts in panels.items():
        for expert in experts or ():
            place = {"round": r.stream, "case": case, "expert": expert, **shared}
            store[ASSIGNMENTS].supersede(r.position, place, first=first)


@VIEW.on(ReviewRoundClosed)
def _closed(store: Store, r: Recorded, e: ReviewRoundClosed) -> None:
    store[ROUNDS].amend(r.position, r.stream, status=Phase.CLOSED.value, closed_at=instant(r.at))


@VIEW.on(RoundSealed)
def _sealed(store: Store, r: Recorded, e: RoundSealed) -> None:
    store[ROUNDS].amend(r.position, r.stream, shares=tuple(e.shares or ()), custody=e.custody, sealed=True)


@VIEW.on(EarlyOpeningProposed)
def _proposed(store: Store, r: Recorded, e: EarlyOpeningProposed) -> None:
    store[ROUNDS].amend(r.position, r.stream, early_reason=e.reason)


@VIEW.on(EarlyOpeningApproved)
def _approved(store: Store, r: Recorded, e: EarlyOpeningApproved) -> None:
    store[ROUNDS].amend(r.position, r.stream, early=True)


@VIEW.on(SealOpened)
def _unsealed(store: Store, r: Recorded, e: SealOpened) -> None:
    store[ROUNDS].amend(r.position, r.stream, sealed=False, unsealed_at=instant(r.at))


@VIEW.on(ScoreStatisticsComputed)
def _computed(store: Store, r: Recorded, e: ScoreStatisticsComputed) -> None:
    store[ROUNDS].amend(r.position, r.stream, method=e.method)


@VIEW.on(ReviewRoundExtended)
def _extended(store: Store, r: Recorded, e: ReviewRoundExtended) -> None:
    if e.closes is not None:
        store[ROUNDS].amend(r.position, r.stream, closes=e.closes)


@VIEW.on(ExpertRecused)
def _recused(store: Store, r: Recorded, e: ExpertRecused) -> None:
    _stands_aside(store, r, e.case, r.actor)


@VIEW.on(ExpertReplaced)
def _replaced(store: Store, r: Recorded, e: ExpertReplaced) -> None:
    _stands_aside(store, r, e.case, e.expert)
    round_ = store[ROUNDS].current(r.stream)
    if round_ is None or e.case is None or e.replacement is None:  # erased
        return
    shared = {name: round_[name] for name in ("cycle", "kind", "closes")}
    place = {"round": r.stream, "case": e.case, "expert": e.replacement, **shared}
    store[ASSIGNMENTS].supersede(r.position, place)
    store[ROUNDS].amend(r.position, r.stream, assigned=round_["assigned"] + 1)


def _stands_aside(store: Store, r: Recorded, case: str | None, expert: str | None) -> None:
    """From here on the expert has nothing to read or score there (回避)."""
    round_ = store[ROUNDS].current(r.stream)
    if round_ is not None and store[ASSIGNMENTS].current(r.stream, case, expert) is not None:
        store[ASSIGNMENTS].end(r.position, r.stream, case, expert)
        store[ROUNDS].amend(r.position, r.stream, assigned=round_["assigned"] - 1)


_BY_ID = ROUNDS.equals("id")
_OF_CYCLE = ROUNDS.equals("cycle")
_ASSIGNED = {field: ASSIGNMENTS.equals(field) for field in ("expert", "round", "case")}


def round_(reader: Reader, id_: str, at: int) -> RoundRow | None:
    """The round as it stood at position ``at``."""
    return reader.one(ROUNDS, _BY_ID, id=id_, at=at)


def rounds(reader: Reader, cycle: str, at: int) -> tuple[RoundRow, ...]:
    """The rounds of a cycle at position ``at``, by id."""
    return reader.all(ROUNDS, _OF_CYCLE, cycle=cycle, at=at)


def assignments_of(reader: Reader, expert: str, at: int) -> tuple[AssignmentRow, ...]:
    """What an expert was to score at position ``at``, by round and case; closed rounds included."""
    return reader.all(ASSIGNMENTS, _ASSIGNED["expert"], expert=expert, at=at)


_SEATS = (
    select(*(ASSIGNMENTS.table.c[name] for name in ("round", "case", "since", "until")))
    .where(ASSIGNMENTS.table.c.expert == bindparam("expert"))
    .order_by(*(ASSIGNMENTS.table.c[name] for name in ("since", "round", "case")))
)


def seats(reader: Reader, expert: str) -> tuple[Seat, ...]:
    """What an expert ever had to score, given up or not (含已回避、更换), oldest first."""
    return tuple(Seat(*row) for row in reader.fetch(_SEATS, expert=expert))


def assignments_in(reader: Reader, round_: str, at: int) -> tuple[AssignmentRow, ...]:
    """Who was to score what in a round at position ``at``, by case and expert."""
    return reader.all(ASSIGNMENTS, _ASSIGNED["round"], round=round_, at=at)


def assignments_on(reader: Reader, case: str, at: int) -> tuple[AssignmentRow, ...]:
    """Who was to score a case at position ``at``, by round and expert."""
    return reader.all(ASSIGNMENTS, _ASSIGNED["case"], case=case, at=at)
