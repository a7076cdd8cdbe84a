"""A Word document as the rules of layout see it (版面), plain data; and how the experience falls into its parts, D-26.

Lengths are twips (1/20 pt) for paper and half points for type, so that nothing is a fraction. Who reads the file fills
this in; :mod:`biaogan.domain.layout_checks` judges it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from biaogan.domain.dossier import PARTS
from biaogan.domain.wording import characters

HEADINGS = {"企业概况": "profile", "实施背景": "background", "实施过程": "implementation", "实施成效": "results"}
"""What the heading of each part says (A2), without its number."""
_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+、\s*"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]\s*"),
    re.compile(r"[0-9]+(?:[.．、](?![0-9]))\s*"),
    re.compile(r"[（(][0-9]+[）)]\s*"),
)
"""一、 / （一） / 1. / （1）, R-59."""
_CAPTION = re.compile(r"(表|图)\s*([0-9]+(?:[-–－.．][0-9]+)*)(?![0-9])")
LONGEST_HEADING = 40
"""Characters up to which a line may be a heading or a caption."""
TABLE, FIGURE = "表", "图"


@dataclass(frozen=True, slots=True)
class Page:
    """One section's paper (纸张)."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one type (文字): ``font`` is the East Asian one in effect, ``None`` if the file does not tell."""

    text: str
    font: str | None
    half_points: int | None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body (段落), the ``number``-th of the document."""

    number: int
    runs: tuple[Run, ...]
    centred: bool = False
    single: bool = True
    """Single line spacing (单倍行距)."""
    outline: int = 0
    """Level of its heading style, 0 for none."""
    figures: int = 0

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs).strip()

    @property
    def level(self) -> int:
        """Level of the heading by its number, else by its style; 0 for body text."""
        if len(self.text) > LONGEST_HEADING or self.text.endswith(("。", "；", ";", "！", "？")):
            return 0
        return next((at for at, form in enumerate(_LEVELS, 1) if form.match(self.text)), self.outline)

    @property
    def caption(self) -> tuple[str, str] | None:
        """(表 or 图, number) if this is a caption (题注)."""
        found = _CAPTION.match(self.text)
        if not found or len(self.text) > LONGEST_HEADING or self.text.endswith("。"):
            return None
        return found[1], found[2]

    @property
    def part(self) -> str | None:
        """The part of the experience that begins with this heading."""
        text = self.text
        for form in _LEVELS:
            text = form.sub("", text, count=1) if form.match(text) else text
        return HEADINGS.get(re.sub(r"[\s：:]", "", text))


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表格); one that only holds figures is how many people place a figure (图)."""

    figures: int = 0
    filled: bool = True


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Layout:
    """The document: its sections' pages, and paragraphs and tables in their order."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class Part:
    """What stands in one part: its heading and body text, without captions and tables (D-26)."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    illustrated: bool = False
    """A table or figure stands in it."""

    @property
    def text(self) -> str:
        """The text that is counted."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def count(self) -> int:
        """字数, D-26."""
        return characters(self.text)


def parts(layout: Layout) -> Mapping[str, Part]:
    """Part -> what stands in it, in the order of the document; "" is what stands between title and first heading."""
    found: dict[str, Part] = {}
    now = ""
    for block in layout.blocks:
        if isinstance(block, Table):
            found.setdefault(now, Part()).illustrated = True
            continue
        if not now and "title" not in found and block.text and block.part is None:
            found["title"] = Part([block])
            continue
        if (begun := block.part) is not None and begun not in found:
            now = begun
        part = found.setdefault(now, Part())
        part.illustrated = part.illustrated or bool(block.figures)
        if block.text and block.caption is None:
            part.paragraphs.append(block)
    return {name: part for name, part in found.items() if name in PARTS or part.paragraphs}
