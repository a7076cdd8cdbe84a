"""The statistics of a closed round (评分统计): exact scores and ranks as plain values, D-02, D-04.

Numbers are decimal strings or exact fractions ``"399/5"``; nothing here is rounded except ``shown``.
"""

from fractions import Fraction
from typing import Any

from biaogan.domain.case import Case
from biaogan.domain.matter import Matter
from biaogan.domain.round import PROVINCIAL, Round
from biaogan.domain.rules.review import sheets_of
from biaogan.domain.scoring import Ranked, Standing, rank, shown, standing


def method(m: Matter) -> str:
    """The aggregate in words a person can check: ``mean``, or ``trimmed 1 from 5`` (D-02)."""
    rule = m.config.scoring.aggregate
    return rule.method if rule.method == "mean" else f"{rule.method} {rule.trim} from {rule.min_n}"


def results(m: Matter) -> list[dict[str, Any]]:
    """One row per case of the round that is the matter's stream, best first."""
    round_: Round = m.state
    standings = (_standing(m, case, experts) for case, experts in sorted(round_.panels.items()))
    return [_row(ranked) for ranked in rank((found for found in standings if found), m.config.scoring)]


def _standing(m: Matter, name: str, experts: tuple[str, ...]) -> Standing | None:
    round_: Round = m.state
    case = m.referred("panels", name, Case)
    before = case.t1_rank if round_.kind == PROVINCIAL else case.provincial_rank
    sheets = [sheet.points for sheet in sheets_of(m, m.stream, name, experts)]
    return standing(name, sheets, m.config.criteria, m.config.scoring.aggregate, before)


def _row(ranked: Ranked) -> dict[str, Any]:
    found = ranked.standing
    return {
        "case": found.case,
        "rank": ranked.rank,
        "n": found.n,
        "final": exact(found.final),
        "shown": shown(found.final),
        "mean": exact(found.mean),
        "median": exact(found.median),
        "parts": {name: exact(value) for name, value in found.parts.items()},
        "needs_vote": ranked.needs_vote,
        "decided_by": ranked.decided_by,
    }


def exact(value: Fraction) -> str:
    """``"83"`` or ``"399/5"``: a fraction as text that :class:`fractions.Fraction` reads back."""
    return str(value)
