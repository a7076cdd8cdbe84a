"""The kinds of signal (线索类别): what each says in both languages, and how much it needs before anything is computed."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from biaogan.projections.signals.facts import Act

LABEL: Final = ("线索，不是结论", "signal, not finding")
"""Stands on every signal (zh, en)."""


class Kind(StrEnum):
    """Which pattern deserves a look (线索类别)."""

    SEVERITY = "SEVERITY"
    OUTLIER = "OUTLIER"
    HOME_FAVOUR = "HOME_FAVOUR"
    RECIPROCITY = "RECIPROCITY"
    CIRCLE = "CIRCLE"
    ALIKE = "ALIKE"
    RANK_FOLLOWING = "RANK_FOLLOWING"
    FAST_LOCK = "FAST_LOCK"
    LATE_LOCK = "LATE_LOCK"
    TOWARD_PEERS = "TOWARD_PEERS"
    OVERRIDES = "OVERRIDES"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a kind of signal says, the unit of its effect, and how many observations it needs."""

    zh: str
    en: str
    unit: str
    needed: int


MEANINGS: Final[dict[Kind, Meaning]] = {
    Kind.SEVERITY: Meaning(
        "专家的打分整体比同组专家严或宽",
        "the expert gives less (above zero) or more than the others of the panels do",
        "points",
        5,
    ),
    Kind.OUTLIER: Meaning(
        "除去严格度后，专家的某一份评分仍远离同组专家",
        "one sheet of the expert lies far from the panel's, strictness taken out",
        "points",
        5,
    ),
    Kind.HOME_FAVOUR: Meaning(
        "专家对曾任职单位或本地区的项目打分偏高",
        "the expert gives more to cases of a unit or organisation the expert works or worked for",
        "points",
        3,
    ),
    Kind.RECIPROCITY: Meaning(
        "两名专家互相给对方单位的项目打高分",
        "two experts each give more to cases of the other's units or organisations",
        "points",
        4,
    ),
    Kind.CIRCLE: Meaning(
        "三名专家依次给下一名专家单位的项目打高分",
        "three experts in a circle each give more to cases of the next one's units or organisations",
        "points",
        6,
    ),
    Kind.ALIKE: Meaning(
        "两名专家在共同评审的项目上打分异常接近",
        "two experts lie closer together on the cases they share than two of a panel do",
        "points",
        5,
    ),
    Kind.RANK_FOLLOWING: Meaning(
        "专家比同组专家更贴近推荐单位的排序",
        "the expert follows the recommender's rank more than the panel does",
        "rho",
        6,
    ),
    Kind.FAST_LOCK: Meaning(
        "专家从首次查阅到锁定评分的时间明显短于同组专家",
        "the expert locks sooner after first reading than the others of the panels do",
        "ratio",
        5,
    ),
    Kind.LATE_LOCK: Meaning(
        "专家在截止前最后时刻锁定评分的比例偏高",
        "the expert locks in the last two hours of the round more often than the others of the panels do",
        "share",
        5,
    ),
    Kind.TOWARD_PEERS: Meaning(
        "重新锁定的评分向同组专家的平均分靠拢",
        "sheets that were opened again came closer to the mean of the others",
        "points",
        5,
    ),
    Kind.OVERRIDES: Meaning(
        "合议结果偏离评分时，某推荐单位的项目名次上升",
        "where groups departed from the scores, cases of the unit rose",
        "ranks",
        2,
    ),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """A pattern and how surprising it is (线索). Says nothing about why."""

    kind: Kind
    subjects: tuple[str, ...]
    """Experts, or the unit, it is about; empty: the whole round."""
    n: int
    effect: Fraction
    p: Fraction
    permutations: int
    acts: tuple[Act, ...]
    interval: tuple[float, float] | None = None
    q: Fraction = Fraction(1)
    """The p-value corrected for all signals computed (校正后)."""


@dataclass(frozen=True, slots=True)
class TooFew:
    """Nothing is computed of this subject (数据不足): ``n`` observations, where the kind needs more."""

    kind: Kind
    subjects: tuple[str, ...]
    n: int
