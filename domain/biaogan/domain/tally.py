"""What a ranking is computed from (统计底稿), and the computation: the one place of it, whoever asks.

A tally holds the valid sheets of a round, of the rounds before it that count too, and nothing of who may see what. The
signed statistics (:mod:`biaogan.domain.statistics`) and every supposition (:mod:`biaogan.domain.supposing`) are computed
here. Promises: exact fractions; no result depends on the order in which cases or sheets are given.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

from biaogan.domain.calibration import strictness
from biaogan.domain.config_model import TRIMMED, Aggregate, Criteria, Scoring
from biaogan.domain.config_review import Spread
from biaogan.domain.ids import sheet_name
from biaogan.domain.scoring import Ranked, Score, Standing, disputed, rank, rated, shown, standing, weighted

NATIONAL = ("desk", "defence")
"""Kinds of national round in the order they are held (全国评审轮次)."""
Gains: TypeAlias = Callable[[str], Mapping[str, Fraction]]
"""Round -> what each expert's totals gain there by calibration; nothing where the cycle does not rank by it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A valid sheet (有效评分表): ``points`` is what each row is worth."""

    stream: str
    case: str
    expert: str
    points: Mapping[str, Score]

    @property
    def name(self) -> str:
        """What the sheet is called where nobody may be told whose it is (评分表代称)."""
        return sheet_name(self.case, self.stream)

    @property
    def total(self) -> Score:
        """The sum of the sheet (总分)."""
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class Scored:
    """A round's part (一轮评分): by case its valid sheets, the rank the tier before gave it, the rating agreed on."""

    kind: str
    sheets: Mapping[str, tuple[Counted, ...]]
    """Cases that have left among them where calibration counts their sheets (D-32)."""
    ranks: Mapping[str, int | None] = field(default_factory=dict)
    agreed: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """``cases`` are those of the round still in the procedure; ``earlier``: case -> kind -> its round of that kind."""

    round: str
    cases: tuple[str, ...]
    rounds: Mapping[str, Scored]
    earlier: Mapping[str, Mapping[str, str]]
    criteria: Criteria
    scoring: Scoring
    spread: Spread
    calibrated: bool

    def parts_of(self, case: str) -> dict[str, Scored]:
        """The rounds that count for a case (计入轮次), this one last."""
        names = [*self.earlier.get(case, {}).values(), self.round]
        return {name: self.rounds[name] for name in names if case in self.rounds[name].sheets}


def method(rule: Aggregate, calibrated: bool) -> str:
    """The aggregate in words a person can check: ``mean``, or ``trimmed 1 from 5`` (D-02), ``calibrated`` (D-32)."""
    words = rule.method if rule.method != TRIMMED else f"{rule.method} {rule.trim} from {rule.min_n}"
    return f"{words}, calibrated" if calibrated else words


def rows(t: Tally) -> list[dict[str, Any]]:
    """One row per case of the round that still is in the procedure, best first; one without a valid sheet has none."""
    found = [_row(t, each) for each in ranking(standings(t).values(), t)]
    for row in found if t.calibrated else ():
        plain = standing_of(t, row["case"], uncalibrated)
        row["uncalibrated"] = plain and exact(plain.final)
    return found


def ranking(found: Iterable[Standing], t: Tally) -> tuple[Ranked, ...]:
    """The standings in the order of the tie chain (D-04)."""
    return rank(found, t.scoring)


def standings(t: Tally, cases: Iterable[str] | None = None) -> dict[str, Standing]:
    """The standing of each case, or of each of ``cases``, that has one."""
    gains = gains_of(t)
    found = {case: standing_of(t, case, gains) for case in (t.cases if cases is None else cases)}
    return {case: each for case, each in found.items() if each is not None}


def gains_of(t: Tally) -> Gains:
    """What experts gain in the rounds of a tally (评分尺度校准), worked out once for each round."""
    return cache(lambda name: _gains(t.rounds[name])) if t.calibrated else uncalibrated


def totals_of(scored: Scored) -> dict[tuple[str, str], Score]:
    """The totals of a round's valid sheets by case and expert, those of cases that have left among them (D-32)."""
    return {(sheet.case, sheet.expert): sheet.total for sheets in scored.sheets.values() for sheet in sheets}


def uncalibrated(round_: str) -> Mapping[str, Fraction]:
    """Nobody gains anything."""
    return {}


def standing_of(t: Tally, case: str, gains: Gains) -> Standing | None:
    """The standing in the round itself, or in all national rounds together if it is the last of several (D-01).

    ``None`` for a case without a valid sheet in one of them.
    """
    weights = t.scoring.rounds
    kinds = [kind for kind in NATIONAL if kind in weights]
    if len(kinds) < 2 or t.rounds[t.round].kind != kinds[-1]:
        return _standing(t, t.round, case, gains)
    found = {}
    for kind in kinds:
        round_ = t.round if kind == kinds[-1] else t.earlier.get(case, {}).get(kind)
        stands = _standing(t, round_, case, gains) if round_ else None
        if stands is None:
            return None
        found[kind] = stands
    return weighted(found, weights)


def exact(value: Score) -> str:
    """``"83"`` or ``"399/5"``: a fraction as text that :class:`fractions.Fraction` reads back."""
    return str(value)


def _standing(t: Tally, name: str, case: str, gains: Gains) -> Standing | None:
    scored, gained = t.rounds[name], gains(name)
    sheets = scored.sheets.get(case, ())
    points = [sheet.points for sheet in sheets]
    added = [gained[sheet.expert] for sheet in sheets] if gained else ()
    found = standing(case, points, t.criteria, t.scoring.aggregate, scored.ranks.get(case), added)
    agreed = scored.agreed.get(case)
    return found if found is None or agreed is None else rated(found, agreed, t.criteria)


def _gains(scored: Scored) -> Mapping[str, Fraction]:
    return {each.expert: each.points for each in strictness(totals_of(scored))}


def _row(t: Tally, ranked: Ranked) -> dict[str, Any]:
    found = ranked.standing
    totals = [sheet.total for sheet in t.rounds[t.round].sheets.get(found.case, ())]
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
        "disputed": disputed(totals, t.spread.points, t.spread.z),
    }
    return row | ({"rounds": {kind: exact(value) for kind, value in found.rounds.items()}} if found.rounds else {})
