"""Scores without rounding (评分统计): sheets to sums, sums to one score, scores to a ranking with its tie chain.

Promises: exact fractions throughout, compared unrounded; no result depends on the order in which sheets or cases are
given; a tie the chain cannot break is a shared rank marked for a vote (D-04), never an accident of sorting.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from biaogan.domain.config_model import Aggregate, Criteria, Scale, Scoring
from biaogan.domain.forms import SheetRow
from biaogan.domain.rejections import Rejected

Score: TypeAlias = "int | Fraction"
"""Points of a row, or what they are worth."""
POINTS_SCALE = Scale()
"""The plain scale: numbers are points."""
_UNRANKED = 10**9
"""Stands for a missing recommendation rank: behind every rank, and equal among the missing."""


def sheet_points(
    rows: Iterable[SheetRow], criteria: Criteria, step: int, scale: Scale = POINTS_SCALE
) -> dict[str, int]:
    """Points per row of a complete sheet, in printed order (R-69, D-01).

    Raises ``score_row_unknown``, ``score_row_twice``, ``score_out_of_range``, ``score_out_of_band``, ``score_off_step``,
    ``score_row_missing``.
    """
    highest = {row.code: scale.highest(row) for row in criteria.rows}
    points: dict[str, int] = {}
    for row in rows:
        if row.code not in highest:
            raise Rejected("score_row_unknown", row=row.code)
        if row.code in points:
            raise Rejected("score_row_twice", row=row.code)
        if not 0 <= row.points <= highest[row.code]:
            raise Rejected("score_out_of_range", row=row.code, points=row.points, max=highest[row.code])
        if not scale.allows(row.points):
            bands = ", ".join(f"{low}-{high}" for low, high in scale.bands)
            raise Rejected("score_out_of_band", row=row.code, points=row.points, bands=bands)
        if row.points % step:
            raise Rejected("score_off_step", row=row.code, points=row.points, step=step)
        points[row.code] = row.points
    missing = [code for code in highest if code not in points]
    if missing:
        raise Rejected("score_row_missing", rows=missing)
    return {code: points[code] for code in highest}


def worth(points: Mapping[str, int], criteria: Criteria, scale: Scale) -> dict[str, Score]:
    """What the numbers of a sheet are worth, row by row (折算分), exactly."""
    return {row.code: scale.worth(points[row.code], row) for row in criteria.rows if row.code in points}


def mean(values: Sequence[Score]) -> Fraction:
    """Arithmetic mean (平均分) of at least one value."""
    return Fraction(sum(values), len(values))


def median(values: Sequence[Score]) -> Fraction:
    """Median (中位数) of at least one value: the middle one, or the mean of the middle two."""
    ordered = sorted(values)
    return mean(ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1])


def aggregate(values: Sequence[Score], rule: Aggregate) -> Fraction | None:
    """One score of the experts' sums (D-02). ``None`` for no value at all: unscored is not zero.

    From ``min_n`` values on, ``trimmed`` leaves out the ``trim`` highest and lowest; with fewer it is the plain mean.
    With ``min_n`` 3 and ``trim`` 1, three values give their median.
    """
    return _aggregate(values, rule) if values else None


def _aggregate(values: Sequence[Score], rule: Aggregate) -> Fraction:
    if rule.method == "trimmed" and len(values) >= rule.min_n:
        return mean(sorted(values)[rule.trim : len(values) - rule.trim])
    return mean(values)


def shown(value: Fraction, places: int = 2) -> str:
    """A score for people, to 2 decimals, an exact half to the even digit: ``79.80``. Never used to compare."""
    whole, part = divmod(abs(scaled := round(value * 10**places)), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{places}d}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands (统计结果): its exact scores. ``parts`` holds groups and rows, each aggregated
    like the whole (so trimmed parts need not add up to the trimmed whole).

    ``recommendation_rank`` is the rank the preceding tier gave it (T1 at the province, T2 at the national office).
    """

    case: str
    n: int
    final: Fraction
    mean: Fraction
    median: Fraction
    parts: Mapping[str, Fraction]
    recommendation_rank: int | None = None
    rounds: Mapping[str, Fraction] = field(default_factory=dict)
    """Unweighted score of each round that went into the final one; empty where only one did."""
    desk: Fraction = Fraction(0)
    """Mean of the desk review (资料评审平均分), the tie-break before the median; 0 where none is counted."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case with its rank (名次); cases still tied at the end of the chain share it and need a vote.

    ``decided_by`` names the deepest tie-break needed to tell the case from any other; ``vote`` if none could.
    """

    standing: Standing
    rank: int
    needs_vote: bool
    decided_by: str


def standing(
    case: str,
    sheets: Sequence[Mapping[str, Score]],
    criteria: Criteria,
    rule: Aggregate,
    recommendation_rank: int | None = None,
    added: Sequence[Score] = (),
) -> Standing | None:
    """The standing of a case from its valid sheets (:func:`sheet_points`); ``None`` without any.

    ``added`` is what each sheet's total gains by calibration (D-32), if it does; groups and rows stay as given.
    """
    if not sheets:
        return None
    totals = [sum(sheet.values()) + more for sheet, more in zip(sheets, added or [0] * len(sheets), strict=True)]
    codes = {row.code: [row.code] for row in criteria.rows}
    codes |= {group.code: [row.code for row in criteria.rows_of(group.code)] for group in criteria.groups}
    parts = {
        name: _aggregate([sum(sheet[row] for row in rows) for sheet in sheets], rule) for name, rows in codes.items()
    }
    final = _aggregate(totals, rule)
    return Standing(case, len(sheets), final, mean(totals), median(totals), parts, recommendation_rank)


def rated(found: Standing, agreed: Mapping[str, Score], criteria: Criteria) -> Standing:
    """The standing by the rating a group agreed on (协商评分); mean and median of the sheets stay beside it (D-02)."""
    groups = {group.code: [row.code for row in criteria.rows_of(group.code)] for group in criteria.groups}
    parts = {row: Fraction(points) for row, points in agreed.items()}
    parts |= {code: Fraction(sum(agreed[row] for row in rows)) for code, rows in groups.items()}
    return replace(found, final=Fraction(sum(agreed.values())), parts=parts)


def weighted(rounds: Mapping[str, Standing], weights: Mapping[str, Fraction]) -> Standing:
    """The national standing (终评统计) over several rounds, D-01: every figure is the weighted sum of the rounds' own.

    ``rounds`` has a standing for each kind of round that ``weights`` names, the last in order being the latest.
    """
    *_, last = rounds.values()

    def over(value: Callable[[Standing], Fraction]) -> Fraction:
        return sum((weight * value(rounds[kind]) for kind, weight in weights.items()), Fraction(0))

    return replace(
        last,
        final=over(lambda of: of.final),
        mean=over(lambda of: of.mean),
        median=over(lambda of: of.median),
        parts={name: over(lambda of, name=name: of.parts[name]) for name in last.parts},  # type: ignore[misc]
        rounds={kind: rounds[kind].final for kind in weights},
        desk=rounds["desk"].mean if "desk" in rounds else Fraction(0),
    )


def disputed(totals: Sequence[Score], spread: int, z: Fraction) -> bool:
    """Whether the experts disagree (评分离散), D-31: highest minus lowest, or one sum's distance from the mean in
    standard deviations, exceeds its bound. Exact: squares are compared, no root is taken."""
    if len(totals) < 2:
        return False
    centre = mean(totals)
    variance = sum(((total - centre) ** 2 for total in totals), Fraction(0)) / len(totals)
    far = max((total - centre) ** 2 for total in totals)
    return max(totals) - min(totals) > spread or far > z * z * variance


def rank(standings: Iterable[Standing], scoring: Scoring) -> tuple[Ranked, ...]:
    """Rank cases by the tie chain (D-04), best first; tied cases share the rank of the first of them (1, 2, 2, 4).

    Within a shared rank the cases are listed by id, which means nothing.
    """
    names = _chain(scoring)
    keyed = sorted(((_key(entry, names), entry) for entry in standings), key=lambda pair: (pair[0], pair[1].case))
    found: list[Ranked] = []
    for place, (key, entry) in enumerate(keyed):
        neighbours = [keyed[other][0] for other in (place - 1, place + 1) if 0 <= other < len(keyed)]
        depth = max((_common(key, neighbour) for neighbour in neighbours), default=0)
        tied = depth == len(names)
        same_as_last = place > 0 and keyed[place - 1][0] == key
        rank_ = found[-1].rank if same_as_last else place + 1
        found.append(Ranked(entry, rank_, tied, "vote" if tied else names[depth]))
    return tuple(found)


def rank_key(entry: Standing, scoring: Scoring) -> tuple[Fraction, ...]:
    """What cases are ranked by, link by link of the tie chain (D-04): the smaller is the better."""
    return _key(entry, _chain(scoring))


def _chain(scoring: Scoring) -> list[str]:
    return [name for name in scoring.tie_breaks if name != "vote"]


def _key(entry: Standing, names: Sequence[str]) -> tuple[Fraction, ...]:
    """Smaller is better: scores negated, a missing rank behind every rank."""
    return tuple(-_value(entry, name) for name in names)


def _value(entry: Standing, name: str) -> Fraction:
    if name == "final":
        return entry.final
    if name == "median":
        return entry.median
    if name == "desk":
        return entry.desk
    if name == "recommendation_rank":
        return Fraction(-(entry.recommendation_rank or _UNRANKED))
    return entry.parts[name]


def _common(one: Sequence[Fraction], other: Sequence[Fraction]) -> int:
    """How many leading keys are equal."""
    same = [a == b for a, b in zip(one, other, strict=True)]
    return same.index(False) if False in same else len(same)
