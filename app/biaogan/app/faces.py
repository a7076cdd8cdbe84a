"""Typefaces of what is printed (字体): one that the document carries along, or what readers of PDF bring along.

Without a font of the deployment's, Chinese is set in the standard CJK font of PDF (Adobe-GB1, STSong-Light) and everything
else in Helvetica: small, but a reader without it shows its own, or blanks. A font that is carried along looks the same
everywhere and for as long as the document is kept; only the glyphs in use are.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

NEEDED: Final = "国质量标杆（）：，"
"""A font without one of these is not meant for Chinese."""


class FontUnusable(ValueError):
    """No TrueType font with Chinese glyphs."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Names of registered fonts: for everything a Latin font has, and for ideographs."""

    latin: str = "Helvetica"
    ideographs: str = "STSong-Light"


STANDARD: Final = Faces()


@cache
def standard() -> Faces:
    """What no document has to carry along."""
    registerFont(UnicodeCIDFont(STANDARD.ideographs))
    return STANDARD


@cache
def embedded(path: Path) -> Faces:
    """One font for all, the first of a collection; its glyphs go with the document. Raises `FontUnusable`."""
    name = f"carried-{sha256(str(path).encode()).hexdigest()[:8]}"
    try:
        font = TTFont(name, str(path))
    except (TTFError, OSError) as error:
        raise FontUnusable(str(error)) from error
    if missing := "".join(sign for sign in NEEDED if ord(sign) not in font.face.charToGlyph):
        raise FontUnusable(missing)
    registerFont(font)
    return Faces(name, name)
