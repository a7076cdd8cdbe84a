"""Permutation tests (置换检验): how often chance alone arranges things as far out as they are.

Promises: a test depends on its seed and its name alone, whatever else is computed beside it; the arrangements come from the
raw output of PCG64, which numpy keeps the same through its versions; they are compared in whole numbers, so that no rounding decides.
The p-value is an exact fraction of counted arrangements, itself an estimate: it says how surprised to be, and ranks nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Draw: TypeAlias = Callable[["Stream", int], Whole]
"""A number of random arrangements, one a row."""

LIMIT = 19_999
"""Arrangements drawn at most."""
ENOUGH = 20
"""Once so many are as far out as what was observed, no more are drawn (Besag and Clifford 1991)."""
_FIRST, _CHUNK = 200, 2_000
_FINEST = 10_000


def whole(values: Sequence[Fraction]) -> list[int]:
    """The values as whole numbers of one unit: exactly, or of 1/10000 point where the fractions have no small one."""
    scale = lcm(*(value.denominator for value in values)) if values else 1
    return [round(value * min(scale, _FINEST)) for value in values]


class Stream:
    """Random bits of one test, from the seed of the report and the name of the test."""

    def __init__(self, seed: int, name: str) -> None:
        self._bits = np.random.PCG64(int.from_bytes(sha256(f"{seed}:{name}".encode()).digest()[:16]))

    def raw(self, rows: int, columns: int) -> NDArray[np.uint64]:
        """Independent numbers of 64 bits."""
        return np.asarray(self._bits.random_raw(rows * columns), dtype=np.uint64).reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class Chance:
    """How often chance does as much (置换检验结果): the p-value, and how many arrangements it was counted over."""

    p: Fraction
    permutations: int


def chance(extreme: Callable[[Stream, int], Flags], stream: Stream, limit: int = LIMIT) -> Chance:
    """Sequential Monte Carlo: valid at any level; short where nothing is unusual, fine where something is."""
    hits = done = 0
    while done < limit:
        size = min(_CHUNK if done else _FIRST, limit - done)
        found = np.flatnonzero(extreme(stream, size))
        if hits + len(found) >= ENOUGH:
            drawn = done + int(found[ENOUGH - hits - 1]) + 1
            return Chance(Fraction(ENOUGH, drawn), drawn)
        hits, done = hits + len(found), done + size
    return Chance(Fraction(hits + 1, limit + 1), limit)


def picks(lists: Sequence[Sequence[int]]) -> Draw:
    """One value of each list, each as likely as any other: who on the panel gave it is left to chance."""
    width = max(len(values) for values in lists)
    table = np.array([[*values, *[0] * (width - len(values))] for values in lists], dtype=np.int64)
    sizes = np.array([len(values) for values in lists], dtype=np.uint64)
    places = np.arange(len(lists))

    def draw(stream: Stream, size: int) -> Whole:
        return np.asarray(table[places, (stream.raw(size, len(lists)) % sizes).astype(np.int64)])

    return draw


def shuffles(values: Sequence[int], within: Sequence[Any] = ()) -> Draw:
    """The values in random order; only among those places that have the same mark in ``within``."""
    given = np.array(values, dtype=np.int64)
    marks = np.unique(np.array(within or [0] * len(values)), return_inverse=True)[1].reshape(-1)
    fixed = np.argsort(marks, kind="stable")
    groups = np.flatnonzero(np.diff(marks[fixed], prepend=-1))
    bounds = list(zip(groups, [*groups[1:], len(values)], strict=True))

    def draw(stream: Stream, size: int) -> Whole:
        keys = stream.raw(size, len(values))
        out = np.empty((size, len(values)), dtype=np.int64)
        for start, end in bounds:
            order = np.argsort(keys[:, start:end], axis=1, kind="stable")
            out[:, fixed[start:end]] = given[fixed[start:end]][order]
        return out

    return draw


def adjusted(values: Sequence[Fraction]) -> list[Fraction]:
    """Benjamini and Hochberg (多重检验校正): the false discovery rate at which each of all tests made would be named."""
    found, least = [Fraction(1)] * len(values), Fraction(1)
    for rank, place in sorted(enumerate(sorted(range(len(values)), key=lambda at: values[at]), 1), reverse=True):
        least = min(least, values[place] * len(values) / rank)
        found[place] = least
    return found
