"""Score sheets (评分表): what each expert signed on each case. K2, and K3 for who signed it: the API decides who sees it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import Select

from biaogan.domain.act import Recorded
from biaogan.domain.events import ScoreSheetLocked, ScoreSheetReopened, ScoreSheetVoided, SealOpened
from biaogan.domain.forms import SheetRow
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.rounds import ROUNDS
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class ScoreSheetRow:
    """A locked score sheet (评分表), R-69; one that was voided or reopened is none.

    ``None`` where a value is still sealed or erased, and for the points of an expert who abstains.
    """

    round: str
    case: str
    expert: str
    id: str
    """The sheet's stream."""
    total: Annotated[int | None, Sealed("id")]
    """Sum of the points."""
    rows: Annotated[tuple[SheetRow, ...] | None, Sealed("id")]
    comment: Annotated[str | None, Sealed("id")]
    recommend: Annotated[bool | None, Sealed("id")]
    sealed: bool
    """Whether nobody can read the scores yet (密封), R-13."""
    locked_at: str
    since: int


SHEETS = Versioned("view_sheet", ScoreSheetRow, ["id"], ["round"], ["case"], ["expert"])
_ORDER = ("round", "case", "expert")
VIEW = View("sheets", SHEETS)


@VIEW.on(ScoreSheetLocked)
def _locked(store: Store, r: Recorded, e: ScoreSheetLocked) -> None:
    if e.round is None or e.case is None:  # erased
        return
    row = {
        "round": e.round,
        "case": e.case,
        "expert": r.actor,
        "id": r.stream,
        **_scores(e),
        "sealed": _is_sealed(store, e),
        "locked_at": instant(r.at),
    }
    store[SHEETS].supersede(r.position, row, first=r.version == 1)


def _scores(e: ScoreSheetLocked) -> dict[str, Any]:
    scored = e.rows is not None and not e.abstain
    return {
        "total": sum(row.points for row in e.rows) if scored else None,
        "rows": tuple(e.rows) if scored else None,
        "comment": e.abstain or e.comment,
        "recommend": e.recommend,
    }


def _is_sealed(store: Store, e: ScoreSheetLocked) -> bool:
    round_ = store[ROUNDS].current(e.round)
    return e.rows is None and not e.abstain and round_ is not None and round_["sealed"]


@VIEW.on(SealOpened)
def _unsealed(store: Store, r: Recorded, e: SealOpened) -> None:
    """Each sheet that stands now, as it was locked last, can be read from here on."""
    for opened in r.revealed:
        held, locked = store[SHEETS].current(opened.stream), opened.event
        stands = held is not None and held["sealed"] and held["locked_at"] == instant(opened.at)
        if stands and isinstance(locked, ScoreSheetLocked):
            store[SHEETS].amend(r.position, opened.stream, **_scores(locked), sealed=False)


@VIEW.on(ScoreSheetVoided, ScoreSheetReopened)
def _open(store: Store, r: Recorded, e: Any) -> None:
    store[SHEETS].end(r.position, r.stream)


_BY_ID = SHEETS.equals("id")
_BY: dict[tuple[str, ...], Select[Any]] = {
    fields: SHEETS.equals(*fields, order=_ORDER)
    for fields in (("round",), ("case",), ("expert",), ("round", "case"), ("round", "expert"), ("case", "expert"))
}


def sheet(reader: Reader, id_: str, at: int) -> ScoreSheetRow | None:
    """The sheet of this stream as it stood locked at position ``at``."""
    return reader.one(SHEETS, _BY_ID, id=id_, at=at)


def sheets(
    reader: Reader, at: int, round_: str | None, case: str | None, expert: str | None
) -> tuple[ScoreSheetRow, ...]:
    """The sheets locked at position ``at``, by round, case and expert; at least one of the three is given."""
    given = {
        name: value for name, value in (("round", round_), ("case", case), ("expert", expert)) if value is not None
    }
    return reader.all(SHEETS, _BY[tuple(given)], at=at, **given)


_VERSIONS = SHEETS.versions("round")


def versions(reader: Reader, round_: str, at: int) -> tuple[ScoreSheetRow, ...]:
    """Every sheet ever locked in a round up to position ``at``, also what was voided or reopened since: by id, oldest first."""
    return reader.all(SHEETS, _VERSIONS, round=round_, at=at)


def sheets_of_cases(reader: Reader, cases: Collection[str], at: int) -> tuple[ScoreSheetRow, ...]:
    """The sheets of many cases in one statement, by round, case and expert: for a page of cases with their sheets."""
    found = reader.among(SHEETS, "case", cases, at)
    return tuple(sorted(found, key=lambda row: (row.round, row.case, row.expert)))
