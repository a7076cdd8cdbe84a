"""Signals in the scores themselves (评分线索): each expert's sheets against those of the same cases, by picks within the case.

Chance is: on every case each of the sheets could as well be this expert's. Strictness is taken out of all but the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np

from biaogan.domain.calibration import Totals
from biaogan.domain.scoring import mean
from biaogan.projections.signals.agreement import following
from biaogan.projections.signals.facts import RoundFacts, SheetFacts
from biaogan.projections.signals.kinds import MEANINGS, Kind, Signal, TooFew
from biaogan.projections.signals.model import Model, intervals
from biaogan.projections.signals.permutation import LIMIT, Chance, Draw, Flags, Stream, chance, picks, whole
from biaogan.projections.signals.ranks import spearman


@dataclass(frozen=True, slots=True)
class Panels:
    """The sheets of a round by case and expert, those of cases with a single sheet left out: nothing compares with them."""

    facts: RoundFacts
    totals: Totals
    model: Model
    seed: int
    sheets: Mapping[tuple[str, str], SheetFacts]
    by_case: Mapping[str, Mapping[str, int]]
    """Case -> expert -> what is left over of the sheet, in whole numbers."""
    by_expert: Mapping[str, Sequence[str]]
    """Expert -> the own cases; experts with none among them."""

    def stream(self, kind: Kind, *subjects: str) -> Stream:
        """The random bits of one signal."""
        return Stream(self.seed, ":".join((kind, *subjects)))

    def residual(self, case: str, expert: str) -> Fraction:
        """Points above what case and expert let expect."""
        return self.model.residuals[case, expert]


def panels_of(facts: RoundFacts, totals: Totals, model: Model, seed: int) -> Panels:
    """By case and by expert, in order of name."""
    sheets = {(sheet.case, sheet.expert): sheet for sheet in facts.sheets}
    pairs = sorted(model.residuals)
    left = dict(zip(pairs, whole([model.residuals[pair] for pair in pairs]), strict=True))
    by_case: dict[str, dict[str, int]] = {}
    for (case, expert), value in left.items():
        by_case.setdefault(case, {})[expert] = value
    by_case = {case: given for case, given in by_case.items() if len(given) > 1}
    experts = sorted({expert for _, expert in pairs})
    by_expert = {expert: [case for case, given in by_case.items() if expert in given] for expert in experts}
    return Panels(facts, totals, model, seed, sheets, by_case, by_expert)


def upper(lists: Sequence[Sequence[int]], seen: int, stream: Stream) -> Chance:
    """How often one pick of each list adds up to as much as was seen."""
    draw = picks(lists)

    def extreme(stream: Stream, size: int) -> Flags:
        return np.asarray(draw(stream, size).sum(axis=1) >= seen)

    return chance(extreme, stream)


def severity(p: Panels) -> Iterator[Signal | TooFew]:
    """How strict the expert is (严格度), D-32, with its interval; two-sided, on the plain totals."""
    reach = intervals(p.totals, p.model)
    scaled = {}
    for case, given in p.by_case.items():
        centre = mean([Fraction(p.totals[case, expert]) for expert in given])
        scaled[case] = {expert: p.totals[case, expert] - centre for expert in given}
    flat = iter(whole([value for given in scaled.values() for value in given.values()]))
    off = {case: {expert: next(flat) for expert in given} for case, given in scaled.items()}
    for expert, cases in p.by_expert.items():
        if len(cases) < MEANINGS[Kind.SEVERITY].needed:
            yield TooFew(Kind.SEVERITY, (expert,), len(cases))
            continue
        seen, draw = abs(sum(off[case][expert] for case in cases)), picks([list(off[case].values()) for case in cases])

        def extreme(stream: Stream, size: int, seen: int = seen, draw: Draw = draw) -> Flags:
            return np.asarray(np.abs(draw(stream, size).sum(axis=1)) >= seen)

        found = chance(extreme, p.stream(Kind.SEVERITY, expert))
        own, points = [(case, expert) for case in cases], p.model.strictness[expert].points
        yield _signal(p, Kind.SEVERITY, (expert,), own, points, found, interval=reach.get(expert))


def outliers(p: Panels) -> Iterator[Signal | TooFew]:
    """The sheet furthest from where case and expert let expect it (残差离群)."""
    for expert, cases in p.by_expert.items():
        if len(cases) < MEANINGS[Kind.OUTLIER].needed:
            yield TooFew(Kind.OUTLIER, (expert,), len(cases))
            continue
        furthest = max(cases, key=lambda case: abs(p.residual(case, expert)))
        seen, draw = abs(p.by_case[furthest][expert]), picks([list(p.by_case[case].values()) for case in cases])

        def extreme(stream: Stream, size: int, seen: int = seen, draw: Draw = draw) -> Flags:
            return np.asarray(np.abs(draw(stream, size)).max(axis=1) >= seen)

        found = chance(extreme, p.stream(Kind.OUTLIER, expert))
        effect = p.residual(furthest, expert)
        yield _signal(p, Kind.OUTLIER, (expert,), [(furthest, expert)], effect, found, n=len(cases))


def home_favour(p: Panels) -> Iterator[Signal | TooFew]:
    """More than expected on cases tied to the expert (本单位、本地区偏向); of experts who have scored such a case."""
    for expert, cases in p.by_expert.items():
        tied = [case for case in cases if p.facts.tied(expert, case)]
        if len(tied) >= MEANINGS[Kind.HOME_FAVOUR].needed:
            yield favour(p, Kind.HOME_FAVOUR, (expert,), [(case, expert) for case in tied])
        elif tied:
            yield TooFew(Kind.HOME_FAVOUR, (expert,), len(tied))


def reciprocity(p: Panels) -> Iterator[Signal | TooFew]:
    """Two experts, each more than expected on cases tied to the other alone (互惠); at least two sheets each way."""
    for one, other in combinations(p.by_expert, 2):
        ways = [
            [(case, a) for case in p.by_expert[a] if tied_to_another(p, b, a, case)]
            for a, b in ((one, other), (other, one))
        ]
        if not all(ways):
            continue
        sheets = [*ways[0], *ways[1]]
        if min(map(len, ways)) < MEANINGS[Kind.RECIPROCITY].needed // 2:
            yield TooFew(Kind.RECIPROCITY, (one, other), len(sheets))
        else:
            yield favour(p, Kind.RECIPROCITY, (one, other), sheets)


def tied_to_another(p: Panels, tied: str, scorer: str, case: str) -> bool:
    """The case is of the one's home (本单位、本地区) and not of who scored it."""
    return p.facts.tied(tied, case) and not p.facts.tied(scorer, case)


def favour(p: Panels, kind: Kind, subjects: tuple[str, ...], sheets: Sequence[tuple[str, str]]) -> Signal:
    """More than expected on these sheets together (偏高): any sheet of each case could have been the one."""
    seen = sum(p.by_case[case][expert] for case, expert in sheets)
    found = upper([list(p.by_case[case].values()) for case, _ in sheets], seen, p.stream(kind, *subjects))
    return _signal(p, kind, subjects, sheets, mean([p.residual(*sheet) for sheet in sheets]), found)


def alike(p: Panels) -> Iterator[Signal | TooFew]:
    """Two experts closer together than two of a panel are (评分雷同): how much closer on average; of pairs that share a case."""
    gaps = {case: _gaps(given) for case, given in p.by_case.items()}
    shared: dict[tuple[str, str], list[str]] = {}
    for case, given in p.by_case.items():
        for pair in combinations(sorted(given), 2) if len(given) > 2 else ():
            shared.setdefault(pair, []).append(case)
    for pair, cases in sorted(shared.items()):
        if len(cases) < MEANINGS[Kind.ALIKE].needed:
            yield TooFew(Kind.ALIKE, pair, len(cases))
            continue
        seen = sum(gaps[case][pair] for case in cases)
        found = upper([[-gap for gap in gaps[case].values()] for case in cases], -seen, p.stream(Kind.ALIKE, *pair))
        effect = mean([_usual(p, case) - abs(p.residual(case, pair[0]) - p.residual(case, pair[1])) for case in cases])
        yield _signal(
            p, Kind.ALIKE, pair, [(case, expert) for case in cases for expert in pair], effect, found, n=len(cases)
        )


def _gaps(given: Mapping[str, int]) -> dict[tuple[str, str], int]:
    return {(one, other): abs(given[one] - given[other]) for one, other in combinations(sorted(given), 2)}


def _usual(p: Panels, case: str) -> Fraction:
    pairs = combinations(p.by_case[case], 2)
    return mean([abs(p.residual(case, one) - p.residual(case, other)) for one, other in pairs])


def rank_following(p: Panels) -> Iterator[Signal | TooFew]:
    """What is left over of the expert's sheets follows the recommender's rank (贴近推荐排序): the better rank, the more."""
    for expert, cases in p.by_expert.items():
        ranks = {case: p.facts.cases[case].rank for case in cases if case in p.facts.cases}
        ranked = [(case, -rank) for case, rank in ranks.items() if rank is not None]
        left = [p.residual(case, expert) for case, _ in ranked]
        rho = spearman(left, [rank for _, rank in ranked]) if ranked else None
        if len(ranked) < MEANINGS[Kind.RANK_FOLLOWING].needed or rho is None:
            yield TooFew(Kind.RANK_FOLLOWING, (expert,), len(ranked))
            continue
        found = following(left, [rank for _, rank in ranked], p.stream(Kind.RANK_FOLLOWING, expert), LIMIT)
        yield _signal(p, Kind.RANK_FOLLOWING, (expert,), [(case, expert) for case, _ in ranked], rho, found)


def _signal(
    p: Panels,
    kind: Kind,
    subjects: tuple[str, ...],
    sheets: Sequence[tuple[str, str]],
    effect: Fraction,
    found: Chance,
    interval: tuple[float, float] | None = None,
    n: int | None = None,
) -> Signal:
    acts = tuple(p.sheets[sheet].act for sheet in sheets)
    return Signal(kind, subjects, len(sheets) if n is None else n, effect, found.p, found.permutations, acts, interval)
