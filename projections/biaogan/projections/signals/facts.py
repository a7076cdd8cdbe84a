"""What the signals of a round are computed from (线索的依据): plain data, no table and no clock. Scores are exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Act:
    """An act behind a signal (所依据的行为): a stream and the position of the record on it."""

    stream: str
    position: int


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A valid locked sheet (评分表)."""

    id: str
    case: str
    expert: str
    total: Fraction
    position: int
    locked_at: datetime | None = None

    @property
    def act(self) -> Act:
        """The record that locked it."""
        return Act(self.id, self.position)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Whose a case is, and the rank its recommender gave it (推荐排序), 1 first, None without one."""

    organisation: str
    unit: str
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Relock:
    """A sheet that was opened again and locked once more (重新锁定): both totals, and the mean of the others' then."""

    sheet: str
    expert: str
    before: Fraction
    after: Fraction
    peers: Fraction
    position: int


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """A group departed from the scores (合议与评分不一致): from which rank to which."""

    group: str
    case: str
    statistic_rank: int
    decided_rank: int
    position: int


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One round (评审轮次) at one position of the log."""

    round: str
    sheets: tuple[SheetFacts, ...]
    cases: Mapping[str, CaseFacts] = field(default_factory=dict)
    homes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Expert -> the units and organisations the expert works or worked for (任职单位)."""
    closes: datetime | None = None
    """The announced end (评审截止)."""
    read_at: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """(case, expert) -> when the content of the case was first disclosed to the expert (首次查阅)."""
    relocks: tuple[Relock, ...] = ()
    overrides: tuple[OverrideFacts, ...] = ()
    ranked: tuple[str, ...] = ()
    """The cases in the round's ranking (名次表)."""

    def tied(self, expert: str, case: str) -> bool:
        """The case is of a unit or an organisation the expert works or worked for (本单位、本地区)."""
        facts, homes = self.cases.get(case), self.homes.get(expert, frozenset())
        return facts is not None and bool({facts.unit, facts.organisation} & homes)
