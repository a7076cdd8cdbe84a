"""The report as PDF (打印件), A4: the same blocks as the page, drawn with reportlab; the same document is the same bytes."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from biaogan.app.confidentiality.blocks import Beside, Block, Document, Facts, Heading, Heat, Table, Text, Tile, Tone
from biaogan.app.confidentiality.printed_matrix import IDEOGRAPHS, INK, Picture, TilePicture
from biaogan.app.faces import Faces, embedded, standard

EDGE: Final = 14 * mm
WIDE: Final = A4[0] - 2 * EDGE
FAINT: Final = HexColor("#5d6673")
LINE: Final = HexColor("#c9cfd6")
SOFT: Final = HexColor("#f2f4f6")
TONES: Final = {Tone.PLAIN: INK, Tone.NOTE: FAINT, Tone.GOOD: HexColor("#1f7a4d"), Tone.WARNING: HexColor("#b9431f")}
_WIDE: Final = re.compile(IDEOGRAPHS)


def printed(of: Document, font: Path | None = None) -> bytes:
    """The whole document; it carries ``font`` along, if there is one. Raises `FontUnusable`."""
    setter = Setter(of.language, standard() if font is None else embedded(font))
    held = BytesIO()
    made = BaseDocTemplate(
        held, pagesize=A4, leftMargin=EDGE, rightMargin=EDGE, topMargin=EDGE, bottomMargin=18 * mm, invariant=1,
        title=of.title, author="biaogan", subject=of.subtitle, lang="zh-CN" if of.language == "zh" else "en",
    )  # fmt: skip
    frame = Frame(EDGE, 18 * mm, WIDE, A4[1] - EDGE - 18 * mm, 0, 0, 0, 0)
    made.addPageTemplates(PageTemplate(frames=[frame], onPage=lambda canvas, _: setter.foot(canvas, of.foot)))
    story: list[Flowable] = [
        setter.paragraph(of.title, setter.style(18, lead=24)),
        setter.paragraph(of.subtitle, setter.style(10, ink=FAINT, after=8)),
    ]
    for place, block in enumerate(of.blocks):
        if isinstance(block, Heading):
            story.append(CondPageBreak(_room(of.blocks[place + 1 : place + 3])))
        story += setter.set(block)
    made.build(story, canvasmaker=Canvas)
    return held.getvalue()


def _room(following: Sequence[Block]) -> float:
    """What a heading needs below it, so as not to stand alone: a picture comes whole."""
    below = 45 * mm
    for block in following:
        if isinstance(block, Heat):
            below += Picture(block, WIDE).wrap()[1]
    return float(below)


class Setter:
    """Sets blocks (排版) in one language: Chinese may break anywhere."""

    def __init__(self, language: str, faces: Faces) -> None:
        self._language, self._faces = language, faces
        self._wrap = "CJK" if language == "zh" else None

    def mixed(self, text: str) -> str:
        """Text as reportlab's markup: escaped, with ideographs in their own font."""
        return _WIDE.sub(lambda found: f'<font name="{self._faces.ideographs}">{found[0]}</font>', escape(text))

    def paragraph(self, text: str, style: ParagraphStyle) -> Paragraph:
        """A paragraph of mixed text."""
        return Paragraph(self.mixed(text), style)

    def foot(self, canvas: Any, text: str) -> None:
        """At the bottom of a page: ``text``, and the number of the page."""
        canvas.saveState()
        canvas.setFillColor(FAINT)
        line = self.paragraph(text, self.style(7.5, lead=9, ink=FAINT))
        _, tall = line.wrap(WIDE - 20 * mm, 20 * mm)
        line.drawOn(canvas, EDGE, 11 * mm - tall + 6)
        canvas.setFont(self._faces.latin, 7.5)
        canvas.drawRightString(A4[0] - EDGE, 11 * mm - 2, str(canvas.getPageNumber()))
        canvas.restoreState()

    def style(
        self,
        size: float,
        *,
        lead: float = 0,
        ink: Color = INK,
        before: float = 0,
        after: float = 0,
        right: bool = False,
    ) -> ParagraphStyle:
        """A style of paragraphs."""
        return ParagraphStyle(
            "text", fontName=self._faces.latin, fontSize=size, leading=lead or size * 1.4, textColor=ink, spaceBefore=before,
            spaceAfter=after, alignment=2 if right else 0, wordWrap=self._wrap, splitLongWords=1,
        )  # fmt: skip

    def set(self, block: Block) -> Iterator[Flowable]:
        """What a block is on paper."""
        match block:
            case Heading(text):
                yield self.paragraph(text, self.style(13, before=14, after=5))
            case Text(text, tone):
                yield self.paragraph(text, self.style(9, ink=TONES[tone], before=2, after=5))
            case Facts(_, large):
                yield self._large(block) if large else self._facts(block)
                yield Spacer(0, 6)
            case Table():
                yield CondPageBreak(25 * mm)
                yield from self._table(block, WIDE)
            case Beside(tables):
                gap = 6 * mm
                each = (WIDE - gap * (len(tables) - 1)) / len(tables)
                widths = [each + gap] * (len(tables) - 1) + [each]
                look = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight(0)]
                yield Grid([[list(self._table(table, each)) for table in tables]], widths, style=look)
            case Heat():
                yield Picture(block, WIDE, self._language, self._faces)
            case Tile():
                yield TilePicture(block, WIDE, self._faces)

    def _facts(self, of: Facts) -> Flowable:
        names, values = self.style(8.5, ink=FAINT), self.style(8.5)
        rows = [[self.paragraph(name, names), self.paragraph(value, values)] for name, value in of.rows]
        return Grid(rows, [40 * mm, WIDE - 40 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight(1)])

    def _large(self, of: Facts) -> Flowable:
        numbers = [self.paragraph(value, self.style(17, lead=21)) for _, value in of.rows]
        names = [self.paragraph(name, self.style(8, ink=FAINT)) for name, _ in of.rows]
        each = WIDE / len(of.rows)
        return Grid([numbers, names], [each] * len(of.rows), style=[("BACKGROUND", (0, 0), (-1, -1), SOFT), *_tight(4)])

    def _table(self, of: Table, wide: float) -> Iterator[Flowable]:
        left, right = self.style(7.5, lead=10), self.style(7.5, lead=10, right=True)
        faint = [self.style(7.5, lead=10, ink=FAINT, right=place in of.numbers) for place in range(len(of.heads))]
        rows = [[self.paragraph(head, style) for head, style in zip(of.heads, faint, strict=True)]]
        rows += [
            [self.paragraph(cell, right if place in of.numbers else left) for place, cell in enumerate(row)]
            for row in of.rows
        ]
        share = wide / sum(of.widths)
        look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), *_tight(1.5)]
        yield self.paragraph(of.name, self.style(9, before=6, after=2))
        yield Grid(rows, [width * share for width in of.widths], repeatRows=1, style=look, spaceAfter=8, hAlign="LEFT")


def _tight(room: float) -> list[tuple[Any, ...]]:
    return [(f"{side}PADDING", (0, 0), (-1, -1), room) for side in ("TOP", "BOTTOM", "LEFT", "RIGHT")]
