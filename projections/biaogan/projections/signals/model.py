"""The additive model of a round (加性模型), D-32: what a case is worth less how strict the expert is, and what is left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import pi, sqrt, tan
from statistics import NormalDist

import numpy as np

from biaogan.domain.calibration import Strictness, Totals, strictness
from biaogan.domain.scoring import mean

LEVEL = 0.95
"""Of the intervals (置信水平)."""


@dataclass(frozen=True, slots=True)
class Model:
    """The exact fit: strictness by expert, what is left over of each sheet (残差), and the squares of the round."""

    strictness: Mapping[str, Strictness]
    residuals: Mapping[tuple[str, str], Fraction]
    within_cases: Fraction
    """Squares within cases, experts not told apart (项目内平方和)."""
    error: Fraction
    """Squares left over (残差平方和)."""
    freedom: int
    """Sheets less what was fitted to them (自由度)."""


def fit(totals: Totals) -> Model:
    """By least squares (:mod:`biaogan.domain.calibration`); no result depends on the order of the sheets."""
    found = {each.expert: each for each in strictness(totals)}
    residuals: dict[tuple[str, str], Fraction] = {}
    within = gained = Fraction(0)
    for case, given in by_case(totals).items():
        centre = mean(list(given.values()))
        lenient = mean([found[expert].points for expert in given])
        for expert, total in given.items():
            off = total - centre
            residuals[case, expert] = off + found[expert].points - lenient
            within += off * off
            gained -= found[expert].points * off
    parts = len({each.part for each in found.values()})
    freedom = len(totals) - len({case for case, _ in totals}) - len(found) + parts
    return Model(found, residuals, within, within - gained, freedom)


def by_case(totals: Totals) -> dict[str, dict[str, Fraction]]:
    """Case -> expert -> total, both in order of name."""
    found: dict[str, dict[str, Fraction]] = {}
    for case, expert in sorted(totals):
        found.setdefault(case, {})[expert] = Fraction(totals[case, expert])
    return found


def intervals(totals: Totals, model: Model) -> dict[str, tuple[float, float]]:
    """Where the strictness of each expert lies (置信区间), were the rest noise of one size. Approximate: floating point.

    Nothing where no sheet is left over to tell the size of the noise by.
    """
    if model.freedom < 1:
        return {}
    noise = sqrt(model.error / model.freedom)
    reach = quantile(model.freedom) * noise
    found = {}
    for part in sorted({each.part for each in model.strictness.values()}):
        experts = sorted(each.expert for each in model.strictness.values() if each.part == part)
        for expert, spread in zip(experts, _spread(experts, totals), strict=True):
            points = float(model.strictness[expert].points)
            found[expert] = (points - reach * spread, points + reach * spread)
    return found


def _spread(experts: Sequence[str], totals: Totals) -> list[float]:
    """The standard error of each strictness in units of the noise, its weighted sum being held at zero."""
    place = {expert: index for index, expert in enumerate(experts)}
    normal, sheets = np.zeros((len(experts), len(experts))), np.zeros(len(experts))
    for given in by_case({pair: total for pair, total in totals.items() if pair[1] in place}).values():
        on = [place[expert] for expert in given]
        normal[on, on] += 1
        normal[np.ix_(on, on)] -= 1 / len(on)
        sheets[on] += 1
    held = np.eye(len(experts)) - np.outer(np.ones(len(experts)), sheets / sheets.sum())
    spread = np.diag(held @ np.linalg.pinv(normal, hermitian=True) @ held.T)
    return [float(value) for value in np.sqrt(np.clip(spread, 0, None))]


def quantile(freedom: int, level: float = LEVEL) -> float:
    """Student's t for a two-sided interval, by its expansion about the normal (Abramowitz and Stegun 26.7.5)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    if freedom == 1:
        return 1 / tan(pi * (1 - level) / 2)
    if freedom == 2:
        return float(level * sqrt(2 / (1 - level * level)))
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(z + sum(term / freedom**power for power, term in enumerate(terms, 1)))
