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
    issuer: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A recommending unit (推荐单位) of a tier with its quota (名额), R-07, R-15."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    tier: int
    quota: int


@dataclass(frozen=True, slots=True)
class Tier2:
    """The province as recommending unit (省级): it selects at most ``quota`` cases, R-16."""

    name_zh: str
    name_en: str
    quota: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day (截止日) and the instant it means (D-13). Half-open: an act at ``closes`` is late (R-20)."""

    name: str
    last_day: date
    inclusive: bool
    closes: datetime

    def passed(self, at: datetime) -> bool:
        """Whether ``at`` is too late."""
        return at >= self.closes


@dataclass(frozen=True, slots=True)
class Intake:
    """Filing: live cases per organisation (D-03) and paper sets the province wants (R-20)."""

    max_cases_per_org: int
    paper_copies: int


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Profit (盈利) in each of ``profit_years`` years must be strictly above ``profit_above`` 万元 (R-25)."""

    profit_years: int
    profit_above: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the score sheet (评分项), R-77..R-79, with its highest score (D-01)."""

    code: str
    group: str
    max: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """The groups A, B, C (一级指标) and their rows, in printed order."""

    groups: tuple[Term, ...]
    rows: tuple[Criterion, ...]

    @property
    def total(self) -> int:
        """The highest possible sum of a sheet (满分)."""
        return sum(row.max for row in self.rows)

    def rows_of(self, group: str) -> tuple[Criterion, ...]:
        """The rows of one group."""
        return tuple(row for row in self.rows if row.group == group)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How the experts' sums become one score (D-02): ``mean``, or ``trimmed``: from ``min_n`` sheets on, without the
    ``trim`` highest and lowest; below ``min_n`` the plain mean."""

    method: str
    trim: int
    min_n: int


@dataclass(frozen=True, slots=True)
class Scoring:
    """Scoring of every round (评分): step of points, aggregate, tie chain (D-04), national round weights (D-01)."""

    step: int
    aggregate: Aggregate
    tie_breaks: tuple[str, ...]
    rounds: Mapping[str, Fraction]
    comment_min: int
    """Fewest characters of an expert's comment (评语), R-69."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Experts per case of a kind of round (评审组): how many are assigned, how many valid sheets suffice (D-05)."""

    kind: str
    assigned: int
    min_valid: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Public notice (公示), R-74: ``length`` working days, and the channels (渠道) that must all carry it (D-14)."""

    unit: str
    length: int
    count_opening_day: bool
    channels: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Consultation:
    """The ministry's opinion (征求意见), R-73: silence after so many working days means none (D-35)."""

    silence_workdays: int


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Three lists that are never merged: focus areas (R-30), declared directions (R-31), scopes (R-32)."""

    focus_areas: tuple[Term, ...]
    directions: tuple[Term, ...]
    scopes: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """How titles (称号) are numbered: a pattern over ``{year}`` and ``{n}``."""

    number_pattern: str

    def number(self, year: int, n: int) -> str:
        """The number of the ``n``-th title of the year, counted from 1."""
        return self.number_pattern.format(year=year, n=n)
