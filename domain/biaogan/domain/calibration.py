"""How strict each expert is (评分尺度校准), D-32: an additive model of one round's sheets, fitted exactly.

A sheet's total is taken to be what the case is worth less the strictness (严格度) of its expert; least squares over all
valid sheets finds both. Strictness is told apart only within a part of the round whose sheets hang together: whoever
scored the same case is in the same part, and so on from case to case. In each part the strictness of its sheets adds up
to zero, so that no points move from one part to another, and nothing is said of experts who never met. Promises: exact
fractions; no result depends on the order of the sheets; where everybody scored every case of a part, no mean changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from biaogan.domain.scoring import Score, mean

Totals: TypeAlias = Mapping[tuple[str, str], Score]
"""(case, expert) -> the total of the valid sheet."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """What an expert gives less than the others of the same part (严格度), in points; negative: gives more."""

    expert: str
    points: Fraction
    sheets: int
    """Valid sheets behind it."""
    part: int
    """Which part of the round, from 1: of experts in different parts nothing follows about each other."""


def strictness(totals: Totals) -> tuple[Strictness, ...]:
    """The strictness of every expert of a round, by part and expert."""
    found = []
    for number, part in enumerate(parts(totals), 1):
        sheets = {pair: total for pair, total in totals.items() if pair[1] in part}
        for expert, points in zip(part, _fitted(part, sheets), strict=True):
            found.append(Strictness(expert, points, sum(pair[1] == expert for pair in sheets), number))
    return tuple(found)


def parts(totals: Totals) -> list[list[str]]:
    """The experts whose sheets hang together by their cases (连通部分), each part and the parts in order of name."""
    found: list[set[str]] = []
    for case in sorted({case for case, _ in totals}):
        together = {expert for scored, expert in totals if scored == case}
        apart = [part for part in found if not part & together]
        found = [*apart, together.union(*(part for part in found if part & together))]
    return sorted(sorted(part) for part in found)


def _fitted(experts: list[str], sheets: Totals) -> list[Fraction]:
    """The normal equations of one part with the cases eliminated; the last is replaced by "adds up to zero"."""
    place = {expert: index for index, expert in enumerate(experts)}
    by_case: dict[str, dict[int, Fraction]] = {}
    for (case, name), total in sheets.items():
        by_case.setdefault(case, {})[place[name]] = Fraction(total)
    rows = [[Fraction(0)] * (len(experts) + 1) for _ in experts]
    balance = [Fraction(0)] * (len(experts) + 1)
    for given in by_case.values():
        centre, share = mean(list(given.values())), Fraction(1, len(given))
        for expert, total in given.items():
            balance[expert] += 1
            rows[expert][expert] += 1
            rows[expert][-1] += centre - total
            for other in given:
                rows[expert][other] -= share
    rows[-1] = balance
    return _solved(rows)


def _solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan in whole numbers (Bareiss: every division comes out even), for a system with one solution."""
    whole = [[int(value * lcm(*(one.denominator for one in row))) for value in row] for row in rows]
    before = 1
    for column in range(len(whole)):
        pivot = next(place for place in range(column, len(whole)) if whole[place][column])
        whole[column], whole[pivot] = whole[pivot], whole[column]
        head = whole[column]
        for place, row in enumerate(whole):
            if place != column:
                pairs = zip(row, head, strict=True)
                whole[place] = [(head[column] * value - row[column] * above) // before for value, above in pairs]
        before = head[column]
    return [Fraction(row[-1], row[place]) for place, row in enumerate(whole)]
