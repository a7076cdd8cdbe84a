"""The matrix on paper (打印热图): as one picture, and in figures piece by piece. Drawn directly, so that big ones stay quick."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from biaogan.app.confidentiality.blocks import ACROSS, Heat, Tile
from biaogan.app.faces import STANDARD, Faces
from biaogan.graphql.plots.heat import SHADES, Cell, shade, spans
from biaogan.graphql.plots.svg import BLUE, RED

INK: Final = HexColor("#1c2128")
_FAINT, _LINE, _RED, _BLUE = HexColor("#5d6673"), HexColor("#c9cfd6"), HexColor(RED), HexColor(BLUE)
IDEOGRAPHS: Final = "[\u2200-\u22ff\u2e80-\U0003ffff]+"
"""What the Latin font has no glyphs for, as a pattern."""
_RUNS: Final = re.compile(f"({IDEOGRAPHS})|[^{IDEOGRAPHS[1:]}")
_TALLEST: Final = 210 * mm
"""How tall the picture may be: with its heading it is one sheet."""


def _shades() -> list[HexColor]:
    """The ink of each shade on white paper."""
    mixed = []
    for share in map(float, SHADES):
        parts = [1 - share * (1 - part) for part in (_BLUE.red, _BLUE.green, _BLUE.blue)]
        mixed.append(HexColor("#" + "".join(f"{round(part * 255):02x}" for part in parts)))
    return mixed


_SHADES: Final = _shades()


class Picture(Flowable):  # type: ignore[misc]
    """All readers and cases at once: rows get lower and columns narrower until they fit on a sheet."""

    def __init__(self, of: Heat, wide: float, language: str = "en", faces: Faces = STANDARD) -> None:
        super().__init__()
        self._faces = faces
        self._of, self._wide, self._language = of, wide, language
        self._left = 34 * mm
        self._step = min((wide - self._left) / max(len(of.columns), 1), 7 * mm)
        self._row = min((_TALLEST - 16 * mm) / max(len(of.rows), 1), 5 * mm)

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its size."""
        return self._wide, self._row * len(self._of.rows) + 16 * mm

    def draw(self) -> None:
        """The legend, then row by row."""
        on, top = self.canv, self._row * len(self._of.rows)
        _legend(on, self._of, top + 10 * mm, self._faces)
        every = max(1, round(9 * mm / self._step + 0.49)) if self._step < 8 * mm else 1
        on.setFillColor(_FAINT)
        on.setFont(self._faces.latin, 5.5)
        for place in range(0, len(self._of.columns), every):
            on.drawCentredString(self._left + self._step * (place + 0.5), top + 1.2 * mm, self._of.columns[place])
        gap = 0.5 if self._step > 6 else 0
        places: list[tuple[float, float, Cell]] = []
        for place, row in enumerate(self._of.rows):
            y = top - self._row * (place + 1)
            if place == 0 or self._of.rows[place - 1].role != row.role:
                on.setStrokeColor(_LINE)
                on.setLineWidth(0.5)
                on.line(0, y + self._row, self._wide, y + self._row)
                on.setFillColor(_FAINT)
                _text(
                    on,
                    9 * mm,
                    y + self._row / 2 - 2,
                    getattr(row.role, self._language),
                    min(6.5, self._row * 1.1),
                    self._faces,
                )
            on.setFillColor(INK)
            on.setFont(self._faces.latin, min(6.5, self._row * 1.1))
            on.drawString(0, y + self._row / 2 - 2, row.label)
            places += [(self._left + self._step * column, y, cell) for column, cell in sorted(row.cells.items())]
        wide, tall = self._step - gap, self._row - gap
        _cells(on, places, self._faces, wide, tall, 5.5 if wide > 4.5 * mm and tall > 2.5 * mm else 0)


class TilePicture(Flowable):  # type: ignore[misc]
    """A piece in figures."""

    def __init__(self, of: Tile, wide: float, faces: Faces = STANDARD) -> None:
        super().__init__()
        self._faces = faces
        self._of, self._wide = of, wide
        self._left, self._row = 32 * mm, 5 * mm
        self._step = (wide - self._left) / ACROSS

    def wrap(self, *_: float) -> tuple[float, float]:
        """Its size."""
        return self._wide, self._row * len(self._of.rows) + 15 * mm

    def draw(self) -> None:
        """A line of heads, then row by row."""
        on, top = self.canv, self._row * len(self._of.rows)
        on.setFillColor(INK)
        _text(on, 0, top + 6 * mm, self._of.name, 8, self._faces)
        on.setFont(self._faces.latin, 5.5)
        on.setFillColor(_FAINT)
        for place, (_, name) in enumerate(self._of.columns):
            on.drawCentredString(self._left + self._step * (place + 0.5), top + 1.2 * mm, name)
        places: list[tuple[float, float, Cell]] = []
        for place, (label, role, cells) in enumerate(self._of.rows):
            y = top - self._row * (place + 1)
            on.setFillColor(INK)
            on.setFont(self._faces.latin, 6.5)
            on.drawString(0, y + 1.6 * mm, label)
            on.setFillColor(_FAINT)
            _text(on, 9 * mm, y + 1.6 * mm, role, 6.5, self._faces)
            for number, (column, _) in enumerate(self._of.columns):
                if column in cells:
                    places.append((self._left + self._step * number, y, cells[column]))
        _cells(on, places, self._faces, self._step, self._row, 6)
        across, down = len(self._of.columns) + 1, len(self._of.rows) + 1
        on.setStrokeColor(_LINE)
        on.setLineWidth(0.3)
        on.grid([self._left + self._step * n for n in range(across)], [self._row * n for n in range(down)])


def _cells(
    on: Any, places: Sequence[tuple[float, float, Cell]], faces: Faces, wide: float, tall: float, size: float
) -> None:
    """Cells of one size, each with its place: all of a shade at once, then strokes or figures. ``size`` 0: no figures."""
    for level, ink in enumerate(_SHADES):
        shape = on.beginPath()
        for x, y, cell in places:
            if shade(cell.reads) == level:
                shape.rect(x, y, wide, tall)
        on.setFillColor(ink)
        on.drawPath(shape, stroke=0, fill=1)
    if not size:
        on.setStrokeColor(_RED)
        on.setLineWidth(min(0.8, wide / 3))
        on.lines([(x, y, x + wide, y + tall) for x, y, cell in places if cell.denials])
        return
    inks: dict[Any, list[tuple[float, float, Cell]]] = {white: [], _RED: [], INK: []}
    for x, y, cell in places:
        inks[white if shade(cell.reads) >= 3 else _RED if cell.denials else INK].append((x, y, cell))
    for ink, held in inks.items():
        on.setFillColor(ink)
        for x, y, cell in held:
            shown = f"{cell.reads}/{cell.denials}" if cell.denials else str(cell.reads)
            on.setFont(faces.latin, _fitting(shown, faces.latin, wide, size))
            on.drawCentredString(x + wide / 2, y + tall / 2 - size / 3, shown)


@lru_cache(maxsize=4096)
def _fitting(words: str, font: str, wide: float, size: float) -> float:
    """The size at which words fit."""
    return float(min(size, size * wide / (stringWidth(words, font, size) + 1)))


def _legend(on: Any, of: Heat, y: float, faces: Faces) -> None:
    """Each shade with how many cells have it; then the stroke."""
    cells = [cell for row in of.rows for cell in row.cells.values()]
    x = 0.0
    for level, span in enumerate(spans()):
        on.setFillColor(_SHADES[level])
        on.rect(x, y, 4 * mm, 3 * mm, stroke=0, fill=1)
        on.setFillColor(INK)
        held = sum(shade(cell.reads) == level for cell in cells)
        _text(on, x + 5 * mm, y + 0.6 * mm, f"{span} ({held})", 7, faces)
        x += 25 * mm
    on.setStrokeColor(_RED)
    on.setLineWidth(0.8)
    on.line(x, y, x + 4 * mm, y + 3 * mm)
    _text(on, x + 5 * mm, y + 0.6 * mm, f"被拒 denied ({sum(cell.denials > 0 for cell in cells)})", 7, faces)


def _text(on: Any, x: float, y: float, words: str, size: float, faces: Faces) -> None:
    """Words on a line, ideographs in their own font."""
    for run in _RUNS.finditer(words):
        font = faces.latin if run[1] is None else faces.ideographs
        on.setFont(font, size)
        on.drawString(x, y, run[0])
        x += stringWidth(run[0], font, size)
