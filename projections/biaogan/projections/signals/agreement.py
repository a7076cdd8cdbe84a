"""How far the experts of a round agree (评审一致性), with missing cells, exactly. Figures of the round, not signals of a person.

A small p says that the scores agree by more than chance: good news, so these are not among the signals that are corrected together.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np

from biaogan.domain.calibration import Totals
from biaogan.domain.scoring import mean
from biaogan.projections.signals.facts import RoundFacts
from biaogan.projections.signals.model import Model, by_case
from biaogan.projections.signals.permutation import Chance, Flags, Stream, Whole, chance, shuffles, whole
from biaogan.projections.signals.ranks import midranks, spearman, tau_b

Cells: TypeAlias = Mapping[str, Mapping[str, Fraction]]
"""Case -> expert -> total."""
CASES_NEEDED = 5
PERMUTATIONS = 999


class Measure(StrEnum):
    """Which figure it is (指标)."""

    KENDALL_W = "KENDALL_W"
    ICC_1 = "ICC_1"
    ICC_2_1 = "ICC_2_1"
    ALPHA_INTERVAL = "ALPHA_INTERVAL"
    ALPHA_ORDINAL = "ALPHA_ORDINAL"
    SPEARMAN = "SPEARMAN"
    TAU_B = "TAU_B"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A figure (一致性指标). ``value`` is None where too few cases bear it, or nothing differs."""

    measure: Measure
    experts: tuple[str, ...]
    """The panel it is of; empty: the whole round."""
    n: int
    """Cases behind it."""
    value: Fraction | None
    chance: Chance | None


def kendall_w(cells: Cells) -> Fraction | None:
    """Kendall's W with ties, of a panel that scored each of these cases (肯德尔和谐系数)."""
    rows = _ranked(cells)
    experts, cases = len(rows), len(cells)
    sums = [sum(row[case] for row in rows) for case in range(cases)]
    centre = Fraction(experts * (cases + 1))
    spread = sum(((value - centre) ** 2 for value in sums), Fraction(0))
    ties = sum(_ties(row) for row in rows)
    most = experts * experts * (cases**3 - cases) - experts * ties
    return 3 * spread / most if most else None


def _ranked(cells: Cells) -> list[list[int]]:
    """One row per expert: twice the rank of each case."""
    names = sorted({expert for given in cells.values() for expert in given})
    return [midranks([given[name] for given in cells.values()]) for name in names]


def _ties(row: Sequence[int]) -> int:
    return sum(row.count(rank) ** 3 - row.count(rank) for rank in set(row))


def icc_1(cells: Cells) -> Fraction | None:
    """One-way intraclass correlation of a single sheet (组内相关系数): experts are not told apart, panels of any size."""
    sizes = [len(given) for given in cells.values()]
    sheets, cases = sum(sizes), len(sizes)
    if cases < 2 or sheets == cases:
        return None
    grand = mean([total for given in cells.values() for total in given.values()])
    centres = [mean(list(given.values())) for given in cells.values()]
    between = sum((size * (c - grand) ** 2 for size, c in zip(sizes, centres, strict=True)), Fraction(0)) / (cases - 1)
    within = sum(
        ((total - c) ** 2 for given, c in zip(cells.values(), centres, strict=True) for total in given.values()),
        Fraction(0),
    ) / (sheets - cases)
    size = (sheets - Fraction(sum(each * each for each in sizes), sheets)) / (cases - 1)
    whole = between + (size - 1) * within
    return (between - within) / whole if whole else None


def icc_2_1(cells: Cells, model: Model) -> Fraction | None:
    """Two-way intraclass correlation of a single sheet, cases and experts drawn: variances by Henderson's method III.

    With no cell missing this is the ICC(2,1) of Shrout and Fleiss.
    """
    experts, cases = len(model.strictness), len(cells)
    sheets = sum(len(given) for given in cells.values())
    if model.freedom < 1 or sheets in (experts, cases):
        return None
    noise = model.error / model.freedom
    parts = len({each.part for each in model.strictness.values()})
    turned: dict[str, list[Fraction]] = {}
    for given in cells.values():
        for expert, total in given.items():
            turned.setdefault(expert, []).append(total)
    within_experts = sum(((total - mean(row)) ** 2 for row in turned.values() for total in row), Fraction(0))
    of_cases = (within_experts - model.error - (cases - parts) * noise) / (sheets - experts)
    of_experts = (model.within_cases - model.error - (experts - parts) * noise) / (sheets - cases)
    whole = of_cases + of_experts + noise
    return of_cases / whole if whole else None


def alpha(cells: Cells, *, ordinal: bool = False) -> Fraction | None:
    """Krippendorff's alpha (克里彭多夫系数), interval or ordinal; a case with one sheet bears nothing.

    The ordinal difference of two values is that of their middle ranks among all values that are paired.
    """
    units = [list(given.values()) for given in cells.values() if len(given) > 1]
    if ordinal:
        ranks = iter(midranks([value for unit in units for value in unit]))
        units = [[Fraction(next(ranks)) for _ in unit] for unit in units]
    n = sum(len(unit) for unit in units)
    seen = sum((_squares(unit) / (len(unit) - 1) for unit in units), Fraction(0))
    expected = _squares([value for unit in units for value in unit])
    return 1 - seen * (n - 1) / expected if expected else None


def _squares(values: Sequence[Fraction]) -> Fraction:
    """The squared differences of all pairs, without listing them."""
    return len(values) * sum((value * value for value in values), Fraction(0)) - sum(values, Fraction(0)) ** 2


def agreements(facts: RoundFacts, totals: Totals, model: Model, seed: int) -> Iterator[Agreement]:
    """Every figure of the round, W for each panel that scored enough cases together."""
    cells = {case: given for case, given in by_case(totals).items() if len(given) > 1}
    yield from _panels(cells, seed)
    enough = len(cells) >= CASES_NEEDED
    ordinal = iter(midranks([total for given in cells.values() for total in given.values()]))
    ranked = {case: {expert: Fraction(next(ordinal)) for expert in given} for case, given in cells.items()}
    for measure, value, tested in (
        (Measure.ICC_1, icc_1(by_case(totals)), cells),
        (Measure.ICC_2_1, icc_2_1(by_case(totals), model), cells),
        (Measure.ALPHA_INTERVAL, alpha(cells), cells),
        (Measure.ALPHA_ORDINAL, alpha(cells, ordinal=True), ranked),
    ):
        bears = enough and value is not None
        found = _chance(tested, Stream(seed, measure)) if bears else None
        yield Agreement(measure, (), len(cells), value if bears else None, found)
    yield from _with_the_rank(facts, by_case(totals), seed)


def _panels(cells: Cells, seed: int) -> Iterator[Agreement]:
    """One W per panel; where no panel has enough cases, one row that says how many the largest has."""
    panels = Counter(tuple(given) for given in cells.values())
    for panel in sorted(panel for panel, cases in panels.items() if cases >= CASES_NEEDED):
        same = {case: given for case, given in cells.items() if tuple(given) == panel}
        value = kendall_w(same)
        found = None if value is None else _chance(_as_ranks(same), Stream(seed, f"W:{panel}"))
        yield Agreement(Measure.KENDALL_W, panel, len(same), value, found)
    if (most := max(panels.values(), default=0)) < CASES_NEEDED:
        yield Agreement(Measure.KENDALL_W, (), most, None, None)


def _as_ranks(cells: Cells) -> Cells:
    rows = [iter(row) for row in _ranked(cells)]
    return {
        case: {expert: Fraction(next(row)) for expert, row in zip(given, rows, strict=True)}
        for case, given in cells.items()
    }


def _chance(cells: Cells, stream: Stream) -> Chance:
    """How often scores that know nothing of the cases lie as close together: each expert's among the own cases."""
    flat = [(case, expert, total) for case, given in cells.items() for expert, total in given.items()]
    weights = lcm(*(len(given) * (len(given) - 1) for given in cells.values()))
    values = whole([total for _, _, total in flat])
    draw = shuffles(values, [expert for _, expert, _ in flat])
    starts = np.cumsum([0, *(len(given) for given in cells.values())])[:-1]
    sizes = np.array([len(given) for given in cells.values()], dtype=np.int64)
    own = weights // (sizes - 1)

    def apart(rows: Whole) -> Whole:
        squares = sizes * np.add.reduceat(rows * rows, starts, axis=1) - np.add.reduceat(rows, starts, axis=1) ** 2
        return np.asarray((squares * own).sum(axis=1), dtype=np.int64)

    seen = apart(np.array([values], dtype=np.int64))[0]

    def as_close(stream: Stream, size: int) -> Flags:
        return np.asarray(apart(draw(stream, size)) <= seen)

    return chance(as_close, stream, PERMUTATIONS)


def _with_the_rank(facts: RoundFacts, cells: Cells, seed: int) -> Iterator[Agreement]:
    """Whether the mean of the scores follows the rank the recommender gave (推荐排序): the better rank, the higher."""
    ranks = {case: facts.cases[case].rank for case in cells if case in facts.cases}
    known = [(mean(list(cells[case].values())), -rank) for case, rank in ranks.items() if rank is not None]
    scores, places = [score for score, _ in known], [rank for _, rank in known]
    for measure, statistic in ((Measure.SPEARMAN, spearman), (Measure.TAU_B, tau_b)):
        value = statistic(scores, places) if len(known) >= CASES_NEEDED else None
        found = None if value is None else following(scores, places, Stream(seed, measure))
        yield Agreement(measure, (), len(known), value, found)


def following(one: Sequence[Fraction], other: Sequence[int], stream: Stream, limit: int = PERMUTATIONS) -> Chance:
    """How often one order follows another as closely if it is shuffled (by the sum of products of ranks)."""
    fixed = np.array(midranks(other), dtype=np.int64)
    ranks = midranks(one)
    seen, draw = np.array(ranks, dtype=np.int64) @ fixed, shuffles(ranks)

    def as_close(stream: Stream, size: int) -> Flags:
        return np.asarray(draw(stream, size) @ fixed >= seen)

    return chance(as_close, stream, limit)
