"""Ranks (排序): every list that decides is an explicit order 1..k (R-17), whatever the stage."""

from collections.abc import Sequence

from biaogan.domain.forms import RankedCase
from biaogan.domain.matter import rule
from biaogan.domain.rejections import Rejected


@rule("R-17")
def the_ranks_are_a_permutation(entries: Sequence[RankedCase]) -> None:
    """R-17: no case twice, ranks (排序) exactly 1..k: a gap, a tie and a repeated rank are each refused."""
    cases, ranks = [entry.case for entry in entries], sorted(entry.rank for entry in entries)
    if twice := sorted({case for case in cases if cases.count(case) > 1}):
        raise Rejected("case_twice", cases=twice)
    if ranks != list(range(1, len(ranks) + 1)):
        raise Rejected("ranks_not_contiguous", given=ranks, wanted=len(ranks))
