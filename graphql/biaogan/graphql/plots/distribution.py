"""How scores lie (得分分布), a row for each group: every sheet a point, quartiles as a box, the median as a bar."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from biaogan.graphql.plots.scale import Scale
from biaogan.graphql.plots.svg import BLUE, EDGE, TOP, WIDTH, Drawing, Words, number, ticks

_STEP = 9
"""How far apart points lie that would cover each other."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The totals of one group (专业组)."""

    label: str
    totals: Sequence[Fraction]


def distribution(round_: Words, groups: Sequence[Scores]) -> str:
    """The groups in the order given; one without scores is left out."""
    on = Drawing("scores", Words(f"得分分布 · {round_.zh}", f"How the scores lie · {round_.en}"))
    given = [group for group in groups if group.totals]
    every = [total for group in given for total in group.totals]
    if not every:
        return on.empty(Words("尚无已公开的评分", "No sheet is open yet"))
    scale = Scale(180, WIDTH - 150, ticks(min(every), max(every)))
    piles = [_piles(scale, group.totals) for group in given]
    heights = [44 + _STEP * max(Counter(x for x, _ in pile).values()) for pile in piles]
    bottom = TOP + 30 + sum(heights)
    scale.draw(on, TOP + 22, bottom)
    on.text(EDGE, TOP - 8, "专业组 group", size=11, faint=True)
    on.text(WIDTH - EDGE, TOP - 8, "中位 median（份 sheets）", size=11, anchor="end", faint=True)
    y, told = TOP + 30, []
    for group, pile, height in zip(given, piles, heights, strict=True):
        low, middle, high = quartiles(group.totals)
        base = y + height - 24
        on.text(EDGE, base + 4, group.label, size=13, room=140)
        on.text(WIDTH - EDGE, base + 4, f"{number(middle)}（{len(group.totals)}）", size=13, anchor="end")
        on.line(scale.x(min(group.totals)), base, scale.x(max(group.totals)), base, width="1.5")
        on.box(scale.x(low), base - 7, scale.x(high) - scale.x(low), 14, fill=BLUE, opacity=".35", stroke=BLUE)
        on.line(scale.x(middle), base - 10, scale.x(middle), base + 10, width="3")
        high_up: Counter[Fraction] = Counter()
        for x, total in pile:
            on.dot(x, base - 18 - _STEP * high_up[x], radius=3, told=number(total))
            high_up[x] += 1
        y += height
        told.append(_told(group, low, middle, high))
    how = "每点一份评分；方框为上下四分位，粗线为中位数"
    return on.svg(bottom, told, Words(how, "A point is a sheet; the box spans the quartiles, the bar is the median"))


def quartiles(totals: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Lower quartile, median, upper quartile, exactly: between two neighbours in proportion."""
    ordered = sorted(totals)

    def cut(share: Fraction) -> Fraction:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (ordered[above] - ordered[below]) * (place - below)

    return cut(Fraction(1, 4)), cut(Fraction(1, 2)), cut(Fraction(3, 4))


def _piles(scale: Scale, totals: Sequence[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """Each total with the place of its pile: totals closer than a point is wide share one."""
    found: list[tuple[Fraction, Fraction]] = []
    for total in sorted(totals):
        x = scale.x(total)
        found.append((found[-1][0] if found and x - found[-1][0] < 7 else x, total))
    return found


def _told(group: Scores, low: Fraction, middle: Fraction, high: Fraction) -> Words:
    least, most, n = min(group.totals), max(group.totals), len(group.totals)
    return Words(
        f"{group.label}：{n} 份，最低 {least}，下四分位 {low}，中位 {middle}，上四分位 {high}，最高 {most}",
        f"{group.label}: {n} sheets, least {least}, quartile {low}, median {middle}, quartile {high}, most {most}",
    )
