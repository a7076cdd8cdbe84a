"""The statistics of a closed round (评分统计): exact scores and ranks as plain values, D-01, D-02, D-04, D-31.

Numbers are decimal strings or exact fractions ``"399/5"``; nothing here is rounded except ``shown``.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

from biaogan.domain.calibration import strictness
from biaogan.domain.case import Case
from biaogan.domain.config_review import RANK
from biaogan.domain.matter import Matter
from biaogan.domain.round import PROVINCIAL, Round
from biaogan.domain.rules.review import sheets_of
from biaogan.domain.scoring import Ranked, Standing, disputed, rank, rated, shown, standing, weighted, worth
from biaogan.domain.sheet import Sheet

NATIONAL = ("desk", "defence")
"""Kinds of national round in the order they are held (全国评审轮次)."""
Gains: TypeAlias = Callable[[str], Mapping[str, Fraction]]
"""Round -> what each expert's totals gain there by calibration; nothing where the cycle does not rank by it."""


def method(m: Matter) -> str:
    """The aggregate in words a person can check: ``mean``, or ``trimmed 1 from 5`` (D-02), ``calibrated`` (D-32)."""
    rule = m.config.scoring.aggregate
    words = rule.method if rule.method != "trimmed" else f"{rule.method} {rule.trim} from {rule.min_n}"
    return f"{words}, calibrated" if m.config.review.calibration == RANK else words


def results(m: Matter) -> list[dict[str, Any]]:
    """One row per case of the round that is the matter's stream, best first."""
    return results_of(m, m.stream)


def results_of(m: Matter, round_: str) -> list[dict[str, Any]]:
    """One row per case of a round that still is in the procedure, best first.

    The last national round ranks by the weighted sum of all (D-01); a case without a valid sheet in one has no rank.
    """
    panels = m.referred("round", round_, Round).panels
    present = [case for case in sorted(panels) if not m.referred("panels", case, Case).has_left]
    calibrated = m.config.review.calibration == RANK
    gains = cache(lambda name: _gains(m, name)) if calibrated else _none
    standings = {case: _national(m, round_, case, gains) for case in present}
    ranked = rank((found for found in standings.values() if found), m.config.scoring)
    rows = [_row(m, each, _sheets(m, round_, each.standing.case)) for each in ranked]
    for row in rows if calibrated else ():
        plain = _national(m, round_, row["case"], _none)
        row["uncalibrated"] = plain and exact(plain.final)
    return rows


def totals_of(m: Matter, round_: str) -> dict[tuple[str, str], Fraction]:
    """The totals of a round's valid sheets by case and expert, those of cases that have left among them (D-32)."""
    panels = m.referred("round", round_, Round).panels
    return {
        (sheet.case, sheet.expert): sum(_worth(m, sheet.points).values(), Fraction(0))
        for case in sorted(panels)
        for sheet in _sheets(m, round_, case)
    }


def _gains(m: Matter, round_: str) -> Mapping[str, Fraction]:
    """What the sheets of each expert gain in a round (评分尺度校准)."""
    return {each.expert: each.points for each in strictness(totals_of(m, round_))}


def _none(round_: str) -> Mapping[str, Fraction]:
    return {}


def _national(m: Matter, name: str, case: str, gains: Gains) -> Standing | None:
    """The standing of the round itself, or of all national rounds together if it is the last of several."""
    weights = m.config.scoring.rounds
    kinds = [kind for kind in NATIONAL if kind in weights]
    if len(kinds) < 2 or m.referred("round", name, Round).kind != kinds[-1]:
        return _standing(m, name, case, gains)
    found = {}
    for kind in kinds:
        round_ = name if kind == kinds[-1] else m.referred("panels", case, Case).round_of(kind)
        stands = _standing(m, round_, case, gains) if round_ else None
        if stands is None:
            return None
        found[kind] = stands
    return weighted(found, weights)


def _standing(m: Matter, name: str, case_id: str, gains: Gains) -> Standing | None:
    case = m.referred("panels", case_id, Case)
    provincial = m.referred("round", name, Round).kind == PROVINCIAL
    before = case.t1_rank if provincial else case.provincial_rank
    sheets, gained = _sheets(m, name, case_id), gains(name)
    points = [_worth(m, sheet.points) for sheet in sheets]
    added = [gained[sheet.expert] for sheet in sheets] if gained else ()
    found = standing(case_id, points, m.config.criteria, m.config.scoring.aggregate, before, added)
    agreed = m.referred("round", name, Round).agreed.get(case_id)
    return found if found is None or agreed is None else rated(found, _worth(m, agreed), m.config.criteria)


def _worth(m: Matter, points: Mapping[str, int]) -> Mapping[str, Fraction]:
    return worth(points, m.config.criteria, m.config.scoring.scale)


def _sheets(m: Matter, name: str, case: str) -> Sequence[Sheet]:
    panel = m.referred("round", name, Round).panels.get(case, ())
    return [sheet for sheet in sheets_of(m, name, case, panel) if sheet.rows]  # what was erased counts no more


def _row(m: Matter, ranked: Ranked, sheets: Sequence[Sheet]) -> dict[str, Any]:
    found, spread = ranked.standing, m.config.review.spread
    totals = [sum(_worth(m, sheet.points).values(), Fraction(0)) for sheet in sheets]
    row = {
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
        "disputed": disputed(totals, spread.points, spread.z),
    }
    return row | ({"rounds": {kind: exact(value) for kind, value in found.rounds.items()}} if found.rounds else {})


def exact(value: Fraction) -> str:
    """``"83"`` or ``"399/5"``: a fraction as text that :class:`fractions.Fraction` reads back."""
    return str(value)
