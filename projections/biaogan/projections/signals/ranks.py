"""Ranks and rank correlation (秩相关): exact whole numbers, a root taken once, at the end."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, combinations
from math import isqrt

DIGITS = 10**15
"""A root is cut behind so many parts of one."""


def midranks(values: Sequence[Fraction | int]) -> list[int]:
    """Twice the rank of each value, 1 the smallest, equal ones sharing the middle of theirs: whole numbers (平均秩)."""
    counts = Counter(values)
    ordered = sorted(counts)
    below = dict(zip(ordered, accumulate((counts[value] for value in ordered), initial=0), strict=False))
    return [2 * below[value] + counts[value] + 1 for value in values]


def spearman(one: Sequence[Fraction | int], other: Sequence[Fraction | int]) -> Fraction | None:
    """Spearman's rho (斯皮尔曼相关), ties by middle ranks; None where one side is all equal."""
    centre = len(one) + 1
    left, right = ([rank - centre for rank in midranks(side)] for side in (one, other))
    return _over_root(_dot(left, right), _dot(left, left), _dot(right, right))


def tau_b(one: Sequence[Fraction | int], other: Sequence[Fraction | int]) -> Fraction | None:
    """Kendall's tau-b (肯德尔相关); None where one side is all equal."""
    pairs = list(combinations(zip(one, other, strict=True), 2))
    left = [_sign(b[0] - a[0]) for a, b in pairs]
    right = [_sign(b[1] - a[1]) for a, b in pairs]
    return _over_root(_dot(left, right), _dot(left, left), _dot(right, right))


def _over_root(together: int, one: int, other: int) -> Fraction | None:
    """``together / sqrt(one * other)``; exact where the root is a whole number, else to 15 places."""
    square = one * other
    if not square:
        return None
    root = isqrt(square)
    if root * root == square:
        return Fraction(together, root)
    return Fraction((1 if together > 0 else -1) * isqrt(together * together * DIGITS * DIGITS // square), DIGITS)


def _dot(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _sign(value: Fraction | int) -> int:
    return (value > 0) - (value < 0)
