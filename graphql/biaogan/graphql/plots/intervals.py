"""Points with intervals, a row each: how stable ranks are (名次稳定性), how strict experts are (评分尺度)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from biaogan.graphql.plots.scale import Scale
from biaogan.graphql.plots.svg import BLUE, EDGE, RED, TOP, WIDTH, Drawing, Words, number, ticks

_ROW = 30
_LEFT, _RIGHT = 270, WIDTH - 170


@dataclass(frozen=True, slots=True)
class RankSpan:
    """A case's rank (名次), and the best and worst it takes when any one sheet is left out."""

    label: str
    rank: int
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Severity:
    """How strict somebody scores (严格度), in points, with its interval; positive: gives less than others."""

    label: str
    points: Fraction
    low: Fraction
    high: Fraction
    sheets: int


def rank_stability(round_: Words, spans: Sequence[RankSpan], caption: Words) -> str:
    """First rank first; ticks far enough apart to be read. ``caption`` says what the ranks were tried against."""
    on = Drawing("ranks", Words(f"名次稳定性 · {round_.zh}", f"How stable the ranks are · {round_.en}"))
    if not spans:
        return on.empty(Words("尚无排名", "No ranks yet"))
    last = max(span.worst for span in spans)
    every = max(1, -(-last // 14))
    shown = sorted({1, last, *(n for n in range(every, last, every) if every <= 2 * min(n - 1, last - n))})
    scale = Scale(_LEFT, _RIGHT, [Fraction(rank) for rank in shown])
    rows = sorted(spans, key=lambda span: (span.rank, span.label))
    bottom = TOP + 30 + _ROW * len(rows)
    scale.draw(on, TOP + 22, bottom)
    on.text(EDGE, TOP - 8, "项目 case", size=11, faint=True)
    on.text(WIDTH - EDGE, TOP - 8, "名次 rank（最好 best–最差 worst）", size=11, anchor="end", faint=True)
    for place, span in enumerate(rows):
        y = TOP + 46 + _ROW * place
        firm = span.best == span.worst
        says = f"{span.rank}" if firm else f"{span.rank}（{span.best}–{span.worst}）"
        on.text(EDGE, y + 4, span.label, size=13, room=_LEFT - EDGE - 24)
        _interval(on, scale, y, Fraction(span.best), Fraction(span.rank), Fraction(span.worst), BLUE, says)
        on.text(WIDTH - EDGE, y + 4, says, size=13, anchor="end", bold=firm)
    told = [
        Words(
            f"{s.label}：第 {s.rank} 名，在第 {s.best} 至第 {s.worst} 名之间",
            f"{s.label}: rank {s.rank}, between {s.best} and {s.worst}",
        )
        for s in rows
    ]
    return on.svg(bottom, told, caption)


def severity(round_: Words, experts: Sequence[Severity], caption: Words) -> str:
    """Strictest first. ``caption`` says what the interval is."""
    on = Drawing("severity", Words(f"评分尺度 · {round_.zh}", f"How strict the experts are · {round_.en}"))
    if not experts:
        return on.empty(
            Words("专家之间的共同评分不足，不能估计", "Too few cases were scored by the same experts to tell")
        )
    ends = [Fraction(0), *(e.low for e in experts), *(e.high for e in experts)]
    scale = Scale(_LEFT - 80, _RIGHT, ticks(min(ends), max(ends)))
    rows = sorted(experts, key=lambda expert: (-expert.points, expert.label))
    bottom = TOP + 30 + _ROW * len(rows)
    scale.draw(on, TOP + 22, bottom)
    on.line(scale.x(0), TOP + 22, scale.x(0), bottom, width="1.5", dashed=True)
    on.text(EDGE, TOP - 8, "专家 expert", size=11, faint=True)
    on.text(scale.x(0) - 10, TOP - 8, "← 宽 lenient", size=11, anchor="end", faint=True)
    on.text(scale.x(0) + 10, TOP - 8, "严 strict →", size=11, faint=True)
    on.text(WIDTH - EDGE, TOP - 8, "分 points（份 sheets）", size=11, anchor="end", faint=True)
    for place, expert in enumerate(rows):
        y = TOP + 46 + _ROW * place
        apart = expert.low > 0 or expert.high < 0
        says = f"{number(expert.points)} [{number(expert.low)}, {number(expert.high)}]"
        on.text(EDGE, y + 4, expert.label, size=13, room=_LEFT - 80 - EDGE - 24)
        exact = f"{says} = {expert.points}"
        _interval(on, scale, y, expert.low, expert.points, expert.high, RED if apart else BLUE, exact)
        on.text(WIDTH - EDGE, y + 4, f"{says}（{expert.sheets}）", size=12, anchor="end", bold=apart)
    told = [
        Words(
            f"{e.label}：{e.points} 分，区间 {number(e.low)} 至 {number(e.high)}，{e.sheets} 份评分",
            f"{e.label}: {e.points} points, interval {number(e.low)} to {number(e.high)}, {e.sheets} sheets",
        )
        for e in rows
    ]
    return on.svg(bottom, told, caption)


def _interval(
    on: Drawing, scale: Scale, y: int, low: Fraction, point: Fraction, high: Fraction, ink: str, told: str
) -> None:
    if low != high:
        on.line(scale.x(low), y, scale.x(high), y, width="3", stroke=ink)
        for end in (low, high):
            on.line(scale.x(end), y - 6, scale.x(end), y + 6, width="2", stroke=ink)
    on.dot(scale.x(point), y, radius=6, fill=ink, told=told)
