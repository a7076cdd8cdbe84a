"""Rankings (评分排序): the statistics of a closed round, case by case, exactly as they were signed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from biaogan.domain.act import Recorded
from biaogan.domain.events import ScoreStatisticsComputed, TieVoteRecorded
from biaogan.domain.scoring import shown
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A case's place (名次) in a round, D-02, D-04. ``None`` where a value is erased."""

    round: str
    case: str
    rank: Annotated[int | None, Sealed("round")]
    """1 is first; cases the tie chain could not tell apart share a rank."""
    score: Annotated[str | None, Sealed("round")]
    """The exact aggregate as a fraction of whole numbers, such as ``399/5``."""
    shown: Annotated[str | None, Sealed("round")]
    """The same to two decimals, for people; never to be compared."""
    n: Annotated[int | None, Sealed("round")]
    """Valid sheets behind the score."""
    tied: Annotated[bool | None, Sealed("round")]
    """Another case of the round has the same exact score."""
    needs_vote: Annotated[bool | None, Sealed("round")]
    """No tie-break told it from another case: the chair's recorded vote decides (D-04)."""
    decided_by: Annotated[str | None, Sealed("round")]
    """The deepest tie-break needed to tell it from any other case."""
    results: Annotated[dict[str, Any] | None, Sealed("round")]
    """The whole entry as signed: means, medians, groups and rows."""
    since: int


RANKING = Versioned("view_ranking", RankingRow, ["round", "case"])
VIEW = View("ranking", RANKING)


@VIEW.on(ScoreStatisticsComputed)
def _computed(store: Store, r: Recorded, e: ScoreStatisticsComputed) -> None:
    results = [result for result in e.results or () if isinstance(result, Mapping) and "case" in result]
    scores = [_exact(result) for result in results]
    same = Counter(scores)
    for result, score in zip(results, scores, strict=True):
        row = {
            "round": r.stream,
            "case": result["case"],
            "rank": result.get("rank"),
            "score": None if score is None else str(score),
            "shown": None if score is None else shown(score),
            "n": result.get("n"),
            "tied": score is not None and same[score] > 1,
            "needs_vote": bool(result.get("needs_vote")),
            "decided_by": result.get("decided_by"),
            "results": dict(result),
        }
        store[RANKING].supersede(r.position, row)


@VIEW.on(TieVoteRecorded)
def _voted(store: Store, r: Recorded, e: TieVoteRecorded) -> None:
    held = [(entry, store[RANKING].current(r.stream, entry.case)) for entry in e.entries or ()]
    ranks = [row["rank"] for _, row in held if row is not None and row["rank"] is not None]
    for entry, row in held if ranks else ():
        if row is not None:
            decided = {"rank": min(ranks) + entry.rank - 1, "needs_vote": False, "decided_by": "vote"}
            store[RANKING].amend(
                r.position, r.stream, entry.case, **decided, results={**(row["results"] or {}), **decided}
            )


def _exact(result: Mapping[str, Any]) -> Fraction | None:
    value = result.get("final")
    return None if value is None else Fraction(value)


_OF_ROUND = RANKING.equals("round")


def ranking(reader: Reader, round_: str, at: int) -> tuple[RankingRow, ...]:
    """The round's ranking at position ``at``, first rank first; empty until the round is closed."""
    found = reader.all(RANKING, _OF_ROUND, round=round_, at=at)
    return tuple(sorted(found, key=lambda row: (row.rank is None, row.rank or 0)))
