"""Who read what how often (查阅热图): a row for each reader, a column for each case, darker for more; denials apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from biaogan.graphql.plots.svg import EDGE, RED, TOP, WIDTH, Drawing, Words

STEPS: Final = (1, 2, 4, 8, 16)
"""The least count of each shade."""
SHADES: Final = (".16", ".34", ".54", ".76", "1")
"""How strong the ink of each is."""
_LEFT, _RIGHT = 214, WIDTH - EDGE
_WIDEST, _ROW, _TALLEST = 26, 18, 860
"""The widest column, the usual height of a row, and how tall all rows may be together before they get lower."""
_LEGIBLE = 20
"""The narrowest column that holds a number."""
_CORNER = 5
"""As much of a cell's corner as a number leaves free."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a reader was shown something of a case (查阅), and denied (被拒)."""

    reads: int
    denials: int


@dataclass(frozen=True, slots=True)
class Row:
    """A reader (查阅人): a short name, what they are, and what they read, by column."""

    label: str
    role: Words
    cells: Mapping[int, Cell]


def shade(reads: int) -> int:
    """Which shade a count has; -1: none."""
    return sum(reads >= step for step in STEPS) - 1


def spans() -> Iterator[str]:
    """What each shade stands for, in figures."""
    for step, above in zip(STEPS, (*STEPS[1:], None), strict=True):
        yield f"≥ {step}" if above is None else f"{step}" if above == step + 1 else f"{step}–{above - 1}"


def heat(title: Words, rows: Sequence[Row], columns: Sequence[str], caption: Words) -> str:
    """Rows and columns in the order given; a change of role is a line across."""
    on = Drawing("heat", title)
    wide = min(Fraction(_RIGHT - _LEFT, max(len(columns), 1)), Fraction(_WIDEST))
    tall = min(Fraction(_TALLEST, max(len(rows), 1)), Fraction(_ROW))
    top = TOP + 34
    bottom = top + tall * len(rows)
    _legend(on, rows)
    every = -(-len(columns) // max(int((_RIGHT - _LEFT) // 34), 1)) if wide < 34 else 1
    for place in range(0, len(columns), max(every, 1)):
        on.text(_LEFT + wide * place + wide / 2, top - 7, columns[place], size=9, anchor="middle", faint=True)
    gap = Fraction(1) if wide > 6 else Fraction(0)
    for level, ink in enumerate(SHADES):
        spots = [
            (_LEFT + wide * column, top + tall * place)
            for place, row in enumerate(rows)
            for column, cell in sorted(row.cells.items())
            if shade(cell.reads) == level
        ]
        on.boxes(spots, wide - gap, tall - gap, opacity=ink)
    for place, row in enumerate(rows):
        y = top + tall * place
        if place == 0 or rows[place - 1].role != row.role:
            on.line(EDGE, y, _RIGHT, y, faint=place > 0)
        on.text(EDGE, y + tall / 2 + 4, row.label, size=11 if tall > 12 else 9)
        if place == 0 or rows[place - 1].role != row.role:
            on.text(EDGE + 38, y + tall / 2 + 4, f"{row.role.zh} {row.role.en}", size=10, faint=True, room=_LEFT - 66)
        for column, cell in sorted(row.cells.items()):
            _mark(on, _LEFT + wide * column, y, wide, tall, cell)
    on.line(EDGE, bottom, _RIGHT, bottom)
    return on.svg(int(bottom) + 6, [_told(row, columns) for row in rows if len(rows) <= 40], caption)


def _mark(on: Drawing, x: Fraction, y: Fraction, wide: Fraction, tall: Fraction, cell: Cell) -> None:
    """The count, where there is room; a red stroke for what was denied, beside the count in the corner."""
    counted = wide >= _LEGIBLE and tall >= 12 and cell.reads > 0
    if counted:
        fill = "#fff" if shade(cell.reads) >= 3 else ""
        on.text(x + wide / 2, y + tall / 2 + 4, str(cell.reads), size=10, anchor="middle", fill=fill)
    if cell.denials and counted:
        right, foot = x + wide - 1, y + tall - 1
        on.line(right - _CORNER, foot, right, foot - _CORNER, width="2", stroke=RED)
    elif cell.denials:
        on.line(x, y + tall - 1, x + wide, y + 1, width="1.5" if wide > 6 else "1", stroke=RED)


def _legend(on: Drawing, rows: Sequence[Row]) -> None:
    """Each shade with how many cells have it; then the stroke."""
    cells = [cell for row in rows for cell in row.cells.values()]
    on.text(EDGE, TOP - 4, "次数 reads", size=11, faint=True)
    x = EDGE + 72
    for level, span in enumerate(spans()):
        on.boxes([(x, TOP - 14)], 16, 12, opacity=SHADES[level])
        held = sum(shade(cell.reads) == level for cell in cells)
        on.text(x + 21, TOP - 4, f"{span}（{held}）", size=11)
        x += 100
    denied = sum(cell.denials > 0 for cell in cells)
    on.line(x, TOP - 3, x + 16, TOP - 13, width="1.5", stroke=RED)
    on.text(x + 21, TOP - 4, f"被拒 denied（{denied}）", size=11)


def _told(row: Row, columns: Sequence[str]) -> Words:
    """A row in words."""
    reads = sum(cell.reads for cell in row.cells.values())
    denials = sum(cell.denials for cell in row.cells.values())
    shown = [f"{columns[column]} {cell.reads}/{cell.denials}" for column, cell in sorted(row.cells.items())]
    return Words(
        f"{row.label}（{row.role.zh}）：查阅 {reads} 次，被拒 {denials} 次，涉及 {len(shown)} 个项目：{'，'.join(shown)}",
        f"{row.label} ({row.role.en}): {reads} reads, {denials} denials, of {len(shown)} cases: {', '.join(shown)}",
    )
