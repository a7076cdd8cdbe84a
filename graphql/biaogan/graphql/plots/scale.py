"""A horizontal scale (坐标轴) from a left to a right edge, with its ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from biaogan.graphql.plots.svg import Drawing, Place, number


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie on the paper."""

    left: int
    right: int
    ticks: Sequence[Fraction]

    def x(self, value: Fraction | int) -> Fraction:
        """The place of a value."""
        first, last = self.ticks[0], self.ticks[-1]
        span = last - first
        share = (value - first) / span if span else Fraction(1, 2)
        return self.left + (self.right - self.left) * share

    def draw(self, on: Drawing, top: Place, bottom: Place) -> None:
        """Faint lines down from the ticks, each with its number above."""
        for tick in self.ticks:
            on.line(self.x(tick), top, self.x(tick), bottom, faint=True)
            on.text(self.x(tick), top - 8, number(tick), size=11, anchor="middle", faint=True)
