"""What would follow (推演结果): case by case the rank and score as it is and as it would be, and who crosses the line."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from biaogan.domain.scoring import Ranked, Standing
from biaogan.domain.supposing.ground import Ground
from biaogan.domain.supposing.question import AS_SIGNED, Scales, Supposition, Why, left_out, supposed
from biaogan.domain.tally import Tally, method, ranking, standings


class Side(StrEnum):
    """On which side of the cut line (入选线) a case lies."""

    INSIDE = "INSIDE"
    ON_LINE = "ON_LINE"
    """Tied with others of whom only some are inside: a vote decides (D-04)."""
    OUTSIDE = "OUTSIDE"


@dataclass(frozen=True, slots=True)
class Change:
    """A case before and after; ``None``: without a valid sheet it has no rank. Sides are ``None`` where no line is."""

    case: str
    before: Ranked | None
    after: Ranked | None
    side_before: Side | None
    side_after: Side | None

    @property
    def gained(self) -> int | None:
        """Ranks gained (名次变化); negative: lost."""
        return None if self.before is None or self.after is None else self.before.rank - self.after.rank

    @property
    def crosses(self) -> bool:
        """Whether it would lie on another side of the line."""
        return self.side_before != self.side_after


@dataclass(frozen=True, slots=True)
class TooFew:
    """A case left with fewer valid sheets in a round than it needs (有效评分不足), D-05."""

    case: str
    round: str
    left: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Answer:
    """``left_out``: stream of a sheet -> why. ``changes`` in the order of the new ranking, cases without a rank last."""

    changes: tuple[Change, ...]
    too_few: tuple[TooFew, ...]
    left_out: Mapping[str, tuple[Why, ...]]
    method_before: str
    method_after: str
    cut: int | None


class Supposing:
    """Suppositions about one round. What is as it was is worked out once; a case that loses no sheet keeps its score."""

    def __init__(self, ground: Ground, cut: int | None = None, named: frozenset[str] | None = None) -> None:
        """``cut`` takes the place of the ground's. ``named``: as of :func:`left_out`."""
        self.ground = ground
        self.cut = ground.cut if cut is None else cut
        self.named = named

    @cached_property
    def base(self) -> dict[str, Standing]:
        """The standings as they are."""
        return standings(self.ground.tally)

    @cached_property
    def before(self) -> tuple[Ranked, ...]:
        """The ranking as it is, by the scores alone."""
        return ranking(self.base.values(), self.ground.tally)

    def under(self, s: Supposition) -> "Supposing":
        """Suppositions about the round as it would be under this one."""
        gone = left_out(self.ground, s, self.named)
        then = replace(self.ground, tally=supposed(self.ground.tally, gone, s.scales))
        return Supposing(then, self.cut, self.named)

    def ask(self, s: Supposition) -> Answer:
        """What would follow."""
        gone = left_out(self.ground, s, self.named)
        return self.answer(gone, s.scales)

    def answer(self, gone: Mapping[str, tuple[Why, ...]], scales: Scales = AS_SIGNED) -> Answer:
        """What would follow without these sheets, by these scales."""
        then = supposed(self.ground.tally, gone, scales)
        after = self.ranked(gone, then, scales)
        rule, now = self.ground.tally.scoring.aggregate, self.ground.tally.calibrated
        return Answer(
            changes(self.ground.tally.cases, self.before, after, self.cut),
            tuple(self._too_few(then)),
            gone,
            method(rule, now),
            method(then.scoring.aggregate, then.calibrated),
            self.cut,
        )

    def ranked(self, gone: Collection[str], then: Tally, scales: Scales = AS_SIGNED) -> tuple[Ranked, ...]:
        """The ranking of the tally ``then``, which is the ground's without the sheets ``gone``, by ``scales``."""
        if scales != AS_SIGNED or then.calibrated:
            return ranking(standings(then).values(), then)
        touched = [case for case in self.ground.tally.cases if _loses(self.ground.tally, case, gone)]
        rest = {case: each for case, each in self.base.items() if case not in set(touched)}
        return ranking((rest | standings(then, touched)).values(), then)

    def _too_few(self, then: Tally) -> Iterable[TooFew]:
        for case in then.cases:
            for name, part in then.parts_of(case).items():
                wanted = self.ground.config.panels[part.kind].min_valid
                if (left := len(part.sheets[case])) < wanted:
                    yield TooFew(case, name, left, wanted)


def changes(
    cases: Iterable[str], before: Sequence[Ranked], after: Sequence[Ranked], cut: int | None
) -> tuple[Change, ...]:
    """Every case before and after, in the order of the ranking after."""
    old, new = ({each.standing.case: each for each in found} for found in (before, after))
    old_sides, new_sides = sides(before, cut), sides(after, cut)
    without = None if cut is None else Side.OUTSIDE
    order = [*new, *(case for case in cases if case not in new)]
    return tuple(
        Change(case, old.get(case), new.get(case), old_sides.get(case, without), new_sides.get(case, without))
        for case in order
    )


def sides(found: Sequence[Ranked], cut: int | None) -> dict[str, Side]:
    """On which side of the line each ranked case lies; nothing where no line is."""
    if cut is None:
        return {}
    sharing = Counter(each.rank for each in found)
    return {each.standing.case: _side(each.rank, sharing[each.rank], cut) for each in found}


def _side(rank: int, sharing: int, cut: int) -> Side:
    if rank > cut:
        return Side.OUTSIDE
    return Side.INSIDE if rank + sharing - 1 <= cut else Side.ON_LINE


def _loses(t: Tally, case: str, gone: Collection[str]) -> bool:
    return any(sheet.stream in gone for part in t.parts_of(case).values() for sheet in part.sheets[case])
