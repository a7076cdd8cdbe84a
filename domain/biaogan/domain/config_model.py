"""The parts of a cycle's configuration (年度活动配置), as read by :mod:`biaogan.domain.config`.

Plain frozen values. Points are whole numbers, weights exact fractions, instants aware, names in Chinese and English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Term:
    """A coded word of the programme in two languages: a direction, a channel, a group of criteria."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document the cycle rests on (依据), R-01. ``issued_on`` is ``None`` where the source does not give it."""

    number: str
    """Document number (文号), R-01."""
    issuer: str
    """Who issued it (发文机关), R-01."""
    issued_on: date | None
    """Day of issue, ISO date; left out where the source does not give it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A recommending unit (推荐单位) of a tier with its quota (名额), R-07, R-15."""

    code: str
    """Name of the unit in this file and in roles (单位代码): lower-case letters, digits, hyphens."""
    name_zh: str
    """Registered name in Chinese."""
    name_en: str
    """Name in English."""
    kind: str
    """Kind of body (单位类别): ``city``, ``new_area`` or ``assoc``."""
    tier: int
    """Tier of the unit (层级): 1; the province is ``tier2``."""
    quota: int
    """Most cases its letter recommends (名额), R-15."""


@dataclass(frozen=True, slots=True)
class Tier2:
    """The province as recommending unit (省级): it selects at most ``quota`` cases, R-16."""

    name_zh: str
    """Name of the province's authority in Chinese."""
    name_en: str
    """Name of the province's authority in English."""
    quota: int
    """Most cases the province selects (择优确定), R-16."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day (截止日) and the instant it means (D-13). Half-open: an act at ``closes`` is late (R-20)."""

    name: str
    last_day: date
    """The day as printed (截止日), ISO date, R-20."""
    inclusive: bool
    """Whether that day itself still counts (含当日), D-13."""
    closes: datetime
    """The first instant that is too late, with its offset; has to be what the day means (D-13)."""

    def passed(self, at: datetime) -> bool:
        """Whether ``at`` is too late."""
        return at >= self.closes


@dataclass(frozen=True, slots=True)
class Intake:
    """Filing: live cases per organisation (D-03) and paper sets the province wants (R-20)."""

    max_cases_per_org: int
    """Most live cases of one organisation in a cycle (有效申报), D-03."""
    paper_copies: int
    """Paper sets the province wants (纸质份数), R-20."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Profit (盈利) in each of ``profit_years`` years must be strictly above ``profit_above`` 万元 (R-25); 0 years: not asked."""

    profit_years: int
    """How many of the last years had to be profitable (盈利年数), R-25; the same as the indicator years."""
    profit_above: str
    """Total profit of each year must be above this (利润总额), decimal in 万元, R-25."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the score sheet (评分项), R-77..R-79, with its highest score (D-01)."""

    code: str
    """Name of the row (评分项)."""
    group: str
    """Its group of criteria."""
    max: int
    """Highest score (最高分), points (D-01)."""
    zh: str
    """Wording in Chinese."""
    en: str
    """Wording in English."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """The groups A, B, C (一级指标) and their rows, in printed order."""

    groups: tuple[Term, ...]
    """The groups of criteria (一级指标), R-77..R-79."""
    rows: tuple[Criterion, ...]
    """The rows of the score sheet (评分项), in printed order."""

    @property
    def total(self) -> int:
        """The highest possible sum of a sheet (满分)."""
        return sum(row.max for row in self.rows)

    def rows_of(self, group: str) -> tuple[Criterion, ...]:
        """The rows of one group."""
        return tuple(row for row in self.rows if row.group == group)


MEAN, TRIMMED, NEGOTIATED = "mean", "trimmed", "negotiated"
"""Ways to one score (汇总方式), D-02."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How the sums of the experts become one score (汇总方法), D-02."""

    method: str
    """``mean``, or ``trimmed`` (去掉最高分和最低分), D-02."""
    trim: int
    """How many sheets are left out at each end, D-02."""
    min_n: int
    """From how many sheets on they are left out; below, the plain mean, D-02."""


POINTS, BANDS = "points", "bands"
"""Kinds of scale (评分尺度)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of every row (评分尺度)."""

    kind: str = POINTS
    """``points``: from 0 to the row's highest score; ``bands``: a percentage within one of the bands, of which the
    row's highest score is the weight."""
    bands: tuple[tuple[int, int], ...] = ()
    """Lowest and highest percentage of each band, rising; empty for ``points``."""

    def highest(self, row: Criterion) -> int:
        """The highest number that may stand in a row."""
        return row.max if self.kind == POINTS else 100

    def allows(self, number: int) -> bool:
        """Whether the number lies in a band; on a scale of points every number does."""
        return self.kind == POINTS or any(low <= number <= high for low, high in self.bands)

    def worth(self, number: int, row: Criterion) -> int | Fraction:
        """What a number in a row adds to the sum of the sheet, exactly."""
        return number if self.kind == POINTS else Fraction(number * row.max, 100)


@dataclass(frozen=True, slots=True)
class Scoring:
    """Scoring of every round (评分): step of points, aggregate, tie chain (D-04), national round weights (D-01)."""

    step: int
    """Points are multiples of this (评分步长), D-01."""
    aggregate: Aggregate
    """How the sums of the experts become one score, D-02."""
    tie_breaks: tuple[str, ...]
    """What decides between equal scores, in this order (同分规则), D-04."""
    rounds: Mapping[str, Fraction]
    """Weight of each national round (轮次权重), decimals or fractions that sum to 1, D-01."""
    comment_min: int
    """Fewest characters of an expert's comment (评语), R-69."""
    scale: Scale = Scale()
    """What a number on a row means (评分尺度), D-01."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Experts per case of a kind of round (评审组): how many are assigned, how many valid sheets suffice (D-05)."""

    kind: str
    assigned: int
    """Experts assigned to a case (评审组人数), D-05."""
    min_valid: int
    """Fewest valid sheets of a case (有效评分), D-05."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Three lists that are never merged: focus areas (R-30), declared directions (R-31), scopes (R-32)."""

    focus_areas: tuple[Term, ...]
    """Focus areas of the year (重点领域), R-30."""
    directions: tuple[Term, ...]
    """Declared directions of form F2 (申报方向), R-31."""
    scopes: tuple[Term, ...]
    """Scope of selection (遴选范围), R-32."""
