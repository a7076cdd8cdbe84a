"""The smallest flip (最小翻转): the fewest sheets without which not the same cases lie inside the line.

Every case keeps a valid sheet in each round, for without one it has no score to compare. Whether an order turns depends
on two cases only: the outcome is another one iff a case from below a boundary comes level with one from above it, or two
tied on the line part. So for each number of sheets taken from one case it suffices to know the lowest that a case above
can get and the highest that one below can; a flip of size n exists iff for some split n = up + down these meet. Sizes
are tried from one on, each with all its splits, so the first flip found is the smallest. Cases are bounded by their lowest
and highest sheets: who cannot reach the other side of a boundary that way is never looked into.

With calibration every sheet bears on every score; then all sets are tried, up to a stated number of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb

from biaogan.domain.scoring import Standing, rank_key
from biaogan.domain.supposing.answer import Side, Supposing, sides
from biaogan.domain.supposing.question import supposed
from biaogan.domain.tally import Tally, standing_of, uncalibrated

TRIALS = 2000
"""The most sets of sheets that are tried under calibration."""
Key = tuple[Fraction, ...]
Pair = tuple[list[str], list[str]]
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a case gets to without some sheets (可达位置)."""

    case: str
    key: Key
    final: Fraction
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A split that was tried: the lowest a case above gets without ``up`` sheets, the highest one below without ``down``."""

    boundary: str
    up: int
    down: int
    lowest: Reached
    highest: Reached


@dataclass(frozen=True, slots=True)
class Flip:
    """``sheets`` is a smallest set; empty: there is none of at most ``tried`` sheets. ``steps`` show that none is smaller.

    ``trials``: sets tried one by one, where calibration left nothing better; then there are no steps.
    """

    sheets: tuple[str, ...]
    cases: tuple[str, ...]
    tried: int
    steps: tuple[Step, ...]
    trials: int = 0


def smallest_flip(of: Supposing, most: int, tick: Tick = lambda: None) -> Flip | None:
    """A smallest flip of at most ``most`` sheets. ``None`` where there is no line. ``tick`` is called now and then."""
    found = sides(of.before, of.cut)
    if of.cut is None:
        return None
    if of.ground.tally.calibrated:
        return _by_trial(of, most, tick)
    return _Search(of, found, tick).run(most)


class _Search:
    def __init__(self, of: Supposing, found: dict[str, Side], tick: Tick) -> None:
        self.tally, self.tick = of.ground.tally, tick
        by = {side: [case for case in found if found[case] == side] for side in Side}
        line = by[Side.ON_LINE]
        inside, outside = by[Side.INSIDE], by[Side.OUTSIDE]
        bounds = {case: _bounds(self.tally, case) for case in found}
        pairs = {"line": (inside, outside)} if not line else {
            "above the line": (inside, line + outside), "below the line": (inside + line, outside)
        }  # fmt: skip
        self.pairs = {name: _near(*pair, bounds) for name, pair in pairs.items()}
        self.line = line
        self.base = of.base
        self.reach, self.alone = cache(self._reach), cache(lambda case: _alone(self.tally, case))
        self.steps: list[Step] = []

    def run(self, most: int) -> Flip:
        for size in range(1, most + 1):
            flipped = self._of_size(size)
            if flipped:
                sheets = tuple(sorted(sheet for each in flipped for sheet in each.gone))
                cases = tuple(sorted({each.case for each in flipped}))
                return Flip(sheets, cases, size, tuple(self.steps))
        return Flip((), (), most, tuple(self.steps))

    def _of_size(self, size: int) -> tuple[Reached, ...]:
        for name, (above, below) in self.pairs.items():
            for up in range(size + 1):
                lowest = self._extreme(above, up, 1)
                highest = self._extreme(below, size - up, 0)
                if lowest is None or highest is None:
                    continue
                if highest.key <= lowest.key:
                    return tuple(each for each in (lowest, highest) if each.gone)
                self.steps.append(Step(name, up, size - up, lowest, highest))
        for case in self.line:
            for each in self.reach(case, size):
                if each.key != self._key(self.base[case]):
                    return (each,)
        return ()

    def _extreme(self, cases: Iterable[str], count: int, end: int) -> Reached | None:
        """The best key (``end`` 0) or the worst (1) that one of the cases reaches without ``count`` sheets."""
        reached = [found[end] for case in cases if (found := self.reach(case, count))]
        if not reached:
            return None
        return (max if end else min)(reached, key=lambda each: each.key)

    def _reach(self, case: str, count: int) -> tuple[Reached, ...]:
        """The best and the worst a case gets to without ``count`` of its sheets; nothing if it has not so many."""
        self.tick()
        tried = [self._without(case, gone) for gone in _subsets(self.alone(case), count)]
        if not tried:
            return ()
        return min(tried, key=lambda each: each.key), max(tried, key=lambda each: each.key)

    def _without(self, case: str, gone: tuple[str, ...]) -> Reached:
        stands = standing_of(supposed(self.alone(case), frozenset(gone)), case, uncalibrated)
        if stands is None:
            raise AssertionError(f"{case} keeps a sheet in every round")
        return Reached(case, self._key(stands), stands.final, gone)

    def _key(self, stands: Standing) -> Key:
        return rank_key(stands, self.tally.scoring)


def _alone(t: Tally, case: str) -> Tally:
    """The tally of one case."""
    rounds = {name: replace(part, sheets={case: part.sheets[case]}) for name, part in t.parts_of(case).items()}
    return replace(t, cases=(case,), rounds=rounds)


def _subsets(t: Tally, count: int) -> Iterator[tuple[str, ...]]:
    """The sets of so many sheets that leave one in each round of each case."""
    places = {
        sheet.stream: (name, sheet.case)
        for name, part in t.rounds.items()
        for given in part.sheets.values()
        for sheet in given
    }
    held = Counter(places.values())
    for gone in combinations(sorted(places), count):
        if not Counter(places[stream] for stream in gone).items() & held.items():
            yield gone


def _near(above: list[str], below: list[str], bounds: Mapping[str, tuple[Fraction, Fraction]]) -> Pair:
    """Those above who could sink to the highest of below, and those below who could rise to the lowest of above."""
    if not above or not below:
        return [], []
    top, bottom = max(bounds[case][1] for case in below), min(bounds[case][0] for case in above)
    return [case for case in above if bounds[case][0] <= top], [case for case in below if bounds[case][1] >= bottom]


def _bounds(t: Tally, case: str) -> tuple[Fraction, Fraction]:
    """Lowest and highest score of a case without any of its sheets: no mean, trimmed or not, leaves its values."""
    low = high = Fraction(0)
    many = len(alone := _alone(t, case).rounds) > 1
    for part in alone.values():
        weight = t.scoring.rounds[part.kind] if many else Fraction(1)
        agreed = part.agreed.get(case)
        totals = [sum(agreed.values())] if agreed is not None else [sheet.total for sheet in part.sheets[case]]
        low, high = low + weight * min(totals), high + weight * max(totals)
    return low, high


def _by_trial(of: Supposing, most: int, tick: Tick) -> Flip:
    """Every set of one sheet, of two, and so on, as long as the sets of a size are few enough."""
    tally, found, tried = of.ground.tally, sides(of.before, of.cut), 0
    sheets = sum(len(given) for part in tally.rounds.values() for given in part.sheets.values())
    for size in range(1, most + 1):
        if tried + comb(sheets, size) > TRIALS:
            return Flip((), (), size - 1, (), tried)
        for gone in _subsets(tally, size):
            tick()
            tried += 1
            then = sides(of.ranked(gone, supposed(tally, frozenset(gone))), of.cut)
            if then != found:
                return Flip(gone, tuple(sorted(case for case in found if then[case] != found[case])), size, (), tried)
    return Flip((), (), most, (), tried)
